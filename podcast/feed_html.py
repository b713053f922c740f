"""Rich text as feeds may carry it: a handful of tags, absolute addresses, nothing of the editor's own markup.

Source: https://podcasters.apple.com/support/823-podcast-requirements, "description"
"""

from urllib.parse import urljoin

import nh3
from django.conf import settings
from wagtail.rich_text import expand_db_html

TAGS = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"}
LONGEST_DESCRIPTION = 4000  # bytes, in UTF-8
BETWEEN = "<hr>"  # editors can't write one, and it keeps many texts apart in one piece of HTML


def feed_html(texts: list[str]) -> list[str]:
    """Each text cleaned. Links to pages are looked up once for all of them, so a long feed costs no more queries."""
    expanded = expand_db_html(BETWEEN.join(text.replace(BETWEEN, "") for text in texts))
    return [clean(text) for text in expanded.split(BETWEEN)]


def clean(html: str) -> str:
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        attribute_filter=absolute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return cleaned.strip()


def absolute(tag: str, attribute: str, value: str) -> str:
    return urljoin(f"{settings.SITE_URL}/", value)
