from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories import make_article_index_page, make_article_page, make_person, make_topic

pytestmark = pytest.mark.django_db
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"


def channel(client):
    response = client.get("/blog/feed/")
    assert response.status_code == 200
    return ElementTree.fromstring(response.content).find("channel")


def test_the_feed_carries_whole_articles_with_author_topics_and_lasting_ids(client):
    topic = make_topic(name="Compassion")
    article = make_article_page(
        title="Burnout & you",
        summary="A line.",
        author=make_person(name="Elena Marsh", credentials="BCBA"),
        published_on=date(2026, 11, 3),
        body=[
            ("heading", {"text": "First", "level": "h2", "anchor": ""}),
            ("paragraph", '<p>See <a href="/about/">us</a>.</p>'),
        ],
    )
    article.topics.add(topic)
    article.save()
    item = channel(client).find("item")
    assert item.findtext("title") == "Burnout & you"
    assert item.findtext("link") == f"http://testserver{article.url}"
    assert item.findtext("description") == "A line."
    assert item.findtext(CREATOR) == "Elena Marsh, BCBA"
    assert item.findtext("category") == "Compassion"
    assert item.findtext("pubDate") == "Tue, 03 Nov 2026 12:00:00 -0500"
    guid = item.find("guid")
    assert (guid.text, guid.get("isPermaLink")) == (f"urn:uuid:{article.guid}", "false")
    assert "<h2>First</h2>" in item.findtext(CONTENT)
    assert '<a href="http://testserver/about/">us</a>' in item.findtext(CONTENT)


def test_the_feed_names_itself(client):
    make_article_index_page()
    link = channel(client).find(ATOM_LINK)
    assert link.attrib == {
        "rel": "self",
        "type": "application/rss+xml",
        "href": "http://testserver/blog/feed/",
    }


def test_what_readers_cannot_use_is_left_out(client):
    items = [{"title": "Mark it", "text": "<p>Two names.</p>", "this_week": "Write."}]
    make_article_page(
        body=[
            ("strategies", {"items": items}),
            ("embed", {"url": "https://www.youtube.com/watch?v=a", "title": "Film", "caption": ""}),
        ]
    )
    content = channel(client).find("item").findtext(CONTENT)
    assert "Mark it" in content and "https://www.youtube.com/watch?v=a" in content
    for unwanted in ("class=", "<svg", "<script", "<form", "data-"):
        assert unwanted not in content


def test_hidden_unpublished_and_future_articles_are_left_out(client):
    secret = make_article_page(title="Secret")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    make_article_page(title="Draft", live=False)
    make_article_page(title="Tomorrow", published_on=timezone.localdate() + timedelta(days=1))
    make_article_page(title="Open")
    assert [item.findtext("title") for item in channel(client).findall("item")] == ["Open"]


def test_the_feed_can_be_kept_by_anyone_and_asked_again_cheaply(client):
    make_article_page()
    first = client.get("/blog/feed/")
    assert first["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert not first.cookies and "Cookie" not in first.get("Vary", "")
    assert client.get("/blog/feed/").content == first.content
    again = client.get("/blog/feed/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    changed = client.get("/blog/feed/", headers={"If-None-Match": '"something-else"'})
    assert changed.status_code == 200
    assert client.head("/blog/feed/")["ETag"] == first["ETag"]
    assert client.post("/blog/feed/").status_code == 405


def test_an_empty_feed_is_a_feed(client):
    assert channel(client).findall("item") == []
