"""The smallest valid objects, as plain functions with keyword overrides.

Page factories put a page below the one that may hold it, made when it is not there yet.
"""

from itertools import count

from django.core.files.base import ContentFile
from django.utils.text import slugify
from wagtail.models import Page, Site

_numbers = count(1)


# --- Front page, and pages in general -----------------------------------------------------------


def add_page(page_type, parent, **fields):
    """Publish a page of this type below `parent`; the slug follows from the title unless given."""
    fields.setdefault("title", f"{page_type.__name__} {next(_numbers)}")
    page = page_type(**fields)
    parent.add_child(instance=page)
    if page.live:
        page.save_revision().publish()
    page.refresh_from_db()
    return page


def the_page(page_type, make, **fields):
    """The only page of this type, made when there is none."""
    return page_type.objects.first() or make(**fields)


def make_home_page(**overrides):
    """The front page, set as the root of the default site."""
    from home.models import HomePage

    existing = HomePage.objects.first()
    if existing:
        return existing
    Page.objects.filter(depth=2).delete()
    root = Page.objects.get(depth=1)
    home = add_page(HomePage, root, **{"title": "Threshold Learning", "slug": "home", **overrides})
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home, "site_name": "Threshold Learning"},
    )
    Site.clear_site_root_paths_cache()
    return home


# --- Guides -------------------------------------------------------------------------------------


def make_download_index_page(**overrides):
    from programs.models import DownloadIndexPage

    fields = {"title": "Guides", "slug": "guides", **overrides}
    return the_page(
        DownloadIndexPage,
        lambda **given: add_page(DownloadIndexPage, make_home_page(), **given),
        **fields,
    )


def make_download_page(**overrides):
    from programs.models import DownloadPage

    content = overrides.pop("content", b"%PDF-1.7 a guide")
    fields = {"file": ContentFile(content, name="guide.pdf"), **overrides}
    return add_page(DownloadPage, make_download_index_page(), **fields)


# --- People and plain pages ---------------------------------------------------------------------


def make_person(**overrides):
    from site_core.models import Person

    fields = {"name": "Elena Marsh", **overrides}
    fields.setdefault("slug", slugify(fields["name"]))
    person = Person.objects.create(**fields)
    if person.live:
        person.save_revision().publish()
    return person


def make_standard_page(**overrides):
    from home.models import StandardPage

    return add_page(StandardPage, make_home_page(), **overrides)


# --- Podcast ------------------------------------------------------------------------------------
def make_show(**overrides):
    from podcast.models import PodcastPage

    home = overrides.pop("parent", None) or make_home_page()
    show = PodcastPage(**{"title": "Little Bits of TLC", "slug": "podcast", "description": "<p>Short.</p>", **overrides})
    return home.add_child(instance=show)


def make_audio(**overrides):
    from django.core.files.base import ContentFile

    from podcast.models import Audio
    from tests.podcast.sound import mp3

    content = overrides.pop("content", None) or mp3(seconds=overrides.pop("seconds", 2))
    name = overrides.pop("filename", "episode.mp3")
    audio = Audio(**{"title": "Audio", "file": ContentFile(content, name=name), **overrides})
    audio.save()
    return audio


def make_episode_page(**overrides):
    from podcast.models import EpisodePage, PodcastPage

    show = overrides.pop("parent", None) or PodcastPage.objects.first() or make_show()
    audio = overrides.pop("audio", None) or make_audio()
    episode = EpisodePage(**{"title": "The second adult", "audio": audio, **overrides})
    return show.add_child(instance=episode)
