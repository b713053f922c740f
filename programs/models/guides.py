from http import HTTPMethod

from django.core.files.storage import storages
from django.core.validators import FileExtensionValidator
from django.db import models
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from programs.blocks import GuideContentsBlock, SampleQuoteBlock
from site_core.models import BasePage


def private_storage():
    """Where guides are kept: never under a public address."""
    return storages["private"]


class DownloadIndexPage(BasePage):
    """All guides."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["programs.DownloadPage"]
    max_count = 1

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["guides"] = (
            DownloadPage.objects.child_of(self)
            .live()
            .public()
            .select_related("cover", "project")
            .order_by("path")
        )
        return context


class DownloadPage(BasePage):
    """A guide that is sent by e-mail. Its file is private: only a lead's own link serves it."""

    allowed_http_methods = [*BasePage.allowed_http_methods, HTTPMethod.POST]
    parent_page_types = ["programs.DownloadIndexPage"]
    subpage_types = []

    file = models.FileField(
        storage=private_storage,
        upload_to="guides",
        blank=True,
        validators=[FileExtensionValidator(["pdf"])],
        help_text="The PDF. Replacing it gives everybody who has a link the new edition.",
    )
    edition = models.CharField(max_length=60, blank=True, help_text="For instance: November 2026.")
    pages = models.PositiveSmallIntegerField("number of pages", null=True, blank=True)
    cover = models.ForeignKey(
        "site_core.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead = models.TextField(
        blank=True, max_length=400, help_text="Below the title: what it helps with."
    )
    first_page_heading = models.CharField(max_length=80, blank=True)
    first_page = StreamField(
        [("step", blocks.CharBlock(label="Step", max_length=160))],
        blank=True,
        help_text="The first page, readable before anything is asked.",
    )
    first_page_note = models.CharField(max_length=200, blank=True)
    contents = StreamField(
        [("section", GuideContentsBlock())], blank=True, help_text="All of it, at a glance."
    )
    quotes = StreamField([("quote", SampleQuoteBlock())], blank=True)
    project = models.ForeignKey(
        "programs.ProjectPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="guides",
        help_text="The Project this guide comes from.",
    )

    content_panels = [
        *BasePage.content_panels,
        "lead",
        MultiFieldPanel(["file", "edition", "pages", "cover"], heading="The file"),
        MultiFieldPanel(
            ["first_page_heading", "first_page", "first_page_note"],
            heading="The first page, for free",
        ),
        FieldPanel("contents"),
        FieldPanel("quotes"),
        FieldPanel("project"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("first_page"),
        index.SearchField("contents"),
    ]

    @property
    def share_image(self):
        return self.social_image or self.cover

    @property
    def thanks_url(self) -> str:
        return reverse("guide_thanks", args=[self.slug])

    @property
    def facts(self) -> str:
        """Such as "Guide, 4 pages, PDF"."""
        return f"Guide, {self.pages} pages, PDF" if self.pages else "Guide, PDF"

    @property
    def search_note(self) -> str:
        return f"{self.pages} pages, PDF" if self.pages else "PDF"
