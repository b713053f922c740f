"""What search engines read of each kind of page: it parses, is whole, and is what the database says."""

import json
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from home.models import ArticlePage
from programs.models import Cohort, DownloadPage, PriceRule, ProjectPage
from programs.seats import grant_seats
from site_core.models import Person
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def things_on(client, address):
    """Each thing of a page's data blocks, by its type."""
    found = {}
    for block in BLOCK.findall(client.get(address).content.decode()):
        data = json.loads(block)
        for thing in data.get("@graph", [data]):
            found[thing["@type"]] = thing
    return found


@pytest.fixture
def demo(db):
    call_command("load_demo", verbosity=0)


def test_every_kind_of_page_has_what_its_type_requires(client, demo):
    required = {
        "/": {
            "EducationalOrganization": {"name", "url", "logo", "email"},
            "WebSite": {"name", "url", "potentialAction"},
        },
        ArticlePage.objects.live().first().url: {
            "BlogPosting": {"headline", "datePublished", "author", "publisher"},
            "BreadcrumbList": {"itemListElement"},
        },
        "/podcast/": {"PodcastSeries": {"name", "url", "webFeed"}},
        ProjectPage.objects.live().first().url: {
            "Course": {"name", "description", "provider", "hasCourseInstance", "offers"},
            "FAQPage": {"mainEntity"},
            "BreadcrumbList": {"itemListElement"},
        },
        DownloadPage.objects.live().first().url: {
            "DigitalDocument": {"name", "description", "encodingFormat", "publisher"},
            "BreadcrumbList": {"itemListElement"},
        },
        Person.objects.filter(live=True).first().url: {
            "ProfilePage": {"mainEntity", "url"},
        },
    }
    for address, types in required.items():
        things = things_on(client, address)
        for kind, keys in types.items():
            assert kind in things, (address, kind)
            assert keys <= set(things[kind]), (address, kind)


def test_a_trail_leads_from_the_front_page_to_the_page(client, demo):
    project = ProjectPage.objects.live().first()
    steps = things_on(client, project.url)["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[0]["item"].endswith("/")
    assert steps[-1]["item"] == project.canonical_url


def offers(client, cohort):
    course = things_on(client, cohort.project.url)["Course"]
    return course["hasCourseInstance"][0]["offers"]


def test_the_offer_is_todays_price_for_one_seat(client):
    cohort = make_cohort(price_cents=39500)
    assert (offers(client, cohort)["price"], offers(client, cohort)["priceCurrency"]) == (
        "395.00",
        "USD",
    )
    PriceRule.objects.create(
        cohort=cohort,
        kind=PriceRule.Kind.EARLY_BIRD,
        amount_cents=29550,
        ends_at=timezone.now() + timedelta(days=1),
    )
    assert offers(client, cohort)["price"] == "295.50"


def test_availability_follows_the_seats(client):
    cohort = make_cohort(capacity=8)

    def seen():
        return offers(client, cohort)["availability"].rpartition("/")[2]

    assert seen() == "InStock"
    grant_seats(cohort=cohort, count=4, name="Lee", email="lee@example.org")
    assert seen() == "LimitedAvailability"
    grant_seats(cohort=cohort, count=4, name="Lee", email="lee@example.org")
    assert seen() == "SoldOut"
    assert "url" not in offers(client, cohort)
    Cohort.objects.filter(pk=cohort.pk).update(closes_at=timezone.now())
    assert seen() == "Discontinued"
    soon = timezone.now() + timedelta(days=1)
    Cohort.objects.filter(pk=cohort.pk).update(opens_at=soon, closes_at=soon + timedelta(days=9))
    assert seen() == "PreOrder"


def test_a_cohort_without_a_price_is_offered_to_nobody(client):
    cohort = make_cohort(price_cents=None)
    course = things_on(client, cohort.project.url)["Course"]
    assert "offers" not in course


def test_words_of_editors_can_not_leave_the_data_block(client):
    cohort = make_cohort(name="</script><script>alert(1)</script>")
    page = client.get(cohort.project.url).content.decode()
    assert "<script>alert(1)" not in page
    names = [
        one["name"] for one in things_on(client, cohort.project.url)["Course"]["hasCourseInstance"]
    ]
    assert any("</script>" in name for name in names)
