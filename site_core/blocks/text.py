from wagtail import blocks

from site_core.rich_text import FEATURES, clean_rich_text

SHORT_FEATURES = ["bold", "italic", "link", "ol", "ul"]


class ParagraphBlock(blocks.RichTextBlock):
    """Running text: whatever its source, only what our styles know is kept."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", FEATURES)
        super().__init__(**kwargs)

    def get_prep_value(self, value):
        return clean_rich_text(super().get_prep_value(value))

    class Meta:
        icon = "pilcrow"
        group = "Text"
        label = "Text"
        description = "Paragraphs, lists and links."
        template = "blocks/paragraph_block.html"
        preview_value = (
            "<p>People in helping professions carry other people’s hard days. The name for the result is "
            "<i>compassion fatigue</i>. It is common, and it is <b>not</b> a flaw in your character.</p>"
        )


class PullQuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(max_length=220, help_text="One sentence, at most two.")
    attribution = blocks.CharBlock(
        required=False, max_length=120, help_text="Left empty when the words are the author’s own."
    )

    class Meta:
        icon = "openquote"
        group = "Text"
        label = "Pull quote"
        label_format = "{text}"
        description = (
            "One sentence, large, in fallen light. The article’s own words or somebody else’s."
        )
        template = "blocks/pull_quote_block.html"
        preview_value = {
            "text": "A load two people can see is a load two people can lift.",
            "attribution": "",
        }


class CalloutBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=100)
    text = ParagraphBlock(features=SHORT_FEATURES)

    class Meta:
        icon = "warning"
        group = "Text"
        label = "Call-out"
        label_format = "{title}"
        description = (
            "A remark beside the thread of the text: a caution, an exception, where to get help."
        )
        template = "blocks/callout_block.html"
        preview_value = {
            "title": "If it is more than tired",
            "text": "<p>Dread that lasts through the weekend deserves a professional. Your district’s "
            "employee assistance line is confidential.</p>",
        }


class StrategyBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120)
    text = ParagraphBlock(features=SHORT_FEATURES)
    this_week = blocks.CharBlock(
        required=False,
        max_length=240,
        label="This week",
        help_text="One small act that can be done by Friday.",
    )

    class Meta:
        icon = "tick"
        label = "Strategy"
        label_format = "{title}"
        description = "One thing to try."
        template = "blocks/strategy_block.html"
        preview_value = {
            "title": "Mark what went right",
            "text": "<p>End Friday with two names and what each person did.</p>",
            "this_week": "Two sentences in the staff chat before the last bell.",
        }


class StrategiesBlock(blocks.StructBlock):
    items = blocks.ListBlock(StrategyBlock(), min_num=1, label="Strategies")

    class Meta:
        icon = "list-ol"
        group = "Text"
        label = "Strategies"
        description = "Things to try, as numbered doors. Each may end with an act for this week."
        template = "blocks/strategies_block.html"
        preview_value = {
            "items": [
                {
                    "title": "Mark what went right",
                    "text": "<p>End Friday with two names and what each person did.</p>",
                    "this_week": "Two sentences in the staff chat before the last bell.",
                },
                {
                    "title": "Treat rest as part of the job",
                    "text": "<p>Cover each other’s lunch on a schedule.</p>",
                    "this_week": "Trade one duty so that someone eats sitting down.",
                },
            ]
        }
