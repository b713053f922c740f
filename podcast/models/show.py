import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.urls import reverse
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index

from podcast.artwork import require_artwork
from podcast.categories import category_choices
from podcast.feed_html import LONGEST_DESCRIPTION, feed_html
from podcast.models.roles import Role
from site_core.models import BasePage

NOTES_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]
EPISODES_PER_PAGE = 20
# https://podcasting2.org/docs/podcast-namespace/tags/guid
SHOW_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def show_guid(feed_url: str) -> uuid.UUID:
    """The show's identity in every directory: made from the feed's first address without scheme and last slash."""
    return uuid.uuid5(SHOW_NAMESPACE, feed_url.split("://", 1)[-1].rstrip("/"))


class PodcastPage(BasePage):
    """The show, with its episodes below it and its feed at /podcast/feed/."""

    class Type(models.TextChoices):
        EPISODIC = "episodic", "Episodic: newest first, in any order"
        SERIAL = "serial", "Serial: oldest first, in order"

    parent_page_types = ["home.HomePage"]
    subpage_types = ["podcast.EpisodePage"]
    max_count = 1

    description = RichTextField(
        blank=True,
        features=NOTES_FEATURES,
        help_text="What the show is about. Podcast apps show it beside the artwork.",
    )
    artwork = models.ForeignKey(
        "site_core.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A square JPEG or PNG, at least 1400 pixels wide, better 3000. Apps need it.",
    )
    author = models.CharField(
        max_length=120,
        default="Threshold Learning Consultancy",
        help_text="Who makes the show, as podcast apps name it.",
    )
    owner_name = models.CharField(
        "contact name", max_length=120, default="Threshold Learning Consultancy"
    )
    owner_email = models.EmailField(
        "contact e-mail",
        default="hello@threshold.example",
        help_text="Directories write here to check that the show is yours. It is public in the feed.",
    )
    category = models.CharField(
        max_length=80, choices=category_choices, default="Education > How To"
    )
    second_category = models.CharField(max_length=80, choices=category_choices, blank=True)
    explicit = models.BooleanField(
        default=False, help_text="Tick if the show has strong language or adult subjects."
    )
    language = models.CharField(
        max_length=5,
        default="en-us",
        choices=[("en-us", "English (US)"), ("en", "English"), ("es", "Spanish")],
    )
    copyright = models.CharField(
        max_length=160,
        default="Threshold Learning Consultancy",
        help_text="Only the holder's name: no sign, no year.",
    )
    show_type = models.CharField(
        "order", max_length=10, choices=Type.choices, default=Type.EPISODIC
    )
    feed_locked = models.BooleanField(
        "locked",
        default=True,
        help_text="Other hosting companies may not import the show without asking us.",
    )
    guid = models.UUIDField(
        "permanent ID",
        null=True,
        blank=True,
        help_text="Made once from the feed's address. Changing it makes apps see a different show.",
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("description"),
        FieldPanel("artwork"),
        InlinePanel("hosts", label="host", heading="Regular hosts"),
    ]
    feed_panels = [
        MultiFieldPanel(
            ["author", "category", "second_category", "language"], heading="In podcast apps"
        ),
        MultiFieldPanel(["explicit", "show_type"], heading="How apps treat it"),
        MultiFieldPanel(["owner_name", "owner_email", "copyright"], heading="Who owns it"),
        InlinePanel("funding", label="support link", heading="Ways to support the show"),
        MultiFieldPanel(["feed_locked", FieldPanel("guid", read_only=True)], heading="Identity"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            ObjectList(feed_panels, heading="Feed"),
            ObjectList(BasePage.promote_panels, heading="Promote"),
            ObjectList(BasePage.settings_panels, heading="Settings"),
        ]
    )
    search_fields = [*BasePage.search_fields, index.SearchField("description")]

    def clean(self):
        super().clean()
        require_artwork(self.artwork)
        self.copyright = self.copyright.strip()
        if len(feed_html([self.description])[0].encode()) > LONGEST_DESCRIPTION:
            raise ValidationError(
                {
                    "description": "Podcast apps cut this off. Please shorten it to about 3,500 characters."
                }
            )

    def save(self, *args, **kwargs):
        self.guid = self.guid or show_guid(self.feed_url)
        super().save(*args, **kwargs)

    def with_content_json(self, content):
        """The identity is never taken from a draft: only the row in the database counts."""
        page = super().with_content_json(content)
        page.guid = self.guid or page.guid
        return page

    @property
    def feed_url(self) -> str:
        return f"{settings.SITE_URL}{reverse('podcast_feed')}"

    @property
    def share_image(self):
        return self.social_image or self.artwork

    def episodes(self):
        """The show's published episodes, newest first."""
        from podcast.models.episodes import EpisodePage

        return EpisodePage.objects.child_of(self).published()

    def get_context(self, request, *args, **kwargs):
        from podcast.structured_data import show_data
        from site_core.models import SiteSettings

        context = super().get_context(request, *args, **kwargs)
        links = SiteSettings.for_request(request).podcast_links.all()
        pages = Paginator(self.episodes().for_listing(), EPISODES_PER_PAGE)
        episodes = pages.get_page(request.GET.get("page"))
        return {
            **context,
            "episodes": episodes,
            # The newest one stands above the list, with its player.
            "earlier": episodes.object_list[1 if episodes.number == 1 else 0 :],
            "hosts": self.hosts.all(),
            "structured_data": show_data(self, [link.url for link in links]),
        }


class ShowHost(Orderable):
    """Somebody who is heard in every episode."""

    show = ParentalKey(PodcastPage, on_delete=models.CASCADE, related_name="hosts")
    person = models.ForeignKey(
        "site_core.Person", on_delete=models.PROTECT, related_name="show_roles"
    )
    role = models.CharField(max_length=30, choices=Role.choices, default=Role.HOST)

    panels = ["person", "role"]


class ShowFunding(Orderable):
    """A link apps show as a way to support the show."""

    show = ParentalKey(PodcastPage, on_delete=models.CASCADE, related_name="funding")
    text = models.CharField(
        max_length=128, help_text="For instance: See the guides behind the show."
    )
    url = models.URLField("address")

    panels = ["text", "url"]


class FeedVersion(models.Model):
    """Since when the feed has been what it is: the truth behind its Last-Modified header. One row per show."""

    show = models.OneToOneField(PodcastPage, on_delete=models.CASCADE, related_name="feed_version")
    sha256 = models.CharField(max_length=64)
    since = models.DateTimeField()

    def __str__(self):
        return f"{self.sha256[:12]} since {self.since:%Y-%m-%d %H:%M}"
