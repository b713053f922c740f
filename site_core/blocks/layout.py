import re

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.models import Page
from wagtail.snippets.blocks import SnippetChooserBlock

from .text import SHORT_FEATURES, ParagraphBlock

ADDRESS = re.compile(r"^(https?://|mailto:|tel:|/(?!/)|#)")


class TableBlock(blocks.StructBlock):
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(required=False, label="Words")),
            ("number", blocks.CharBlock(required=False, label="Numbers, aligned to the right")),
            (
                "rich_text",
                blocks.RichTextBlock(
                    required=False, features=SHORT_FEATURES, label="Text with links"
                ),
            ),
        ],
        help_text="The caption says what the table is about.",
    )
    row_headings = blocks.BooleanBlock(
        required=False, default=True, help_text="The first column names what each row is about."
    )

    class Meta:
        icon = "table"
        group = "Parts"
        label = "Table"
        description = "Rows and columns with a caption. Scrolls sideways on a phone when it must."
        template = "blocks/table_block.html"
        form_layout = blocks.BlockGroup(children=["table"], settings=["row_headings"])
        preview_value = {
            "table": {
                "columns": [
                    {"type": "text", "heading": "Week"},
                    {"type": "text", "heading": "Everyone"},
                ],
                "rows": [
                    {"values": ["1", "Names two wins on Friday"]},
                    {"values": ["2", "Trades one duty"]},
                ],
                "caption": "Who does what in the first month",
            },
            "row_headings": True,
        }

    def get_preview_value(self):
        value = self.meta.preview_value
        return self.normalize(
            {**value, "table": self.child_blocks["table"].to_python(value["table"])}
        )


class AccordionItemBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=160)
    answer = ParagraphBlock(features=SHORT_FEATURES)

    class Meta:
        icon = "help"
        label = "Question"
        label_format = "{question}"
        description = "A question and its answer, opened like a door."
        template = "blocks/accordion_item_block.html"
        preview_value = {
            "question": "Doesn’t this reward the behavior?",
            "answer": "<p>Staying calm is not a reward. What matters is what the student gets or gets out of.</p>",
        }


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(AccordionItemBlock(), min_num=1, label="Questions")

    class Meta:
        icon = "help"
        group = "Parts"
        label = "Questions and answers"
        description = "Questions that open to their answers."
        template = "blocks/accordion_block.html"
        preview_value = {
            "items": [
                {
                    "question": "What if I don’t feel any compassion that day?",
                    "answer": "<p>Then do the five actions anyway. The feeling often follows.</p>",
                },
                {
                    "question": "Doesn’t this reward the behavior?",
                    "answer": "<p>Staying calm is not a reward. Keep the expectation, change the path to it.</p>",
                },
            ]
        }


class ButtonValue(blocks.StructValue):
    @property
    def href(self) -> str:
        """The chosen page's address, else the written one. Empty when the page can't be visited."""
        page = self["page"]
        if page:
            return page.url or "" if page.live else ""
        return self["url"]


class ButtonBlock(blocks.StructBlock):
    label = blocks.CharBlock(max_length=60, help_text="Begin with a verb: “Find your room”.")
    page = blocks.PageChooserBlock(required=False)
    url = blocks.CharBlock(
        required=False,
        max_length=400,
        label="Or an address",
        help_text="https://…, mailto:…, tel:…, or /contact/ on this site.",
    )
    kind = blocks.ChoiceBlock(
        choices=[("", "Full"), ("plain", "Outlined"), ("ink", "Dark")],
        default="",
        required=False,
        label="Look",
    )

    class Meta:
        icon = "link"
        group = "Parts"
        label = "Button"
        label_format = "{label}"
        description = "A button that leads somewhere. One in a view is enough."
        template = "blocks/button_block.html"
        value_class = ButtonValue
        form_layout = blocks.BlockGroup(children=["label", "page", "url"], settings=["kind"])
        preview_value = {"label": "Find your room", "page": None, "url": "/programs/", "kind": ""}

    def clean(self, value):
        value = super().clean(value)
        if value["page"] and value["url"]:
            raise StructBlockValidationError(
                {"url": ValidationError("Choose a page or write an address, not both.")}
            )
        if not value["page"] and not value["url"]:
            raise StructBlockValidationError(
                {"page": ValidationError("Choose a page, or write an address below.")}
            )
        if value["url"] and not ADDRESS.match(value["url"]):
            raise StructBlockValidationError(
                {
                    "url": ValidationError(
                        "Begin with https://, mailto:, tel: or, on this site, with /."
                    )
                }
            )
        return value


class PersonBlock(blocks.StructBlock):
    person = SnippetChooserBlock("site_core.Person")
    text = blocks.TextBlock(
        required=False,
        max_length=400,
        help_text="Left empty, the person’s own short biography is shown.",
    )

    class Meta:
        icon = "user"
        group = "Parts"
        label = "Person"
        description = "Somebody with portrait, credentials and a few sentences."
        template = "blocks/person_block.html"

    def get_preview_value(self):
        person = self.child_blocks["person"].model_class.objects.filter(live=True).first()
        return self.normalize({"person": person, "text": ""})


class PagesBlock(blocks.StructBlock):
    pages = blocks.ListBlock(blocks.PageChooserBlock(), min_num=1, max_num=6)

    class Meta:
        icon = "doc-full"
        group = "Parts"
        label = "Pages to read next"
        description = "A list of our pages with their summaries."
        template = "blocks/pages_block.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        wanted = [page.pk for page in value["pages"] if page]
        found = {
            page.pk: page for page in Page.objects.filter(pk__in=wanted).live().public().specific()
        }
        context["pages"] = [found[pk] for pk in wanted if pk in found]
        return context

    def get_preview_value(self):
        return self.normalize({"pages": list(Page.objects.live().filter(depth__gt=2)[:3])})
