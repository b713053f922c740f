"""How long an article takes: only its running text counts, not captions, buttons or what is offered below it."""

import math
import re

from django.utils.html import strip_tags
from wagtail.models import Site

from site_core.models import SiteSettings

WORDS_PER_MINUTE = 238
WORD = re.compile(r"\w[\w’'-]*")
TEXT_BLOCKS = {"heading", "paragraph", "quote", "callout", "strategies", "accordion"}
TEXT_FIELDS = {"text", "title", "this_week", "question", "answer"}


def count_words(stream) -> int:
    return sum(
        len(WORD.findall(strip_tags(text)))
        for child in stream
        if child.block_type in TEXT_BLOCKS
        for text in texts_of(child.value)
    )


def texts_of(value):
    """The readable strings in a block's value, however deep they stand."""
    if isinstance(value, str):
        yield value
    elif hasattr(value, "source"):
        yield value.source.replace("<", " <")
    elif hasattr(value, "items"):
        for name, part in value.items():
            if name in TEXT_FIELDS or name == "items":
                yield from texts_of(part)
    else:
        for part in value:
            yield from texts_of(part)


def minutes_to_read(words: int, words_per_minute: int) -> int:
    return max(1, math.ceil(words / max(words_per_minute, 1)))


def reading_speed() -> int:
    site = Site.objects.filter(is_default_site=True).first()
    found = (
        SiteSettings.objects.filter(site=site).values_list("words_per_minute", flat=True).first()
    )
    return found or WORDS_PER_MINUTE
