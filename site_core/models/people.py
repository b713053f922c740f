from django.conf import settings
from django.db import models
from django.urls import reverse
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index


class PersonQuerySet(models.QuerySet):
    def with_page(self):
        return self.filter(live=True)


class Person(DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, models.Model):
    """An author, host, guest or facilitator, with a page at /people/<slug>/."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(
        max_length=120, unique=True, help_text="The end of the address: /people/…/"
    )
    credentials = models.CharField(max_length=120, blank=True, help_text="For instance: MSW, LSW.")
    job_title = models.CharField(max_length=160, blank=True)
    is_organization = models.BooleanField(
        default=False, help_text="Tick for a byline that is a company, such as “The Consultancy”."
    )
    short_bio = models.TextField(
        blank=True, help_text="Two or three sentences, shown below articles."
    )
    portrait = models.ForeignKey(
        "site_core.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    website = models.URLField(blank=True)
    linkedin = models.URLField("LinkedIn", blank=True)

    objects = PersonQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            ["name", "slug", "credentials", "job_title", "is_organization"], heading="Who"
        ),
        FieldPanel("short_bio"),
        FieldPanel("portrait"),
        MultiFieldPanel(["website", "linkedin"], heading="Elsewhere"),
    ]
    search_fields = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
        index.SearchField("short_bio"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self):
        return self.name_with_credentials

    @property
    def name_with_credentials(self) -> str:
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def get_absolute_url(self):
        return reverse("person", args=[self.slug])

    @property
    def url(self):
        return self.get_absolute_url()

    def get_sitemap_urls(self, request=None):
        location = f"{settings.SITE_URL}{self.get_absolute_url()}"
        return [{"location": location, "lastmod": self.last_published_at}]

    def get_preview_template(self, request, mode_name):
        return "site_core/person.html"

    def get_preview_context(self, request, mode_name):
        from site_core.listings import person_context

        return {**super().get_preview_context(request, mode_name), **person_context(self)}
