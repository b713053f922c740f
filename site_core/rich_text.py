"""What rich text may hold, and the cleaning of whatever comes from outside the editor."""

import nh3

FEATURES = ["bold", "italic", "superscript", "link", "document-link", "ol", "ul"]

TAGS = {"p", "br", "b", "strong", "i", "em", "sup", "sub", "a", "ol", "ul", "li"}
# Wagtail stores links to pages and documents as <a linktype="page" id="3">.
LINK_ATTRIBUTES = {"href", "id", "linktype"}
SCHEMES = {"http", "https", "mailto", "tel"}


def clean_rich_text(html: str) -> str:
    """Keep the tags and addresses that rich text may hold; drop scripts, styles and everything else."""
    return nh3.clean(
        html or "",
        tags=TAGS,
        attributes={"a": LINK_ATTRIBUTES},
        url_schemes=SCHEMES,
        link_rel=None,
    )
