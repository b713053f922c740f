"""The articles' feed: RSS 2.0 with whole texts, plain HTML that every reader understands, absolute addresses.

Sources: https://www.rssboard.org/rss-specification, https://www.rssboard.org/rss-profile
"""

from urllib.parse import urljoin

import nh3
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from wagtail.models import Site

from home.models import ArticleIndexPage, ArticlePage
from home.structured_data import at_noon
from site_core.models import SiteSettings

MOST_ITEMS = 50
TAGS = {"p", "br", "h2", "h3", "h4", "ol", "ul", "li", "a", "b", "strong", "i", "em", "sup"}
TAGS |= {
    "blockquote",
    "figure",
    "figcaption",
    "img",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "th": {"scope"}}


class ArticleFeed(Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self):
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_root_elements(self, handler):
        handler.addQuickElement("title", self.feed["title"])
        handler.addQuickElement("link", self.feed["link"])
        handler.addQuickElement("description", self.feed["description"])
        handler.addQuickElement(
            "atom:link",
            None,
            {"rel": "self", "href": self.feed["feed_url"], "type": "application/rss+xml"},
        )
        handler.addQuickElement("language", "en-us")
        if self.items:
            handler.addQuickElement("lastBuildDate", rfc2822(self.latest_post_date()))

    def add_item_elements(self, handler, item):
        handler.addQuickElement("title", item["title"])
        handler.addQuickElement("link", item["link"])
        handler.addQuickElement("description", item["description"])
        if item["author_name"]:
            handler.addQuickElement("dc:creator", item["author_name"])
        for category in item["categories"]:
            handler.addQuickElement("category", category)
        handler.addQuickElement("guid", item["unique_id"], {"isPermaLink": "false"})
        handler.addQuickElement("pubDate", rfc2822(item["pubdate"]))
        handler.addQuickElement("content:encoded", item["content"])


def rfc2822(moment) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S %z")


def build_feed() -> bytes:
    """The newest articles. Says nothing about now: equal content gives equal bytes."""
    index = ArticleIndexPage.objects.live().public().first()
    site = Site.objects.filter(is_default_site=True).first()
    name = SiteSettings.for_site(site).site_name if site else "Threshold Learning Consultancy"
    feed = ArticleFeed(
        f"{name}: articles",
        index.canonical_url if index else f"{settings.SITE_URL}/blog/",
        (index and index.meta_description) or "Articles about behavior in school.",
        feed_url=f"{settings.SITE_URL}{reverse('article_feed')}",
    )
    articles = ArticlePage.objects.published().select_related("author").prefetch_related("topics")
    for article in articles.filter(published_on__lte=timezone.localdate())[:MOST_ITEMS]:
        feed.add_item(
            title=article.title,
            link=article.canonical_url,
            description=article.meta_description or article.title,
            author_name=article.author.name_with_credentials if article.author else None,
            unique_id=f"urn:uuid:{article.guid}",
            pubdate=at_noon(article.published_on),
            categories=[topic.name for topic in article.topics.all()],
            content=whole_text(article),
        )
    return feed.writeString("UTF-8").encode()


def whole_text(article) -> str:
    """The body as plain HTML: no classes, no scripts, no forms, every address absolute."""
    html = "".join(str(block.render(context={"page": article})) for block in article.body)
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags={"script", "style", "svg", "audio"},
        attribute_filter=absolute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    ).strip()


def absolute(tag: str, attribute: str, value: str) -> str:
    return urljoin(f"{settings.SITE_URL}/", value) if attribute in {"href", "src"} else value
