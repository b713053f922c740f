import gzip
import json

import pytest

from podcast.models import Chapter, EpisodePage, FeedVersion
from tests.factories import make_episode_page, make_show

pytestmark = pytest.mark.django_db
FEED = "/podcast/feed/"
CUES = [{"start": 0.5, "end": 2.0, "speaker": "Maya", "text": "Hello & “welcome”."}]


@pytest.fixture
def episode():
    episode = make_episode_page(slug="second-adult", transcript=CUES)
    episode.chapters = [Chapter(start=1, title="Naïve question")]
    episode.save()
    return episode


def texts(episode):
    base = f"/podcast/{episode.slug}"
    return [FEED, f"{base}/transcript.vtt", f"{base}/transcript.srt", f"{base}/chapters.json"]


def test_the_feed_answers_with_its_type_for_everybody(client, episode):
    response = client.get(FEED)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "public" in response["Cache-Control"]
    assert response["ETag"]
    assert response["Last-Modified"]
    assert not response.cookies
    assert "Cookie" not in response["Vary"]


def test_signed_in_staff_get_the_same_feed_without_a_cookie(client, admin_client, episode):
    response = admin_client.get(FEED)
    assert response.content == client.get(FEED).content
    assert "Cookie" not in response["Vary"]


@pytest.mark.parametrize("agent", ["", "AppleCoreMedia/1.0", "gPodder/3.11"])
def test_every_app_gets_the_same_bytes(client, episode, agent):
    assert client.get(FEED, HTTP_USER_AGENT=agent).content == client.get(FEED).content


def test_known_content_is_not_sent_again(client, episode):
    for address in texts(episode):
        first = client.get(address)
        again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Access-Control-Allow-Origin"] == "*"
        other = client.get(address, HTTP_IF_NONE_MATCH='"something-else"')
        assert other.status_code == 200


def test_a_client_that_knows_only_the_time_gets_304_until_something_changes(client, episode):
    modified = client.get(FEED)["Last-Modified"]
    assert client.get(FEED, HTTP_IF_MODIFIED_SINCE=modified).status_code == 304
    FeedVersion.objects.update(since="2026-01-01T00:00:00Z")
    since = client.get(FEED)["Last-Modified"]
    episode.title = "A better title"
    episode.save()
    assert client.get(FEED, HTTP_IF_MODIFIED_SINCE=since).status_code == 200


def test_reading_the_feed_twice_changes_neither_bytes_nor_tag(client, episode):
    first, second = client.get(FEED), client.get(FEED)
    assert (first.content, first["ETag"], first["Last-Modified"]) == (
        second.content,
        second["ETag"],
        second["Last-Modified"],
    )


def test_head_tells_the_same_without_the_body(client, episode):
    for address in texts(episode):
        get, head = client.get(address), client.head(address)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
            assert head[name] == get[name]


def test_the_feed_is_compressed_for_those_who_ask(client, episode):
    plain = client.get(FEED)
    packed = client.get(FEED, HTTP_ACCEPT_ENCODING="br;q=0.1, gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    assert packed.content == client.get(FEED, HTTP_ACCEPT_ENCODING="gzip").content
    assert "Content-Encoding" not in client.get(FEED, HTTP_ACCEPT_ENCODING="gzip;q=0")


def test_the_feed_cannot_be_posted_to(client, episode):
    assert client.post(FEED).status_code == 405


def test_without_a_show_there_is_no_feed(client):
    assert client.get(FEED).status_code == 404
    make_show()
    assert client.get(FEED).status_code == 200


def test_transcripts_and_chapters_have_their_types(client, episode):
    vtt, srt, chapters = (client.get(address) for address in texts(episode)[1:])
    assert vtt["Content-Type"] == "text/vtt; charset=utf-8"
    assert "<v Maya>Hello &amp; “welcome”.</v>" in vtt.content.decode()
    assert srt["Content-Type"] == "application/x-subrip; charset=utf-8"
    assert "Maya: Hello & “welcome”." in srt.content.decode()
    assert chapters["Content-Type"] == "application/json+chapters"
    assert json.loads(chapters.content) == {
        "version": "1.2.0",
        "chapters": [{"startTime": 1, "title": "Naïve question"}],
    }


def test_texts_of_an_unpublished_episode_are_gone(client, episode):
    assert {client.get(address).status_code for address in texts(episode)[1:]} == {200}
    EpisodePage.objects.get().unpublish()
    assert {client.get(address).status_code for address in texts(episode)[1:]} == {404}


def test_an_episode_without_texts_offers_none(client):
    episode = make_episode_page(slug="bare")
    assert {client.get(address).status_code for address in texts(episode)[1:]} == {404}
