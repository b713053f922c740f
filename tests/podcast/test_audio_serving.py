import os
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from podcast.http import CHUNK, FileSlice
from podcast.models import Audio, EpisodePage
from tests.factories import make_audio, make_episode_page, make_standard_page
from tests.podcast.sound import m4a

pytestmark = pytest.mark.django_db


@pytest.fixture
def audio():
    return make_episode_page(audio=make_audio(seconds=8)).audio


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def content_of(audio):
    with audio.file.storage.open(audio.file.name) as file:
        return file.read()


def test_the_whole_file_with_its_facts(client, audio):
    response = client.get(audio.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "audio/mpeg"
    assert response["Content-Length"] == str(audio.size)
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == f'"{audio.sha256[:32]}"'
    assert response["Cache-Control"] == "public, max-age=604800"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Vary" not in response
    assert not response.cookies
    assert body(response) == content_of(audio)


def test_head_tells_the_same_without_the_sound(client, audio):
    get, head = client.get(audio.url), client.head(audio.url)
    for name in ("Content-Type", "Content-Length", "Accept-Ranges", "ETag", "Last-Modified"):
        assert head[name] == get[name]
    assert body(head) == b""
    get.close()


def test_m4a_has_the_type_the_feed_names(client):
    audio = make_episode_page(audio=make_audio(content=m4a(), filename="Talk.M4A")).audio
    assert audio.url.endswith(".m4a")
    assert client.get(audio.url)["Content-Type"] == "audio/x-m4a" == audio.content_type


def test_audio_is_never_compressed(client, audio):
    response = client.get(audio.url, HTTP_ACCEPT_ENCODING="gzip")
    assert "Content-Encoding" not in response
    assert body(response) == content_of(audio)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=0-0", 0, 0),
        ("bytes=1000-1999", 1000, 1999),
        ("bytes=500-", 500, None),
        ("bytes=0-", 0, None),
        ("bytes=-500", -500, None),
        ("bytes=-99999999", 0, None),
        ("bytes=100-99999999", 100, None),
        ("BYTES = 3-4", 3, 4),
    ],
)
def test_a_part_is_exactly_what_was_asked_for(client, audio, asked, first, last):
    first = audio.size + first if first < 0 else first
    last = audio.size - 1 if last is None else last
    response = client.get(audio.url, HTTP_RANGE=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{audio.size}"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Type"] == "audio/mpeg"
    assert body(response) == content_of(audio)[first : last + 1]


@pytest.mark.parametrize(
    "asked", ["bytes={size}-", "bytes={size}-{size}", "bytes=99999999-", "bytes=-0"]
)
def test_a_part_outside_the_file_is_refused_with_its_size(client, audio, asked):
    response = client.get(audio.url, HTTP_RANGE=asked.format(size=audio.size))
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{audio.size}"
    assert body(response) == b""


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,4-5",
        "bytes=5-2",
        "items=0-1",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1-2-3",
        "bytes=٣-٤",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_several_parts_and_nonsense_get_the_whole_file(client, audio, asked):
    response = client.get(audio.url, HTTP_RANGE=asked)
    assert response.status_code == 200
    assert len(body(response)) == audio.size


def test_head_ignores_ranges(client, audio):
    response = client.head(audio.url, HTTP_RANGE="bytes=0-1")
    assert (response.status_code, response["Content-Length"]) == (200, str(audio.size))


def test_a_part_continues_only_the_same_file(client, audio):
    whole = client.head(audio.url)
    for name in ("ETag", "Last-Modified"):
        same = client.get(audio.url, HTTP_RANGE="bytes=5-9", HTTP_IF_RANGE=whole[name])
        assert same.status_code == 206
    for stale in ('"older"', f"W/{whole['ETag']}", "Wed, 01 Jan 2020 00:00:00 GMT", "nonsense"):
        response = client.get(audio.url, HTTP_RANGE="bytes=5-9", HTTP_IF_RANGE=stale)
        assert response.status_code == 200
        assert len(body(response)) == audio.size


def test_a_known_file_is_not_sent_again(client, audio):
    tag = client.head(audio.url)["ETag"]
    response = client.get(audio.url, HTTP_IF_NONE_MATCH=tag, HTTP_RANGE="bytes=0-1")
    assert (response.status_code, body(response)) == (304, b"")
    assert client.get(audio.url, HTTP_IF_MATCH='"other"').status_code == 412


def test_audio_cannot_be_posted_to(client, audio):
    assert client.post(audio.url).status_code == 405


# --- Who may hear it ----------------------------------------------------------------------------


def test_audio_nobody_published_is_not_found(client):
    assert client.get(make_audio().url).status_code == 404
    assert client.get("/podcast/audio/0000.mp3").status_code == 404


def test_audio_goes_with_its_episode(client, audio):
    episode = EpisodePage.objects.get()
    assert client.get(audio.url).status_code == 200
    episode.unpublish()
    assert client.get(audio.url, HTTP_RANGE="bytes=0-1").status_code == 404
    assert client.head(audio.url).status_code == 404
    episode.save_revision().publish()
    assert client.get(audio.url).status_code == 200


def test_scheduled_audio_is_not_found_before_its_time(client):
    audio = make_audio()
    episode = make_episode_page(audio=audio, live=False)
    episode.go_live_at = timezone.now() + timedelta(hours=1)
    episode.save_revision().publish()
    assert client.get(audio.url).status_code == 404


def test_private_audio_is_not_found(client, audio):
    EpisodePage.objects.get().view_restrictions.create(restriction_type="login")
    assert client.get(audio.url).status_code == 404


def test_staff_hear_a_draft_and_nothing_in_between_keeps_it(client, django_user_model):
    audio = make_audio()
    editor = django_user_model.objects.create_user(email="ed@example.com", password="x")
    client.force_login(editor)
    assert client.get(audio.url).status_code == 404
    editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
    response = client.get(audio.url, HTTP_RANGE="bytes=0-1")
    assert (response.status_code, response["Cache-Control"]) == (206, "private, no-store")


def test_no_public_address_leads_around_the_view(client, audio, settings):
    assert not os.path.exists(os.path.join(settings.MEDIA_ROOT, audio.file.name))
    assert client.get(f"{settings.MEDIA_URL}{audio.file.name}").status_code == 404
    assert client.get(f"{settings.MEDIA_URL}{audio.filename}").status_code == 404


def test_a_file_that_is_gone_is_not_found(client, audio):
    audio.file.storage.delete(audio.file.name)
    assert client.get(audio.url).status_code == 404


# --- How it travels -----------------------------------------------------------------------------


def test_a_big_file_is_read_a_piece_at_a_time(tmp_path):
    path = tmp_path / "big"
    path.write_bytes(b"x" * (CHUNK * 3 + 7))
    part = FileSlice(path.open("rb"), 1, CHUNK * 3 + 6)
    assert [len(chunk) for chunk in part] == [CHUNK, CHUNK, CHUNK, 6]
    part.close()
    assert part.file.closed


def test_an_answer_nobody_reads_closes_its_file(client, audio, monkeypatch):
    closed = []
    monkeypatch.setattr(FileSlice, "close", lambda part: closed.append(part))
    client.get(audio.url).close()
    assert len(closed) == 1


def test_the_web_server_sends_it_where_configured(client, audio, settings):
    settings.AUDIO_ACCEL_LOCATION = "/internal/private/"
    response = client.get(audio.url)
    assert response["X-Accel-Redirect"] == f"/internal/private/{audio.file.name}"
    assert (response["Content-Type"], body(response)) == ("audio/mpeg", b"")
    EpisodePage.objects.get().unpublish()
    assert client.get(audio.url).status_code == 404


def test_a_bucket_sends_it_from_a_signed_address(client, audio, monkeypatch):
    class Bucket(FileSystemStorage):
        def url(self, name):
            return f"https://bucket.example/{name}?signature=abc"

    monkeypatch.setattr("podcast.serving.FileSystemStorage", type("Other", (), {}))
    monkeypatch.setattr(Audio._meta.get_field("file"), "storage", Bucket())
    response = client.get(audio.url)
    assert response.status_code == 302
    assert response["Location"].startswith("https://bucket.example/audio/")
    assert response["Cache-Control"] == "public, max-age=300"
    assert client.head(audio.url)["Content-Length"] == str(audio.size)


def test_audio_inside_another_live_page_may_be_heard(client):
    audio = make_audio()
    sound = {"episode": None, "audio": audio, "caption": ""}
    page = make_standard_page(title="A page with sound", body=[("audio", sound)])
    assert client.get(audio.url).status_code == 200
    page.unpublish()
    assert client.get(audio.url).status_code == 404
