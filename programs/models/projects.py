from django.db import models
from django.utils.functional import cached_property
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from programs.blocks import (
    OutcomeBlock,
    QuestionBlock,
    SampleQuoteBlock,
    ScheduleEntryBlock,
    WeekBlock,
)
from site_core.models import BasePage


def with_next_cohorts(projects) -> list["ProjectPage"]:
    """These Projects, each with `next_cohort`: the first one a visitor can buy now, or None. Four queries."""
    from .cohorts import Cohort

    projects = list(projects)
    cohorts = Cohort.objects.for_listing().open_for_enrollment().filter(project__in=projects)
    for project in projects:
        own = (cohort for cohort in cohorts if cohort.project_id == project.pk)
        project.next_cohort = next((cohort for cohort in own if cohort.can_be_bought), None)
    return projects


class ProgramIndexPage(BasePage):
    """The catalogue of Projects."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["programs.ProjectPage"]
    max_count = 1

    lead = models.TextField(blank=True, max_length=400, help_text="Below the title.")

    content_panels = [*BasePage.content_panels, "lead"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        projects = (
            ProjectPage.objects.child_of(self)
            .live()
            .public()
            .select_related("cover")
            .order_by("path")
        )
        context["projects"] = with_next_cohorts(projects)
        return context


class ProjectPage(BasePage):
    """The story of one Project. Its cohorts are rows of `Cohort`, never page content."""

    class Color(models.TextChoices):
        THRIVE = "thrive", "Thrive green"
        ONWARD = "onward", "Onward violet"
        BACE = "bace", "Bace coral"

    parent_page_types = ["programs.ProgramIndexPage"]
    subpage_types = []

    short_name = models.CharField(max_length=40, help_text="For instance: Thrive.")
    color = models.CharField(max_length=10, choices=Color.choices, default=Color.THRIVE)
    room = models.CharField(
        max_length=120, blank=True, help_text="For whom: the kind of room it is made for."
    )
    lead = models.TextField(blank=True, max_length=400, help_text="Below the name, at the top.")
    builds = models.TextField(
        blank=True,
        max_length=400,
        help_text="What it builds, where other pages mention the Project.",
    )
    cover = models.ForeignKey(
        "site_core.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A tall drawing, 5 wide to 8 high.",
    )
    outcomes_heading = models.CharField(max_length=80, default="At the end you will have")
    outcomes = StreamField([("outcome", OutcomeBlock())], blank=True)
    weeks_heading = models.CharField(max_length=80, default="Eight weeks, one door at a time")
    weeks_lead = models.CharField(max_length=240, blank=True)
    weeks = StreamField([("week", WeekBlock())], blank=True)
    fits = StreamField(
        [("line", blocks.CharBlock(label="Line", max_length=160))],
        blank=True,
        help_text="It will fit if …",
    )
    does_not_fit = StreamField(
        [("line", blocks.RichTextBlock(label="Line", features=["link"]))],
        blank=True,
        help_text="Choose another if …",
    )
    facilitators = ParentalManyToManyField("site_core.Person", blank=True, related_name="projects")
    schedule_heading = models.CharField(max_length=80, default="One session")
    schedule = StreamField([("moment", ScheduleEntryBlock())], blank=True)
    faq = StreamField([("question", QuestionBlock())], blank=True)
    quotes = StreamField([("quote", SampleQuoteBlock())], blank=True)
    guide = models.ForeignKey(
        "programs.DownloadPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="offered_by_projects",
    )
    episode = models.ForeignKey(
        "podcast.EpisodePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="heard_on_projects",
        help_text="The episode about high-leverage practices in this kind of room.",
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["short_name", "color", "room", "lead", "builds", "cover"], heading="Top"),
        MultiFieldPanel(["outcomes_heading", "outcomes"], heading="Outcomes"),
        MultiFieldPanel(["weeks_heading", "weeks_lead", "weeks"], heading="Curriculum"),
        MultiFieldPanel(["fits", "does_not_fit"], heading="Is it for you?"),
        FieldPanel("facilitators"),
        MultiFieldPanel(["schedule_heading", "schedule"], heading="A sample session"),
        FieldPanel("faq"),
        FieldPanel("quotes"),
        MultiFieldPanel(["guide", "episode"], heading="To read and to hear"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("room"),
        index.SearchField("lead"),
        index.SearchField("builds"),
        index.SearchField("outcomes"),
        index.SearchField("weeks"),
        index.SearchField("faq"),
    ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # A page being added has no cohorts, and can't be asked for them.
        published = self.cohorts.for_listing() if self.pk else []
        cohorts = [cohort for cohort in published if not cohort.is_over]
        context["cohorts"] = cohorts
        context["next_cohort"] = next((cohort for cohort in cohorts if cohort.can_be_bought), None)
        if context["next_cohort"]:
            context["next_cohort"].is_next = True
        context["people"] = [person for person in self.facilitators.all() if person.live]
        return context

    @cached_property
    def live_guide(self):
        """The guide it offers, while that is published."""
        return self.guide if self.guide and self.guide.live else None

    @cached_property
    def live_episode(self):
        """The episode to hear first, while that is published."""
        return self.episode if self.episode and self.episode.live else None

    @property
    def share_image(self):
        return self.social_image or self.cover

    @property
    def search_color(self) -> str:
        return self.color
