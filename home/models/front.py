from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.models import Orderable

from home.graph import validate_weeks, weeks_of
from home.month import month_entries
from home.structured_data import front_data
from programs.offers import projects_with_next_cohort
from site_core.models import BasePage, SiteSettings, Topic


class HomePage(BasePage):
    """The front page: a promise, three rooms, proof, the month's reading and listening, one guide."""

    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1

    hero_heading = models.CharField(
        "headline", max_length=100, blank=True, help_text="What we do, in under ten words."
    )
    hero_text = models.CharField("lead", max_length=240, blank=True)
    hero_picture = models.ForeignKey(
        "site_core.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="drawing",
        help_text="Left empty, the doorway is shown.",
    )
    hero_button = models.CharField(
        "button",
        max_length=60,
        blank=True,
        default="Find your room",
        help_text="Leads to the rooms below.",
    )
    hero_link = models.CharField("second link", max_length=60, blank=True)
    hero_link_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="leads to",
    )

    rooms_heading = models.CharField("heading", max_length=80, default="Which room is yours?")
    rooms_text = models.CharField("text", max_length=300, blank=True)

    proof_heading = models.CharField("heading", max_length=80, blank=True)
    proof_text = models.CharField("text", max_length=300, blank=True)
    proof_title = models.CharField(
        "what was counted",
        max_length=140,
        blank=True,
        help_text="Read aloud to people who can’t see the graph: calls for help per week, before and after the plan.",
    )
    proof_baseline = models.CharField(
        "weeks before the plan",
        max_length=200,
        blank=True,
        validators=[validate_weeks],
        help_text="A number from 0 to 25 for each week: 17, 20, 16. Without numbers the section is left out.",
    )
    proof_plan = models.CharField(
        "weeks with the plan", max_length=200, blank=True, validators=[validate_weeks]
    )
    proof_caption = models.CharField(
        "caption",
        max_length=200,
        blank=True,
        help_text="Whose data it is. Say so if it is a sample.",
    )
    proof_quote = models.CharField("quote", max_length=240, blank=True)
    proof_quote_by = models.CharField(
        "said by", max_length=120, blank=True, help_text="Name and work, as shown below the quote."
    )
    proof_quote_person = models.ForeignKey(
        "site_core.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="portrait of",
    )

    month_topic = models.ForeignKey(
        "site_core.Topic",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="theme",
        help_text="Its articles and episodes are listed. Left empty, the latest monthly theme.",
    )
    month_heading = models.CharField(
        "heading",
        max_length=80,
        blank=True,
        help_text="For instance: November is about compassion.",
    )
    month_text = models.CharField("text", max_length=240, blank=True)

    guide = models.ForeignKey(
        "programs.DownloadPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The one guide the front page offers.",
    )
    guide_heading = models.CharField(
        "heading", max_length=120, blank=True, help_text="Left empty, the title of the guide."
    )
    guide_text = models.TextField(
        "text", max_length=400, blank=True, help_text="Left empty, the guide’s own introduction."
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                "hero_heading",
                "hero_text",
                "hero_picture",
                "hero_button",
                FieldRowPanel(["hero_link", "hero_link_page"]),
            ],
            heading="Top",
        ),
        MultiFieldPanel(
            [
                "rooms_heading",
                "rooms_text",
                InlinePanel(
                    "rooms",
                    label="room",
                    max_num=3,
                    help_text="In this order. Left empty, all Projects in the order of the catalogue.",
                ),
            ],
            heading="Rooms",
        ),
        MultiFieldPanel(
            [
                "proof_heading",
                "proof_text",
                "proof_title",
                "proof_baseline",
                "proof_plan",
                "proof_caption",
                "proof_quote",
                FieldRowPanel(["proof_quote_by", "proof_quote_person"]),
            ],
            heading="Proof",
        ),
        MultiFieldPanel(
            [FieldPanel("month_topic"), "month_heading", "month_text"], heading="The month"
        ),
        MultiFieldPanel(["guide", "guide_heading", "guide_text"], heading="One guide"),
    ]

    def clean(self):
        super().clean()
        if bool(self.proof_baseline) != bool(self.proof_plan):
            field = "proof_plan" if self.proof_baseline else "proof_baseline"
            raise ValidationError(
                {field: "The graph needs weeks before the plan and weeks with it."}
            )

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        projects = projects_with_next_cohort([room.project for room in self.rooms.all()])
        context["projects"] = projects
        context["has_open_cohort"] = any(project.next_cohort for project in projects)
        context["baseline"] = weeks_of(self.proof_baseline)
        context["plan"] = weeks_of(self.proof_plan)
        theme = self.month_topic or Topic.objects.current_theme()
        context["theme"] = theme
        context["month"] = month_entries(theme)
        context["guide"] = self.guide if self.guide and self.guide.live else None
        context["structured_data"] = front_data(SiteSettings.for_request(request))
        return context


class HomeRoom(Orderable):
    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="rooms")
    project = models.ForeignKey("programs.ProjectPage", on_delete=models.CASCADE, related_name="+")

    panels = [PageChooserPanel("project", "programs.ProjectPage")]
