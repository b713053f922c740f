import re
from datetime import timedelta
from xml.etree import ElementTree

import feedparser
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from podcast.models import Chapter, EpisodePage, EpisodePerson, ShowHost
from tests.factories import (
    make_audio,
    make_episode_page,
    make_image,
    make_person,
    make_show,
)
from tests.podcast.feed_rules import CONTENT, ITUNES, PODCAST, broken_rules

pytestmark = pytest.mark.django_db
FEED = "/podcast/feed/"
ADDRESS = f"http://testserver{FEED}"
CUES = [{"start": 0.5, "end": 2.0, "speaker": "Maya", "text": "Hello."}]


@pytest.fixture
def show():
    show = make_show(artwork=make_image(width=1500, height=1500), summary="Short conversations.")
    show.hosts = [ShowHost(person=make_person(name="Maya Ellison", credentials="BCBA"))]
    show.save()
    return show


def make_full_episode(show, part=1, **overrides):
    fields = {
        "title": f"What the adult does, part {part}",
        "number": part,
        "transcript": CUES,
        "show_notes": "<p>One thing to <b>try</b>.</p>",
        **overrides,
    }
    fields.setdefault("audio", make_audio(tag=f"{part}".encode()))
    episode = make_episode_page(**fields)
    person = show.hosts.first().person
    episode.people = [EpisodePerson(person=person, role="host")]
    episode.chapters = [Chapter(start=0, title="Hello"), Chapter(start=1, title="Goodbye")]
    episode.save_revision().publish()
    return EpisodePage.objects.get(pk=episode.pk)


def feed_of(client):
    return ElementTree.fromstring(client.get(FEED).content)


def count_queries():
    return CaptureQueriesContext(connection)


def titles(client):
    return [item.findtext("title") for item in feed_of(client).iter("item")]


def test_the_feed_keeps_every_rule(client, show):
    make_full_episode(show, 1)
    make_full_episode(show, 2, episode_type="trailer", number=None, transcript=[])
    assert broken_rules(client.get(FEED).content, ADDRESS) == []


def test_the_checker_finds_what_is_broken(client, show):
    make_full_episode(show)
    body = client.get(FEED).content.decode()
    broken = (
        body.replace(">false<", ">no<")
        .replace("text/vtt", "text/plain")
        .replace(' isPermaLink="false"', "")
    )
    found = broken_rules(broken.encode(), ADDRESS)
    assert {"channel: explicit is true or false, once", "item: one guid, no permalink"} <= set(
        found
    )
    assert "item: transcript type fits the ending" in found


def test_the_feed_keeps_every_rule_over_https(client, show, settings):
    make_full_episode(show)
    settings.SITE_URL = "https://testserver"
    assert broken_rules(client.get(FEED).content, f"https://testserver{FEED}", scheme="https") == []


def test_feedparser_reads_what_we_wrote(client, show):
    episode = make_full_episode(show)
    read = feedparser.parse(client.get(FEED).content)
    assert not read.bozo
    entry = read.entries[0]
    assert read.feed.title == "Little Bits of TLC"
    assert (entry.id, entry.guidislink) == (str(episode.guid), False)
    assert entry.enclosures[0].length == str(episode.audio.size)
    assert (entry.itunes_duration, entry.itunes_episode) == ("2", "1")
    assert entry.podcast_transcript["type"]


def test_the_demo_feed_keeps_every_rule(client):
    call_command("load_demo", verbosity=0)
    body = client.get(FEED).content
    assert broken_rules(body, ADDRESS) == []
    assert body.count(b"<item>") >= 4


def test_nothing_is_written_twice(client, show):
    make_full_episode(show)
    channel = feed_of(client).find("channel")
    once = [child.tag for child in channel if child.tag not in ("item", f"{PODCAST}person")]
    assert sorted(once) == sorted(set(once))


def test_equal_content_is_equal_bytes(client, show):
    make_full_episode(show)
    assert client.get(FEED).content == client.get(FEED).content


def test_newest_comes_first_whatever_was_edited_last(client, show):
    now = timezone.now()
    old = make_full_episode(show, 1, title="Old", published_at=now - timedelta(days=9))
    make_full_episode(show, 2, title="New", published_at=now - timedelta(days=1))
    old.save_revision().publish()
    assert titles(client) == ["New", "Old"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"live": False},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_drafts_and_the_future_stay_out(client, show, hidden):
    make_full_episode(show, 1, title="Heard")
    episode = make_full_episode(show, 2, title="Unheard")
    EpisodePage.objects.filter(pk=episode.pk).update(**hidden)
    assert titles(client) == ["Heard"]


def test_private_episodes_and_aliases_stay_out(client, show):
    make_full_episode(show, 1, title="Heard")
    private = make_full_episode(show, 2, title="Unheard")
    private.view_restrictions.create(restriction_type="login")
    EpisodePage.objects.get(title="Heard").create_alias(update_slug="twin")
    assert titles(client) == ["Heard"]


def test_an_episode_names_its_own_picture_else_the_shows(client, show):
    make_full_episode(show, 1)
    make_full_episode(show, 2, artwork=make_image(title="own", width=1400, height=1400))
    pictures = {item.find(f"{ITUNES}image").get("href") for item in feed_of(client).iter("item")}
    assert len(pictures) == 2


def test_notes_come_clean_and_with_absolute_links(client, show):
    notes = (
        f'<p>See <a linktype="page" id="{show.pk}">the show</a>, <a href="/guides/">guides</a>,'
        '<script>alert(1)</script> <a href="javascript:alert(1)">no</a> \x08ok</p><h2>Big</h2>'
    )
    make_full_episode(show, show_notes=notes)
    html = feed_of(client).find("channel/item").findtext("description")
    assert 'href="http://testserver/podcast/"' in html
    assert 'href="http://testserver/guides/"' in html
    assert not re.search(r"script|linktype|<h2|\x08", html)


def test_long_notes_move_to_the_encoded_content(client, show):
    make_full_episode(show, show_notes=f"<p>{'é' * 3000}</p>", summary="In short.")
    item = feed_of(client).find("channel/item")
    assert item.findtext("description") == "In short."
    assert len(item.findtext(f"{CONTENT}encoded").encode()) > 4000


def test_odd_characters_in_titles_cannot_break_the_feed(client, show):
    make_full_episode(show, title="Tea & <b>biscuits</b> \x0b ]]> “now”")
    assert titles(client) == ["Tea & <b>biscuits</b> ]]> “now”"]


def test_replaced_audio_keeps_the_guid_and_changes_the_address(client, show):
    episode = make_full_episode(show)
    before = feed_of(client).find("channel/item")
    episode.audio = make_audio(seconds=4)
    episode.save_revision().publish()
    after = feed_of(client).find("channel/item")
    assert after.findtext("guid") == before.findtext("guid")
    assert after.find("enclosure").get("url") != before.find("enclosure").get("url")
    assert after.find("enclosure").get("length") == str(episode.audio.size)


def test_the_number_of_queries_does_not_grow(client, show):
    for number in range(1, 4):
        make_full_episode(
            show, number, artwork=make_image(title=f"p{number}", width=1400, height=1400)
        )
    client.get(FEED)
    with count_queries() as few:
        client.get(FEED)
    for number in range(4, 12):
        make_full_episode(
            show, number, artwork=make_image(title=f"p{number}", width=1400, height=1400)
        )
    client.get(FEED)
    with count_queries() as many:
        client.get(FEED)
    assert len(many) == len(few) <= 20
