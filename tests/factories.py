"""The smallest valid objects, as plain functions with keyword overrides.

Page factories put a page below the one that may hold it, made when it is not there yet.
"""

from datetime import timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone
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


def make_staff_member(group, **overrides):
    """Someone who signs in to the admin as a member of this group."""
    from django.contrib.auth.models import Group

    from site_core.models import User

    fields = {"email": f"{group.lower()}{next(_numbers)}@example.org", **overrides}
    member = User.objects.create_user(**fields)
    member.groups.add(Group.objects.get(name=group))
    return member


def make_standard_page(**overrides):
    from home.models import StandardPage

    return add_page(StandardPage, make_home_page(), **overrides)


def make_landing_page(**overrides):
    from home.models import LandingPage

    return add_page(LandingPage, make_home_page(), **overrides)


def make_contact_page(**overrides):
    from home.models import ContactPage

    return add_page(ContactPage, make_home_page(), **{"title": "Contact", **overrides})


# --- Articles -----------------------------------------------------------------------------------


def make_article_index_page(**overrides):
    from home.models import ArticleIndexPage

    fields = {"title": "Articles", "slug": "blog", **overrides}
    return the_page(
        ArticleIndexPage,
        lambda **given: add_page(ArticleIndexPage, make_home_page(), **given),
        **fields,
    )


def make_article_page(**overrides):
    from home.models import ArticlePage

    return add_page(ArticlePage, make_article_index_page(), **overrides)


def make_topic(**overrides):
    from site_core.models import Topic

    fields = {"name": f"Topic {next(_numbers)}", **overrides}
    fields.setdefault("slug", slugify(fields["name"]))
    return Topic.objects.create(**fields)


def make_product(**overrides):
    """A University product; `buttons` are (label, address) pairs."""
    from site_core.models import ProductButton, UniversityProduct

    buttons = overrides.pop("buttons", [])
    fields = {"name": "Debriefs", "description": "A self-paced hour.", **overrides}
    product = UniversityProduct(**fields)
    product.buttons = [ProductButton(label=label, url=url) for label, url in buttons]
    product.save()
    return product


# --- Podcast ------------------------------------------------------------------------------------


def make_image(**overrides):
    from io import BytesIO

    from PIL import Image

    from site_core.models import SiteImage

    size = overrides.pop("width", 64), overrides.pop("height", 64)
    title = overrides.pop("title", "A door")
    data = BytesIO()
    Image.new("RGB", size, "#ffc94a").save(data, "PNG")
    file = ContentFile(data.getvalue(), name=f"{slugify(title)}.png")
    return SiteImage.objects.create(title=title, file=file, **overrides)


def make_show(**overrides):
    from podcast.models import PodcastPage

    fields = {
        "title": "Little Bits of TLC",
        "slug": "podcast",
        "description": "<p>Short.</p>",
        **overrides,
    }
    return the_page(
        PodcastPage, lambda **given: add_page(PodcastPage, make_home_page(), **given), **fields
    )


make_podcast_page = make_show


def make_audio(**overrides):
    """Silence as an MP3. `seconds` and `tag` make the content; `content` and `filename` replace it."""
    from podcast.models import Audio
    from tests.podcast.sound import mp3

    sound = mp3(overrides.pop("seconds", 2), tag=overrides.pop("tag", b""))
    file = ContentFile(
        overrides.pop("content", sound), name=overrides.pop("filename", "episode.mp3")
    )
    audio = Audio(**{"title": "Silence", "file": file, **overrides})
    audio.save()
    return audio


def make_episode_page(**overrides):
    from podcast.models import EpisodePage

    fields = {"title": "What the second adult does", **overrides}
    if "audio" not in fields:
        fields["audio"] = make_audio()
    return add_page(EpisodePage, make_show(), **fields)


# --- Projects, cohorts and orders ---------------------------------------------------------------


def make_program_index_page(**overrides):
    from programs.models import ProgramIndexPage

    fields = {"title": "Programs", "slug": "programs", **overrides}
    return the_page(
        ProgramIndexPage,
        lambda **given: add_page(ProgramIndexPage, make_home_page(), **given),
        **fields,
    )


def make_project_page(**overrides):
    from programs.models import ProjectPage

    number = next(_numbers)
    fields = {
        "title": "Project Thrive",
        "slug": f"project-{number}",
        "short_name": "Thrive",
        **overrides,
    }
    return add_page(ProjectPage, make_program_index_page(), **fields)


def make_cohort(**overrides):
    """A published cohort that can be bought: one session a month ahead. `price_cents=None`: no price.

    `sessions` are (starts_at, ends_at) pairs.
    """
    from programs.models import Cohort, CohortSession, PriceRule, ProjectPage

    now = timezone.now()
    price_cents = overrides.pop("price_cents", 39500)
    first = (now + timedelta(days=30)).replace(microsecond=0)
    sessions = overrides.pop("sessions", [(first, first + timedelta(minutes=90))])
    fields = {
        "code": f"THRIVE-{next(_numbers)}",
        "name": "Winter evenings",
        "state": Cohort.State.PUBLISHED,
        "opens_at": now - timedelta(days=1),
        "closes_at": now + timedelta(days=20),
        "capacity": 10,
        **overrides,
    }
    if "project" not in fields:
        fields["project"] = ProjectPage.objects.first() or make_project_page()
    cohort = Cohort.objects.create(**fields)
    for starts_at, ends_at in sessions:
        CohortSession.objects.create(cohort=cohort, starts_at=starts_at, ends_at=ends_at)
    if price_cents is not None:
        PriceRule.objects.create(cohort=cohort, kind=PriceRule.Kind.LIST, amount_cents=price_cents)
    return Cohort.objects.get(pk=cohort.pk)


def make_buyer(**overrides):
    from programs.order_making import Buyer

    fields = {"name": "Dana Whitfield", "email": "dana@example.org", **overrides}
    return Buyer(**fields)


def make_discount_code(**overrides):
    from programs.models import DiscountCode

    fields = {"code": "SPRING", "kind": DiscountCode.Kind.PERCENT, "percent": 20, **overrides}
    return DiscountCode.objects.create(**fields)


def make_held_order(**overrides):
    """Seats held in a cohort (made when none is given), not yet sent to payment."""
    from programs.seats import hold_seats

    fields = {"count": 1, "buyer": make_buyer(), **overrides}
    if "cohort" not in fields:
        fields["cohort"] = make_cohort()
    return hold_seats(**fields)


def make_confirmed_order(**overrides):
    """An order that was paid, without Stripe having been asked."""
    from programs import confirmation
    from programs.models import Payment

    order = make_held_order(**overrides)
    payment = None
    if order.total_cents:
        payment = Payment.objects.create(
            order=order,
            state=Payment.State.SUCCEEDED,
            amount_cents=order.total_cents,
            payment_intent_id=f"pi_made_{order.pk}",
            charge_id=f"ch_made_{order.pk}",
            method_type="card",
            received_at=timezone.now(),
        )
    confirmation.confirm(order, attempt=None, payment=payment)
    return order


def make_waiting_entry(**overrides):
    """Somebody in line for one seat of a cohort (a full one is made when none is given)."""
    from programs.models import WaitingEntry

    number = next(_numbers)
    fields = {
        "name": f"Waiting {number}",
        "email": f"waiting{number}@example.org",
        "wanted": 1,
        "least": 1,
        **overrides,
    }
    if "cohort" not in fields:
        fields["cohort"] = make_full_cohort()
    return WaitingEntry.objects.create(**fields)


def make_full_cohort(*, taken=1, **overrides):
    """A cohort whose `taken` seats are one gift of as many."""
    from programs.seats import grant_seats

    cohort = make_cohort(capacity=taken, **overrides)
    grant_seats(cohort=cohort, count=taken, name="Lee", email="lee@example.org")
    cohort.refresh_from_db()
    return cohort
