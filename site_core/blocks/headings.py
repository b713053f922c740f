from dataclasses import dataclass

from django.core.validators import RegexValidator
from django.utils.text import slugify
from wagtail import blocks

# Ids that pages give to parts of their own.
TAKEN_IDS = frozenset({"main", "author", "contents", "rooms"})


@dataclass(frozen=True)
class ContentsEntry:
    anchor: str
    text: str


class HeadingValue(blocks.StructValue):
    """A heading and, once its page has numbered its headings, the id it goes by there."""

    anchor_id = ""

    @property
    def wanted_id(self) -> str:
        return self["anchor"] or slugify(self["text"])[:60].strip("-") or "part"

    @property
    def html_id(self) -> str:
        return self.anchor_id or self.wanted_id


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=140)
    level = blocks.ChoiceBlock(
        choices=[("h2", "Section"), ("h3", "Part of a section")],
        default="h2",
        help_text="Sections are listed in the contents of long articles.",
    )
    anchor = blocks.CharBlock(
        required=False,
        max_length=60,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9-]*\Z", "Small letters, digits and hyphens, a letter first."
            )
        ],
        help_text="For links to this place: the word after # in the address. Left empty, it is made from the text.",
    )

    class Meta:
        icon = "title"
        group = "Text"
        label = "Heading"
        label_format = "{text}"
        description = "The title of a section, or of a part of one."
        template = "blocks/heading_block.html"
        value_class = HeadingValue
        form_layout = blocks.BlockGroup(children=["text", "level"], settings=["anchor"])
        preview_value = {"text": "Six places to start", "level": "h2", "anchor": ""}


def number_headings(stream) -> list[ContentsEntry]:
    """Give the headings of a stream ids that are unique on the page; returns the sections among them.

    An id depends on its own text and on equal texts before it, on nothing else.
    """
    seen: set[str] = set(TAKEN_IDS)
    sections = []
    for child in stream:
        if not isinstance(child.value, HeadingValue):
            continue
        wanted = anchor = child.value.wanted_id
        count = 1
        while anchor in seen:
            count += 1
            anchor = f"{wanted}-{count}"
        seen.add(anchor)
        child.value.anchor_id = anchor
        if child.value["level"] == "h2":
            sections.append(ContentsEntry(anchor, child.value["text"]))
    return sections
