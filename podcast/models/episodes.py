import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtailmedia.edit_handlers import MediaChooserPanel

from podcast.artwork import require_artwork
from podcast.forms import EpisodePageForm
from podcast.models.roles import Role
from podcast.models.show import NOTES_FEATURES, PodcastPage
from podcast.timecodes import SecondsField, clock
from podcast.transcripts import Turn, plain_text, turns_of
from site_core.models import BasePage


class EpisodeQuerySet(PageQuerySet):
    def published(self, now=None):
        """Episodes anyone may hear, newest first. Twin of EpisodePage.is_published."""
        return (
            self.live()
            .public()
            .filter(alias_of=None, audio__isnull=False, published_at__lte=now or timezone.now())
            .order_by("-published_at", "-pk")
        )

    def for_listing(self):
        """With all that one row of a list shows, in a number of queries that doesn't grow."""
        return self.select_related("audio", "project").prefetch_related("people__person")


class EpisodePage(BasePage):
    """One episode of the show."""

    class Type(models.TextChoices):
        FULL = "full", "Full episode"
        TRAILER = "trailer", "Trailer"
        BONUS = "bonus", "Bonus"

    class Explicit(models.TextChoices):
        LIKE_SHOW = "", "As the show"
        NO = "false", "No"
        YES = "true", "Yes"

    parent_page_types = ["podcast.PodcastPage"]
    subpage_types = []

    audio = models.ForeignKey(
        "podcast.Audio",
        null=True,
        on_delete=models.PROTECT,
        related_name="episodes",
        help_text="The MP3 or M4A. Its length and size are read from the file.",
    )
    guid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    published_at = models.DateTimeField(
        "published",
        null=True,
        blank=True,
        help_text="Filled in when the episode first goes live. Set it only for episodes that came out elsewhere before.",
    )
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="Trailers and bonuses need none."
    )
    season = models.PositiveIntegerField(default=1)
    episode_type = models.CharField("kind", max_length=10, choices=Type.choices, default=Type.FULL)
    explicit = models.CharField(
        "explicit", max_length=5, choices=Explicit.choices, default=Explicit.LIKE_SHOW, blank=True
    )
    show_notes = RichTextField(
        blank=True,
        features=NOTES_FEATURES,
        help_text="What to know and where to look further. Apps show the first 4,000 characters.",
    )
    artwork = models.ForeignKey(
        "site_core.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Left empty, the show's artwork is used. Square, at least 1400 pixels.",
    )
    transcript = models.JSONField(default=list, blank=True, editable=False)
    project = models.ForeignKey(
        "programs.ProjectPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="episodes",
        help_text="The Project this episode belongs to.",
    )
    guide = models.ForeignKey(
        "programs.DownloadPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="episodes",
        help_text="The guide that goes with it.",
    )
    topics = ParentalManyToManyField("site_core.Topic", blank=True, related_name="+")

    objects = PageManager.from_queryset(EpisodeQuerySet)()
    base_form_class = EpisodePageForm
    exclude_fields_in_copy = ["guid", "published_at"]

    content_panels = [
        *BasePage.content_panels,
        MediaChooserPanel("audio", media_type="audio"),
        FieldPanel("show_notes"),
        InlinePanel("people", label="person", heading="Who is heard"),
        InlinePanel("chapters", label="chapter", heading="Chapters"),
        FieldPanel("topics"),
        MultiFieldPanel(["project", "guide"], heading="Goes with"),
    ]
    transcript_panels = [FieldPanel("transcript_file"), FieldPanel("transcript_text")]
    feed_panels = [
        FieldRowPanel(["number", "season", "episode_type"], heading="Place in the show"),
        FieldPanel("artwork"),
        MultiFieldPanel(["explicit", "published_at"], heading="In podcast apps"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            ObjectList(transcript_panels, heading="Transcript"),
            ObjectList(feed_panels, heading="Feed"),
            ObjectList(BasePage.promote_panels, heading="Promote"),
            ObjectList(BasePage.settings_panels, heading="Settings"),
        ]
    )
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("show_notes"),
        index.SearchField("transcript_words"),
        index.SearchField("people_names", boost=2),
        index.FilterField("published_at"),
        index.FilterField("project_id"),
    ]

    def clean(self):
        super().clean()
        require_artwork(self.artwork)
        if self.published_at and self.published_at > timezone.now():
            raise ValidationError(
                {"published_at": "To publish later, use “Set schedule” instead of a date here."}
            )
        if self.season == 0 or self.number == 0:
            field = "season" if self.season == 0 else "number"
            raise ValidationError({field: "Podcast apps count from 1."})
        twin = self.same_number()
        if twin:
            raise ValidationError({"number": f"“{twin.title}” has this number already."})

    def same_number(self) -> "EpisodePage | None":
        """Another full episode with this number in this season: apps would take the two for one."""
        if not self.number or self.episode_type != self.Type.FULL:
            return None
        same = EpisodePage.objects.filter(
            number=self.number, season=self.season, episode_type=self.Type.FULL, alias_of=None
        )
        return same.exclude(pk=self.pk).exclude(pk=self.alias_of_id).first()

    def save(self, *args, **kwargs):
        """Mints what an episode gets once: its date when its row first goes live, a GUID of its own as an alias."""
        if self.live and self.published_at is None and kwargs.get("update_fields") is None:
            self.published_at = self.stored_date() or timezone.now()
        if self._state.adding and EpisodePage.objects.filter(guid=self.guid).exists():
            self.guid = uuid.uuid4()
        super().save(*args, **kwargs)

    def stored_date(self):
        """The date in the database: a draft from before the first publication doesn't know it."""
        return EpisodePage.objects.filter(pk=self.pk).values_list("published_at", flat=True).first()

    def with_content_json(self, content):
        """GUID and first date belong to the episode: a copied or older draft must not bring another's."""
        page = super().with_content_json(content)
        page.guid = self.guid
        page.published_at = page.published_at or self.published_at
        return page

    def get_context(self, request, *args, **kwargs):
        from podcast.structured_data import episode_data

        context = super().get_context(request, *args, **kwargs)
        show = self.show
        chapters = list(self.chapters.all())
        return {
            **context,
            "show": show,
            "chapters": chapters,
            "chapter_starts": [chapter.start for chapter in chapters],
            "people": self.people.select_related("person__portrait"),
            "turns": self.turns,
            "related": self.related_pages(),
            "next_episodes": show.episodes().exclude(pk=self.pk).for_listing()[:3],
            "structured_data": episode_data(self, show),
        }

    def related_pages(self) -> list:
        return [page for page in (self.project, self.guide) if page and page.live]

    def is_published(self, now=None) -> bool:
        """Whether anyone may hear it. Twin of EpisodeQuerySet.published."""
        return bool(
            self.live
            and self.audio_id
            and not self.alias_of_id
            and self.published_at
            and self.published_at <= (now or timezone.now())
            and not self.get_view_restrictions().exists()
        )

    @property
    def show(self) -> PodcastPage:
        return self.get_parent().specific

    @property
    def share_image(self):
        return self.social_image or self.artwork

    @property
    def guests(self) -> list:
        return [entry.person for entry in self.people.all() if entry.role == Role.GUEST]

    @property
    def guest_names(self) -> str:
        """ "Ann, BCBA and Ben", for listings; empty without guests."""
        names = [guest.name_with_credentials for guest in self.guests]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    @property
    def label(self) -> str:
        """ "Episode 4", "Trailer" or "Bonus"."""
        if self.episode_type != self.Type.FULL:
            return self.get_episode_type_display()
        return f"Episode {self.number}" if self.number else ""

    @property
    def minutes(self) -> int:
        return self.audio.minutes if self.audio else 0

    @property
    def turns(self) -> list[Turn]:
        return turns_of(self.transcript)

    @property
    def transcript_words(self) -> str:
        return plain_text(self.transcript)

    @property
    def people_names(self) -> str:
        return ", ".join(entry.person.name_with_credentials for entry in self.people.all())

    @property
    def transcript_url(self) -> str:
        return reverse("podcast_transcript", args=[self.slug, "vtt"]) if self.transcript else ""


class EpisodePerson(Orderable):
    """Somebody heard in an episode, and as what."""

    Role = Role

    episode = ParentalKey(EpisodePage, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(
        "site_core.Person", on_delete=models.PROTECT, related_name="episode_roles"
    )
    role = models.CharField(max_length=30, choices=Role.choices, default=Role.HOST)

    panels = ["person", "role"]


class Chapter(Orderable):
    """A named stretch of an episode. `start` is in seconds from the beginning."""

    episode = ParentalKey(EpisodePage, on_delete=models.CASCADE, related_name="chapters")
    start = SecondsField(help_text="For instance: 1:52.")
    title = models.CharField(max_length=120)

    panels = [FieldRowPanel(["start", "title"])]

    class Meta(Orderable.Meta):
        ordering = ["start", "sort_order"]

    @property
    def clock(self) -> str:
        return clock(self.start)
