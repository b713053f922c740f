from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.blocks import LandingBodyBlock, StandardBodyBlock
from home.runs import runs_of
from site_core.blocks import number_headings
from site_core.models import BasePage

SECTIONS_FOR_CONTENTS = 3


class StandardPage(BasePage):
    """A page of text: about, privacy, terms."""

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]

    updated_on = models.DateField(
        "as of",
        null=True,
        blank=True,
        help_text="Shown at the top, for instance on the privacy page.",
    )
    body = StreamField(
        StandardBodyBlock(), blank=True, help_text="Three sections or more get a list of contents."
    )

    content_panels = [*BasePage.content_panels, FieldPanel("updated_on"), FieldPanel("body")]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        sections = number_headings(self.body)
        context["contents"] = sections if len(sections) >= SECTIONS_FOR_CONTENTS else []
        context["has_sound"] = any(block.block_type == "audio" for block in self.body)
        context["ancestors"] = self.get_ancestors().filter(depth__gt=2).live()
        context["children"] = self.get_children().live().public().specific()
        return context


class LandingPage(BasePage):
    """A campaign's page: no navigation, one goal."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []

    lead = models.TextField(blank=True, max_length=400, help_text="Below the title.")
    picture = models.ForeignKey(
        "site_core.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Beside the title.",
    )
    body = StreamField(
        LandingBodyBlock(), blank=True, help_text="Keep to one goal, and ask for it once."
    )

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(["lead", "picture"], heading="Top"),
        FieldPanel("body"),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
    ]

    @property
    def share_image(self):
        return self.social_image or self.picture

    def get_context(self, request, *args, **kwargs):
        number_headings(self.body)
        context = super().get_context(request, *args, **kwargs)
        context["runs"] = runs_of(self.body)
        context["has_sound"] = bool(
            {"audio", "podcast"} & {block.block_type for block in self.body}
        )
        return context
