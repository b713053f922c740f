"""What the bodies of our pages may hold."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from home.graph import validate_weeks, weeks_of
from podcast.blocks import AudioBlock, PodcastPromoBlock
from programs.blocks import CohortsBlock, GuideSignupBlock, ProjectEpisodesBlock, ProjectsBlock
from site_core.blocks import (
    AccordionBlock,
    AuthorBlock,
    ButtonBlock,
    CalloutBlock,
    EmbedBlock,
    FigureBlock,
    HeadingBlock,
    PagesBlock,
    ParagraphBlock,
    PersonBlock,
    PullQuoteBlock,
    StrategiesBlock,
    TableBlock,
    UniversityProductBlock,
)


class ArticleBodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    quote = PullQuoteBlock()
    callout = CalloutBlock()
    strategies = StrategiesBlock()
    figure = FigureBlock()
    audio = AudioBlock()
    embed = EmbedBlock()
    table = TableBlock()
    accordion = AccordionBlock()
    button = ButtonBlock()


class ArticlePromosBlock(blocks.StreamBlock):
    """Parts 3 to 8 of an article."""

    author = AuthorBlock()
    university_product = UniversityProductBlock()
    guide = GuideSignupBlock()
    podcast = PodcastPromoBlock()
    projects = ProjectsBlock()
    project_episodes = ProjectEpisodesBlock()


class StandardBodyBlock(ArticleBodyBlock):
    person = PersonBlock()
    pages = PagesBlock()
    guide = GuideSignupBlock()


class HeroBlock(blocks.StructBlock):
    """The promise of a campaign, with its one button."""

    heading = blocks.CharBlock(max_length=100)
    text = blocks.TextBlock(required=False, max_length=300)
    picture = ImageBlock(required=False)
    buttons = blocks.ListBlock(ButtonBlock(), min_num=0, max_num=1, default=[], label="Button")

    class Meta:
        icon = "home"
        group = "Landing page"
        label = "Promise"
        label_format = "{heading}"
        description = "A large promise with a picture and one button."
        template = "blocks/hero_block.html"
        preview_value = {
            "heading": "The first ten minutes, live",
            "text": "Forty-five minutes, free. You’ll leave with tomorrow’s first ten minutes planned.",
            "picture": None,
            "buttons": [{"label": "Save a place", "page": None, "url": "#save", "kind": ""}],
        }

    def get_preview_value(self):
        return self.to_python(self.meta.preview_value)


class ProofBlock(blocks.StructBlock):
    """The graph behavior analysts draw: weeks before the plan, a line, weeks with it."""

    heading = blocks.CharBlock(max_length=100)
    text = blocks.TextBlock(required=False, max_length=300)
    title = blocks.CharBlock(
        max_length=140,
        label="What was counted",
        help_text="Read aloud to people who can’t see the graph.",
    )
    baseline = blocks.CharBlock(
        validators=[validate_weeks],
        help_text="A number from 0 to 25 for each week before the plan: 17, 20, 16.",
    )
    plan = blocks.CharBlock(
        validators=[validate_weeks], help_text="The same for each week with the plan."
    )
    caption = blocks.CharBlock(
        max_length=200, help_text="Whose data it is. Say so if it is a sample."
    )

    class Meta:
        icon = "order-down"
        group = "Landing page"
        label = "Graph"
        description = "Proof as a single-case graph, drawn from the numbers you type."
        template = "blocks/proof_block.html"
        preview_value = {
            "heading": "We measure, so you can see it work.",
            "text": "Every cohort draws one of these for its own room.",
            "title": "Calls for help per week, before and after the team’s plan",
            "baseline": "18, 21, 17, 22, 23, 19",
            "plan": "15, 13, 14, 10, 9, 7, 8, 5, 4, 4",
            "caption": "Calls to the office for help, one fourth-grade team. Sample data.",
        }

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["baseline"], context["plan"] = weeks_of(value["baseline"]), weeks_of(value["plan"])
        return context


class SaidBlock(blocks.StructBlock):
    """What somebody said, with their name and, if we have it, their face."""

    quote = blocks.TextBlock(max_length=300)
    name = blocks.CharBlock(max_length=120)
    about = blocks.CharBlock(
        required=False, max_length=120, help_text="For instance: resource teacher, Thrive."
    )
    person = SnippetChooserBlock("site_core.Person", required=False, help_text="For the portrait.")

    class Meta:
        icon = "openquote"
        group = "Landing page"
        label = "What somebody said"
        label_format = "{name}"
        description = "A sentence from a participant, with name and work."
        template = "blocks/said_block.html"
        preview_value = {
            "quote": "I stopped guessing. My principal stopped getting paged.",
            "name": "A resource teacher (sample)",
            "about": "Thrive",
            "person": None,
        }


class LandingBodyBlock(StandardBodyBlock):
    hero = HeroBlock()
    proof = ProofBlock()
    said = SaidBlock()
    cohorts = CohortsBlock()
    projects = ProjectsBlock()
    podcast = PodcastPromoBlock()
