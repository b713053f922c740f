"""The page tree: listings, standard pages, guides and Projects."""

import json

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from wagtail.models import Page, Site

from home.demo import front
from home.demo.guides import GUIDES
from home.demo.loader import Demo
from home.demo.markup import to_html, to_inline_html
from home.demo.projects import PROJECTS
from home.models import HomePage
from podcast.models import EpisodePage
from programs.models import DownloadIndexPage, DownloadPage, ProgramIndexPage, ProjectPage
from site_core.models import Person

EDITION = "November 2026"


def stream(kind: str, values: list) -> str:
    """The stored form of a StreamField that holds one kind of block."""
    return json.dumps([{"type": kind, "value": value} for value in values])


def load_home(demo: Demo) -> HomePage:
    """The front page at the site's root, in place of Wagtail's welcome page."""
    home = HomePage.objects.first()
    if home:
        return home
    root = Page.get_first_root_node()
    home, _ = demo.add_page(
        root, HomePage(title=front.HOME["title"], slug="front-page", summary=front.HOME["summary"])
    )
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": home})
    welcome = ContentType.objects.get_for_model(Page)
    for page in Page.objects.child_of(root).filter(content_type=welcome):
        page.delete()
    return HomePage.objects.get(pk=home.pk)


def load_guides(demo: Demo, home: HomePage) -> None:
    index, _ = demo.add_page(home, DownloadIndexPage(**front.GUIDE_INDEX))
    for words in GUIDES:
        page = DownloadPage(
            title=words["title"],
            slug=words["slug"],
            summary=words["summary"],
            lead=words["lead"],
            edition=EDITION,
            pages=words["pages"],
            first_page_heading=words["first_page_heading"],
            first_page=stream("step", words["first_page"]),
            first_page_note=words["first_page_note"],
            contents=stream(
                "section", [{"heading": heading, "text": text} for heading, text in words["inside"]]
            ),
            quotes=stream("quote", [quote(words["quote"])]),
            project=ProjectPage.objects.filter(slug=words["project"]).first(),
        )
        if index.get_children().filter(slug=page.slug).exists():
            continue
        page.cover = demo.picture(f"guide-{page.slug}-cover")
        path = demo.asset("guides", f"{page.slug}.pdf")
        if path:
            with path.open("rb") as stream_of_bytes:
                page.file.save(path.name, File(stream_of_bytes), save=False)
        demo.add_page(index, page)


def quote(words: tuple[str, str]) -> dict:
    text, said_by = words
    return {"text": text, "said_by": said_by}


def load_projects(demo: Demo, home: HomePage) -> None:
    """The Projects before their guide and episode exist; `offer_on_projects` comes after."""
    index, _ = demo.add_page(home, ProgramIndexPage(**front.PROGRAM_INDEX))
    for words in PROJECTS:
        if index.get_children().filter(slug=words["slug"]).exists():
            continue
        page = ProjectPage(
            **{
                key: words[key]
                for key in ("title", "slug", "short_name", "color", "room", "summary")
            },
            lead=words["lead"],
            builds=words["builds"],
            cover=demo.picture(words["cover"]),
            outcomes_heading=words["outcomes_heading"],
            outcomes=stream("outcome", [{"promise": a, "detail": b} for a, b in words["outcomes"]]),
            weeks_lead=words["weeks_lead"],
            weeks=stream("week", [{"title": a, "text": b} for a, b in words["weeks"]]),
            fits=stream("line", words["fits"]),
            schedule_heading=words["session_heading"],
            schedule=stream("moment", [{"time": a, "text": b} for a, b in words["sample_session"]]),
            faq=stream(
                "question", [{"question": a, "answer": to_html(b)} for a, b in words["faq"]]
            ),
            quotes=stream("quote", [quote(pair) for pair in words["quotes"]]),
        )
        demo.add_page(index, page)
        page.facilitators = Person.objects.filter(slug__in=words["facilitators"])
        demo.publish(page)


def offer_on_projects(demo: Demo) -> None:
    """Give each Project that offers nothing yet its guide, its episode and its way to the others."""
    for words in PROJECTS:
        page = ProjectPage.objects.filter(slug=words["slug"], guide=None, episode=None).first()
        if page:
            page.guide = DownloadPage.objects.filter(slug=words["guide"]).first()
            page.episode = EpisodePage.objects.filter(slug=words["episode"]).first()
            page.does_not_fit = stream(
                "line", [other_room(*line) for line in words["does_not_fit"]]
            )
            demo.publish(page)


def other_room(line: str, slug: str) -> str:
    """A line of "choose another if", ending in a link that follows the page when it moves."""
    other = ProjectPage.objects.get(slug=slug)
    return (
        f'<p>{to_inline_html(line)}: <a linktype="page" id="{other.pk}">{other.short_name}</a></p>'
    )
