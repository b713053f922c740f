import uuid

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from home.blocks import ArticleBodyBlock, ArticlePromosBlock
from home.reading_time import count_words, minutes_to_read, reading_speed
from home.structured_data import article_data
from site_core.blocks import number_headings
from site_core.models import BasePage, SiteSettings, Topic

ARTICLES_PER_PAGE = 12
SECTIONS_FOR_CONTENTS = 3
RELATED = 3


class ArticleQuerySet(PageQuerySet):
    def published(self):
        """Articles anyone may read, newest first."""
        return self.live().public().filter(alias_of=None).order_by("-published_on", "-pk")

    def for_listing(self):
        """With all that one row of a list shows, and none of the long text."""
        return self.select_related("picture", "author").defer("body", "promos")

    def on(self, topic):
        return self.filter(topics=topic)


class ArticleIndexPage(BasePage):
    """All articles, by topic and by monthly theme."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.ArticlePage"]
    max_count = 1

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        topics = Topic.objects.filter(live=True, articles__live=True).distinct()
        context["topics"] = [topic for topic in topics if not topic.is_monthly_theme]
        context["themes"] = sorted(
            (topic for topic in topics if topic.is_monthly_theme),
            key=lambda theme: theme.month or timezone.localdate(),
            reverse=True,
        )
        context["topic"] = next((t for t in topics if t.slug == request.GET.get("topic")), None)
        articles = ArticlePage.objects.published().for_listing()
        if context["topic"]:
            articles = articles.on(context["topic"])
        context["articles"] = Paginator(articles, ARTICLES_PER_PAGE).get_page(
            request.GET.get("page")
        )
        return context


class ArticlePage(BasePage):
    """An article, from title to related reading."""

    parent_page_types = ["home.ArticleIndexPage"]
    subpage_types = []

    picture = models.ForeignKey(
        "site_core.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Stands at the top: wide, 16 by 9.",
    )
    author = models.ForeignKey(
        "site_core.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
    )
    published_on = models.DateField("date", default=timezone.localdate)
    updated_on = models.DateField(
        "updated", null=True, blank=True, help_text="Only after a change that matters to readers."
    )
    topics = ParentalManyToManyField("site_core.Topic", blank=True, related_name="articles")
    body = StreamField(
        ArticleBodyBlock(), blank=True, help_text="Three sections or more get a list of contents."
    )
    promos = StreamField(
        ArticlePromosBlock(),
        blank=True,
        verbose_name="After the text",
        help_text="In place from the start. Change, move or remove any of them.",
    )
    word_count = models.PositiveIntegerField(default=0, editable=False)
    minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    guid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    source_key = models.CharField(
        max_length=200,
        blank=True,
        editable=False,
        db_index=True,
        help_text="What an imported article was made from; importing it again updates this draft.",
    )

    objects = PageManager.from_queryset(ArticleQuerySet)()
    exclude_fields_in_copy = ["guid", "source_key"]

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            ["picture", "author", FieldRowPanel(["published_on", "updated_on"])], heading="Top"
        ),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        FieldPanel("body"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Content"),
            ObjectList([FieldPanel("promos")], heading="After the text"),
            ObjectList(BasePage.promote_panels, heading="Promote"),
            ObjectList(BasePage.settings_panels, heading="Settings"),
        ]
    )
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.RelatedFields("author", [index.SearchField("name")]),
        index.RelatedFields("topics", [index.SearchField("name"), index.FilterField("slug")]),
        index.FilterField("published_on"),
    ]

    def save(self, *args, **kwargs):
        self.word_count = count_words(self.body)
        self.minutes = minutes_to_read(self.word_count, reading_speed())
        if self._state.adding and ArticlePage.objects.filter(guid=self.guid).exists():
            self.guid = uuid.uuid4()
        super().save(*args, **kwargs)

    def with_content_json(self, content):
        """A copied or older draft must not bring another article's identity."""
        page = super().with_content_json(content)
        page.guid = self.guid
        page.source_key = self.source_key
        return page

    @property
    def share_image(self):
        return self.social_image or self.picture

    @property
    def search_note(self) -> str:
        return f"{self.minutes} minute{'' if self.minutes == 1 else 's'} to read"

    @property
    def theme(self):
        """The month's theme the article belongs to, else its first topic, else None."""
        return min(
            self.topics.all(),
            key=lambda topic: (not topic.is_monthly_theme, topic.name),
            default=None,
        )

    @property
    def margin_promos(self) -> list:
        return [promo for promo in self.promos if promo.block_type == "university_product"]

    @property
    def closing_promos(self) -> list:
        return [promo for promo in self.promos if promo.block_type != "university_product"]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        sections = number_headings(self.body)
        context["contents"] = sections if len(sections) >= SECTIONS_FOR_CONTENTS else []
        context["theme"] = self.theme
        context["previous"], context["next"] = self.neighbors(context["theme"])
        context["related"] = self.related(exclude=[context["previous"], context["next"]])
        context["structured_data"] = (
            article_data(self, SiteSettings.for_request(request)) if self.url else ""
        )
        context["has_sound"] = bool(
            {"audio", "podcast"} & {block.block_type for block in [*self.body, *self.promos]}
        )
        return context

    def neighbors(self, theme) -> tuple:
        """The published articles just before and just after this one in the theme."""
        if theme is None:
            return None, None
        others = ArticlePage.objects.published().on(theme).exclude(pk=self.pk).for_listing()
        here = models.Q(published_on=self.published_on)
        own = self.pk or 0
        earlier = others.filter(
            models.Q(published_on__lt=self.published_on) | here & models.Q(pk__lt=own)
        )
        later = others.filter(
            models.Q(published_on__gt=self.published_on) | here & models.Q(pk__gt=own)
        )
        return earlier.first(), later.order_by("published_on", "pk").first()

    def related(self, exclude=()) -> list:
        """Up to three other published articles: those that share most topics first, then the newest."""
        left_out = [self.pk, *(page.pk for page in exclude if page)]
        topics = [topic.pk for topic in self.topics.all()]
        shared = models.Count("topics", filter=models.Q(topics__in=topics), distinct=True)
        others = (
            ArticlePage.objects.published()
            .exclude(pk__in=[pk for pk in left_out if pk])
            .for_listing()
        )
        return list(
            others.annotate(shared=shared).order_by("-shared", "-published_on", "-pk")[:RELATED]
        )
