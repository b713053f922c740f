import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import ArticlePage
from home.promos import default_promos
from home.reading_time import count_words, minutes_to_read
from programs.models import Cohort
from site_core.models import PromoSettings, SiteSettings
from tests.factories import (
    make_article_index_page,
    make_article_page,
    make_cohort,
    make_download_page,
    make_episode_page,
    make_home_page,
    make_person,
    make_product,
    make_project_page,
    make_topic,
)

pytestmark = pytest.mark.django_db


def read(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def words(number):
    return ("paragraph", f"<p>{'word ' * number}</p>")


def section(text):
    return ("heading", {"text": text, "level": "h2", "anchor": ""})


def hide(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


# --- The top ------------------------------------------------------------------------------------


def test_it_has_one_title_a_summary_its_author_and_its_dates(client):
    page = read(
        client,
        make_article_page(
            title="Transitions",
            summary="Three minutes, planned.",
            author=make_person(name="Elena Marsh", credentials="BCBA"),
            published_on=date(2026, 11, 3),
            updated_on=date(2026, 11, 9),
        ),
    )
    assert page.count("<h1") == 1 and "Three minutes, planned." in page
    assert '<a href="/people/elena-marsh/" rel="author">Elena Marsh, BCBA</a>' in page
    assert '<time datetime="2026-11-03">November 3, 2026</time>' in page
    assert '<time datetime="2026-11-09">November 9, 2026</time>' in page


def test_an_author_without_a_page_is_named_and_not_linked(client):
    page = read(client, make_article_page(author=make_person(name="New Writer", live=False)))
    assert "By New Writer" in page and "/people/new-writer/" not in page


def test_minutes_follow_from_the_running_text_alone(client):
    article = make_article_page(
        body=[
            words(476),
            ("button", {"label": "one two three " * 4, "page": None, "url": "/", "kind": ""}),
        ]
    )
    assert article.minutes == 2
    assert "2 minutes to read" in read(client, article)


@pytest.mark.parametrize(("count", "minutes"), [(0, 1), (1, 1), (238, 1), (239, 2), (530, 3)])
def test_a_begun_minute_counts(count, minutes):
    assert minutes_to_read(count, 238) == minutes


def test_words_are_counted_wherever_running_text_stands():
    items = [{"title": "Mark it", "text": "<p>Two names.</p>", "this_week": "Write it down."}]
    article = make_article_page(body=[section("One two"), ("strategies", {"items": items})])
    assert count_words(article.body) == 2 + 2 + 2 + 3


def test_changing_the_reading_speed_changes_every_article():
    article = make_article_page(body=[words(400)])
    settings = SiteSettings.for_site(article.get_site())
    settings.words_per_minute = 100
    settings.save()
    article.refresh_from_db()
    assert article.minutes == 4


def test_contents_are_shown_from_three_sections_on(client):
    assert "data-contents" not in read(client, make_article_page(body=[section("A"), section("B")]))
    page = read(client, make_article_page(body=[section("A"), section("B"), section("C")]))
    assert "data-contents" in page
    assert all(f'<a href="#{letter.lower()}">{letter}</a>' in page for letter in "ABC")


# --- Parts 3 to 8 -------------------------------------------------------------------------------


@pytest.fixture
def offers():
    """Something for every part to show, as the site's defaults."""
    home = make_home_page()
    make_cohort(project=make_project_page(title="Project Thrive", episode=make_episode_page()))
    return PromoSettings.objects.create(
        site=home.get_site(),
        author=make_person(
            name="The Consultancy", is_organization=True, short_bio="We work in schools."
        ),
        university_product=make_product(name="Default hour"),
        guide=make_download_page(title="Default guide"),
        episode=make_episode_page(title="Default episode"),
    )


PARTS = [
    "We work in schools.",
    "Default hour",
    "Default guide",
    "Default episode",
    "Learn it with others",
    "An episode for your room",
]


def test_a_new_article_in_the_admin_starts_with_every_part(admin_client, offers):
    index = make_article_index_page()
    page = admin_client.get(f"/admin/pages/add/home/articlepage/{index.pk}/")
    names = [kind for kind, _ in default_promos()]
    assert names == [
        "author",
        "university_product",
        "guide",
        "podcast",
        "projects",
        "project_episodes",
    ]
    form = page.context["form"]
    assert [promo.block_type for promo in form["promos"].value()] == names
    assert page.context["page"].author == offers.author


def test_parts_left_as_they_are_show_the_sites_defaults(client, offers):
    article = make_article_page(promos=default_promos(), author=offers.author)
    page = read(client, article)
    assert [part for part in PARTS if part not in page] == []


def test_parts_left_as_they_are_follow_the_articles_topics(client, offers):
    topic = make_topic(guide=make_download_page(title="Topic guide"))
    article = make_article_page(promos=default_promos())
    article.topics.add(topic)
    article.save_revision().publish()
    page = read(client, article)
    assert "Topic guide" in page and "Default guide" not in page
    assert "Default hour" in page


def test_the_months_theme_decides_before_lasting_topics(offers):
    lasting = make_topic(name="A", guide=make_download_page(title="Lasting guide"))
    theme = make_topic(
        name="Z", is_monthly_theme=True, guide=make_download_page(title="Theme guide")
    )
    promos = dict(default_promos([lasting, theme]))
    assert promos["guide"]["guide"].title == "Theme guide"
    assert promos["university_product"]["product"] == offers.university_product


def test_what_is_no_longer_published_is_not_offered(client, offers):
    offers.guide.unpublish()
    topic = make_topic(guide=offers.guide)
    assert dict(default_promos([topic]))["guide"]["guide"] is None


def test_an_editor_may_remove_parts(client, offers):
    page = read(
        client, make_article_page(promos=[p for p in default_promos() if p[0] == "podcast"])
    )
    assert "Default episode" in page
    assert "Default guide" not in page and "Learn it with others" not in page


def test_an_article_may_tell_more_about_its_author_than_the_authors_own_page(client, offers):
    promo = {
        "kicker": "Written by",
        "person": offers.author,
        "bio": "We closed this month together.",
    }
    page = read(client, make_article_page(promos=[("author", promo)]))
    assert "We closed this month together." in page and "We work in schools." not in page


def test_seats_and_prices_are_those_of_this_moment(client, offers):
    article = make_article_page(promos=default_promos())
    assert "10 of 10 seats left" in read(client, article)
    Cohort.objects.update(reserved=7)
    assert "3 of 10 seats left" in read(client, article)


# --- What is near -------------------------------------------------------------------------------


def test_related_articles_share_topics_and_are_never_itself_hidden_or_unpublished(client):
    topic = make_topic()
    article = make_article_page(title="This one")
    near = [make_article_page(title=f"Near {n}") for n in range(4)]
    secret, draft = make_article_page(title="Secret"), make_article_page(title="Draft", live=False)
    hide(secret)
    for page in (article, *near, secret, draft):
        page.topics.add(topic)
        page.save()
    make_article_page(title="Far")
    related = article.related()
    assert len(related) == 3
    assert {page.title for page in related} <= {page.title for page in near}


def test_the_articles_before_and_after_it_in_the_theme_are_named(client):
    theme = make_topic(name="Compassion", is_monthly_theme=True)
    days = [date(2026, 11, day) for day in (3, 10, 17)]
    first, middle, last = (
        make_article_page(title=f"On day {day.day}", published_on=day) for day in days
    )
    hidden = make_article_page(title="Hidden", published_on=date(2026, 11, 12))
    hide(hidden)
    for page in (first, middle, last, hidden):
        page.topics.add(theme)
        page.save()
    assert middle.neighbors(theme) == (first, last)
    page = read(client, middle)
    assert f'<a href="{first.url}" rel="prev">' in page
    assert f'<a href="{last.url}" rel="next">' in page


# --- For machines -------------------------------------------------------------------------------


def structured(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    return {entry["@type"]: entry for entry in json.loads(found[1])["@graph"]}


def test_search_engines_are_told_what_the_page_says(client):
    article = make_article_page(
        title="Ends </script><b> & more",
        author=make_person(name="Elena Marsh"),
        published_on=date(2026, 11, 3),
        body=[words(300)],
    )
    data = structured(read(client, article))
    posting = data["BlogPosting"]
    assert posting["headline"] == article.title
    assert posting["author"][0]["name"] == "Elena Marsh"
    assert posting["datePublished"] == "2026-11-03T12:00:00-05:00"
    assert posting["dateModified"] >= posting["datePublished"]
    assert posting["wordCount"] == 300
    steps = data["BreadcrumbList"]["itemListElement"]
    assert [step["item"] for step in steps][-1] == article.canonical_url


def test_a_copy_is_an_article_of_its_own():
    article = make_article_page(source_key="title:one")
    copy = article.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert copy.guid != article.guid
    assert copy.source_key == ""
    copy.save_revision().publish()
    assert ArticlePage.objects.get(pk=copy.pk).guid == copy.guid


# --- The listing --------------------------------------------------------------------------------


def test_the_index_lists_the_newest_first_in_pages_of_twelve(client):
    index = make_article_index_page()
    today = timezone.localdate()
    for number in range(13):
        make_article_page(title=f"Article {number}", published_on=today - timedelta(days=number))
    titles = [article.title for article in client.get(index.url).context["articles"]]
    assert titles == [f"Article {number}" for number in range(12)]
    assert [a.title for a in client.get(f"{index.url}?page=2").context["articles"]] == [
        "Article 12"
    ]
    for odd in ("0", "999", "x", "-1", ""):
        assert client.get(f"{index.url}?page={odd}").status_code == 200


def test_the_index_can_be_narrowed_to_a_topic(client):
    index, topic = make_article_index_page(), make_topic(name="Collaboration")
    on_topic, _ = make_article_page(title="Together"), make_article_page(title="Alone")
    on_topic.topics.add(topic)
    on_topic.save()
    response = client.get(f"{index.url}?topic=collaboration")
    assert [article.title for article in response.context["articles"]] == ["Together"]
    assert len(client.get(f"{index.url}?topic=unknown%00'").context["articles"]) == 2


def test_hidden_and_unpublished_articles_are_not_listed(client):
    index = make_article_index_page()
    make_article_page(title="Draft", live=False)
    hide(make_article_page(title="Secret"))
    make_article_page(title="Open")
    assert [article.title for article in client.get(index.url).context["articles"]] == ["Open"]


def test_an_empty_index_says_so(client):
    assert "No articles here yet" in read(client, make_article_index_page())


@pytest.mark.parametrize("address", ["/blog/", "/", "/topics/shared/", "/people/elena-marsh/"])
def test_more_articles_cost_no_more_queries(client, address):
    topic, author = (
        make_topic(name="Shared", is_monthly_theme=True, month=date(2026, 1, 1)),
        make_person(),
    )

    def write(number):
        for _ in range(number):
            page = make_article_page(author=author, summary="A line.")
            page.topics.add(topic)
            page.save()

    write(6)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    write(7)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few) + 1  # the count of a paginator that now has two pages
