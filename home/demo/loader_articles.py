"""Articles, standard pages, the landing page and the front page's content: all that is made of blocks."""

import json
from datetime import date

from home.demo import front, loader_blocks, markup
from home.demo.loader import HERE, Demo
from home.demo.loader_people import product_called
from home.models import (
    ArticleIndexPage,
    ArticlePage,
    ContactFormField,
    ContactPage,
    HomePage,
    LandingPage,
    StandardPage,
)
from podcast.models import EpisodePage
from programs.models import DownloadPage
from site_core.models import Person, Topic


def load_articles(demo: Demo, home: HomePage) -> None:
    index, _ = demo.add_page(home, ArticleIndexPage(**front.ARTICLE_INDEX))
    texts = [markup.read(path) for path in sorted((HERE / "articles").glob("*.md"))]
    for text in sorted(texts, key=lambda text: text.meta["published"]):
        if not index.get_children().filter(slug=text.meta["slug"]).exists():
            demo.add_page(index, make_article(demo, text))


def make_article(demo: Demo, text: markup.Text) -> ArticlePage:
    meta = text.meta
    article = ArticlePage(
        title=meta["title"],
        slug=meta["slug"],
        summary=meta["summary"],
        picture=demo.picture(f"article-{meta['slug']}"),
        author=Person.objects.get(slug=meta["author"]),
        published_on=date.fromisoformat(meta["published"]),
        body=loader_blocks.body(demo, text.parts, meta["slug"]),
        promos=json.dumps(promos(meta)),
    )
    article.topics = Topic.objects.filter(slug__in=meta["topics"].split(", "))
    return article


def promos(meta: dict[str, str]) -> list[dict]:
    """Parts 3 to 8 of an article. What is left empty comes from its author, its topics and the defaults."""
    product = product_called(meta["product"])
    guide = DownloadPage.objects.filter(slug=meta["guide"]).first()
    episode = EpisodePage.objects.filter(slug=meta["episode"]).first()
    return [
        {"type": "author", "value": {"kicker": "Written by", "person": None, "bio": ""}},
        {
            "type": "university_product",
            "value": {
                "product": product and product.pk,
                "heading": "",
                "description": meta["product_note"],
            },
        },
        {"type": "guide", "value": {"guide": guide and guide.pk, "heading": "", "text": ""}},
        {
            "type": "podcast",
            "value": {
                "heading": "",
                "text": "Our podcast, everywhere you listen.",
                "episode": episode and episode.pk,
            },
        },
        {
            "type": "projects",
            "value": {
                "heading": "Learn it with others",
                "text": "The next open cohort of each Project.",
                "projects": [],
            },
        },
        {
            "type": "project_episodes",
            "value": {
                "heading": "An episode for your room",
                "text": "High-leverage practices (HLPs), one conversation per Project.",
                "projects": [],
            },
        },
    ]


def load_standard_pages(demo: Demo, home: HomePage) -> None:
    for path in sorted((HERE / "pages").glob("*.md")):
        text = markup.read(path)
        if home.get_children().filter(slug=text.meta["slug"]).exists():
            continue
        page = StandardPage(
            title=text.meta["title"],
            slug=text.meta["slug"],
            summary=text.meta["summary"],
            body=loader_blocks.body(demo, text.parts, text.meta["slug"]),
        )
        if "as_of" in text.meta:
            page.updated_on = date.fromisoformat(text.meta["as_of"])
        demo.add_page(home, page)


def load_contact_page(demo: Demo, home: HomePage) -> None:
    words = front.CONTACT
    page = ContactPage(
        title=words["title"],
        slug=words["slug"],
        summary=words["summary"],
        intro=words["intro"],
        thank_you_text=markup.to_html(words["thank_you"]),
    )
    page.form_fields = [
        ContactFormField(
            sort_order=position,
            label=label,
            field_type=kind,
            required=required,
            help_text=hint,
            choices=choices,
        )
        for position, (label, kind, required, hint, choices) in enumerate(words["fields"])
    ]
    demo.add_page(home, page)


def load_landing_page(demo: Demo, home: HomePage) -> None:
    words = front.LANDING
    if not home.get_children().filter(slug=words["slug"]).exists():
        page = LandingPage(
            title=words["title"],
            slug=words["slug"],
            summary=words["summary"],
            lead=words["lead"],
            picture=demo.picture(words["picture"]),
            body=loader_blocks.body(demo, markup.split_parts(words["body"]), words["slug"]),
        )
        demo.add_page(home, page)


def fill_front_page(demo: Demo, home: HomePage) -> None:
    """Give a front page that has no headline yet its content."""
    if home.hero_heading:
        return
    for name, value in front.HOME_FIELDS.items():
        setattr(home, name, value)
    home.hero_link_page = EpisodePage.objects.filter(slug=front.HOME["episode"]).first()
    home.month_topic = Topic.objects.filter(slug=front.HOME["month"]).first()
    home.guide = DownloadPage.objects.filter(slug=front.HOME["guide"]).first()
    demo.publish(home)
