from http import HTTPMethod

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

RESERVED_SLUGS = {"feed", "get"}


class BasePage(Page):
    """What every page of the site has: a summary, a picture for sharing, and its place in search engines."""

    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    summary = models.TextField(
        blank=True,
        max_length=300,
        help_text="One or two sentences: shown in listings, in search results and when shared.",
    )
    social_image = models.ForeignKey(
        "site_core.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown when the page is shared. Left empty, the page's own picture is used.",
    )
    hide_from_search_engines = models.BooleanField(default=False)

    content_panels = [*Page.content_panels, "summary"]
    promote_panels = [
        MultiFieldPanel(
            [
                "slug",
                "seo_title",
                "search_description",
                "social_image",
                "hide_from_search_engines",
            ],
            heading="For search engines and sharing",
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.FilterField("hide_from_search_engines"),
    ]

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError(
                {"slug": f"“{self.slug}” is an address the site uses itself. Choose another."}
            )

    @property
    def meta_title(self) -> str:
        return self.seo_title or self.title

    @property
    def meta_description(self) -> str:
        return self.search_description or self.summary

    @property
    def share_image(self):
        """The picture shown when the page is shared; page types with a picture of their own override it."""
        return self.social_image

    @property
    def search_note(self) -> str:
        """A fact or two below the kind of page in search results, such as "5 minutes to read"."""
        return ""

    @property
    def search_color(self) -> str:
        """The Project whose color marks the page in search results: thrive, onward, bace or none."""
        return ""

    def get_sitemap_urls(self, request=None):
        if self.hide_from_search_engines or not self.canonical_url:
            return []
        return [{"location": self.canonical_url, "lastmod": self.last_published_at}]

    @property
    def canonical_url(self) -> str:
        """The public address built from SITE_URL. Empty while the page has no address."""
        parts = self.get_url_parts()
        return f"{settings.SITE_URL}{parts[2]}" if parts and parts[2] else ""
