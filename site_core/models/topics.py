from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index


class TopicQuerySet(models.QuerySet):
    def current_theme(self):
        """The monthly theme that runs now or ran last; None when there has been none yet."""
        themes = self.filter(live=True, is_monthly_theme=True, month__lte=timezone.localdate())
        return themes.order_by("-month").first()


class Topic(DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, models.Model):
    """A subject articles and episodes share, or the theme of one month. Page at /topics/<slug>/."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(
        max_length=80, unique=True, help_text="The end of the address: /topics/…/"
    )
    description = models.TextField(blank=True, help_text="Shown at the top of the topic's page.")
    drawing = models.ForeignKey(
        "site_core.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_monthly_theme = models.BooleanField(default=False)
    month = models.DateField(
        null=True, blank=True, help_text="Monthly themes: any day of the month the theme runs."
    )
    university_product = models.ForeignKey(
        "site_core.UniversityProduct",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Offered beside new articles on this topic.",
    )
    guide = models.ForeignKey(
        "programs.DownloadPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Offered inside new articles on this topic.",
    )
    episode = models.ForeignKey(
        "podcast.EpisodePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Played inside new articles on this topic.",
    )

    objects = TopicQuerySet.as_manager()

    panels = [
        MultiFieldPanel(["name", "slug", "description", "drawing"], heading="Topic"),
        MultiFieldPanel(["is_monthly_theme", "month"], heading="Monthly theme"),
        MultiFieldPanel(
            [
                FieldPanel("university_product"),
                FieldPanel("guide"),
                FieldPanel("episode"),
            ],
            heading="What new articles on this topic offer",
        ),
    ]
    search_fields = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
        index.SearchField("description"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def month_name(self) -> str:
        return date_format(self.month, "F Y") if self.month else ""

    @property
    def name_with_month(self) -> str:
        """ "November: compassion" for a theme of this year, with the year for others; else the name."""
        if not (self.is_monthly_theme and self.month):
            return self.name
        form = "F" if self.month.year == timezone.localdate().year else "F Y"
        return f"{date_format(self.month, form)}: {self.name.lower()}"

    def get_absolute_url(self):
        return reverse("topic", args=[self.slug])

    @property
    def url(self):
        return self.get_absolute_url()

    def get_sitemap_urls(self, request=None):
        location = f"{settings.SITE_URL}{self.get_absolute_url()}"
        return [{"location": location, "lastmod": self.last_published_at}]

    def get_preview_template(self, request, mode_name):
        return "site_core/topic.html"

    def get_preview_context(self, request, mode_name):
        from site_core.listings import topic_context

        return {**super().get_preview_context(request, mode_name), **topic_context(self)}
