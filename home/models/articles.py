from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from site_core.models import BasePage


class ArticleIndexPage(BasePage):
    """All articles, by topic and by monthly theme."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ArticlePage"]
    max_count = 1


class ArticlePage(BasePage):
    """An article, from title to related reading."""

    parent_page_types = ["home.ArticleIndexPage"]
    subpage_types = []

    published_on = models.DateField(default=timezone.localdate)
    author = models.ForeignKey(
        "site_core.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
    )
    topics = ParentalManyToManyField("site_core.Topic", blank=True, related_name="articles")
    picture = models.ForeignKey(
        "site_core.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    content_panels = [*BasePage.content_panels, "picture", "author", "published_on", FieldPanel("topics")]
    search_fields = [*BasePage.search_fields, index.FilterField("published_on")]


