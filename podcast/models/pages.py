import uuid

from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from site_core.models import BasePage


class PodcastPage(BasePage):
    """The show, with its episodes below it and its feed at /podcast/feed/."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["podcast.EpisodePage"]
    max_count = 1

    artwork = models.ForeignKey(
        "site_core.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    content_panels = [*BasePage.content_panels, "artwork"]


class EpisodePage(BasePage):
    """One episode of the show."""

    parent_page_types = ["podcast.PodcastPage"]
    subpage_types = []

    audio = models.ForeignKey(
        "podcast.Audio", null=True, on_delete=models.PROTECT, related_name="episodes"
    )
    guid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    published_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    season = models.PositiveIntegerField(default=1)
    show_notes = RichTextField(blank=True)
    project = models.ForeignKey(
        "programs.ProjectPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="episodes",
    )
    topics = ParentalManyToManyField("site_core.Topic", blank=True, related_name="+")

    exclude_fields_in_copy = ["guid"]
    content_panels = [
        *BasePage.content_panels,
        "audio",
        "number",
        "show_notes",
        "project",
        FieldPanel("topics"),
        InlinePanel("people", label="person"),
        InlinePanel("chapters", label="chapter"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("show_notes")]


class EpisodePerson(Orderable):
    """Somebody heard in an episode, and as what."""

    class Role(models.TextChoices):
        HOST = "host", "Host"
        COHOST = "cohost", "Co-host"
        GUEST = "guest", "Guest"

    episode = ParentalKey(EpisodePage, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(
        "site_core.Person", on_delete=models.PROTECT, related_name="episode_roles"
    )
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.HOST)

    panels = ["person", "role"]


class Chapter(Orderable):
    """A named stretch of an episode. `start` is in seconds from the beginning."""

    episode = ParentalKey(EpisodePage, on_delete=models.CASCADE, related_name="chapters")
    start = models.PositiveIntegerField()
    title = models.CharField(max_length=120)

    panels = ["start", "title"]
