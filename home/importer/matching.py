"""Finds what a file speaks of among what the site has: people, products, guides, episodes, Projects, topics."""

from django.db.models import Q
from django.utils.text import slugify
from wagtail.models import Site

from podcast.models import EpisodePage
from programs.models import DownloadPage, ProjectPage
from site_core.models import Person, SiteSettings, Topic, UniversityProduct

from .recognizing import bare

COMPANY_BYLINE = "The Consultancy"


def company_names() -> set[str]:
    site = Site.objects.filter(is_default_site=True).first()
    settings = SiteSettings.for_site(site) if site else SiteSettings()
    return {
        settings.site_name.casefold(),
        settings.short_name.casefold(),
        COMPANY_BYLINE.casefold(),
    }


def known_names() -> set[str]:
    return {
        name.casefold() for name in Person.objects.values_list("name", flat=True)
    } | company_names()


def is_company(name: str) -> bool:
    return bare(name) in company_names()


def find_person(name: str) -> Person | None:
    person = Person.objects.filter(name__iexact=name.split(",")[0].strip()).first()
    if person is None and is_company(name):
        named = Person.objects.filter(name__iexact=COMPANY_BYLINE).first()
        person = named or Person.objects.filter(is_organization=True).order_by("pk").first()
    return person


def new_person(name: str, biography: str) -> Person:
    """A draft person, to be checked and published by an editor."""
    name, _, credentials = (COMPANY_BYLINE if is_company(name) else name).partition(",")
    slug = slugify(name)[:110] or "author"
    taken = set(Person.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    free = next(s for s in (slug, *(f"{slug}-{n}" for n in range(2, 1000))) if s not in taken)
    person = Person(
        name=name.strip()[:120],
        credentials=credentials.strip()[:120],
        slug=free,
        short_bio=biography,
        is_organization=is_company(name),
        live=False,
    )
    person.save()
    person.save_revision()
    return person


def find_named(queryset, field: str, lines: list[str]):
    """The row whose name is one of the lines, else the one whose name stands inside them; the longest name wins."""
    text = " ".join(lines).casefold()
    rows = [(getattr(row, field).casefold(), row) for row in queryset]
    exact = [row for name, row in rows if name in {line.strip(' “”"').casefold() for line in lines}]
    inside = sorted((pair for pair in rows if pair[0] in text), key=lambda pair: len(pair[0]))
    return exact[0] if exact else (inside[-1][1] if inside else None)


def find_product(lines: list[str]) -> UniversityProduct | None:
    return find_named(UniversityProduct.objects.filter(live=True), "name", lines)


def find_guide(lines: list[str]) -> DownloadPage | None:
    return find_named(DownloadPage.objects.live(), "title", lines)


def find_episode(title: str, guest: str) -> EpisodePage | None:
    """By its title, else by the guest's name."""
    episodes = EpisodePage.objects.live()
    found = episodes.filter(Q(title__iexact=title) | Q(slug=slugify(title))).first()
    if found is None and guest:
        name = guest.split(",")[0].strip()
        by_guest = episodes.filter(people__person__name__iexact=name).distinct()
        found = by_guest.order_by("-published_at").first()
    return found


def find_projects(colors: list[str]) -> list[ProjectPage]:
    found = {page.color: page for page in ProjectPage.objects.live()}
    return [found[color] for color in colors if color in found]


def find_topics(names: list[str]) -> tuple[list[Topic], list[str]]:
    """Topics by name or slug, and the names that are none."""
    found, unknown = [], []
    for name in names:
        topic = Topic.objects.filter(Q(name__iexact=name) | Q(slug=slugify(name))).first()
        found.append(topic) if topic else unknown.append(name)
    return found, unknown
