import hashlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from podcast.models import Audio
from podcast.probe import UnreadableAudio, probe
from tests.factories import make_audio, make_episode_page
from tests.podcast.sound import FRAME, m4a, mp3, wav


def test_the_facts_of_an_mp3():
    content = mp3(seconds=10)
    facts = probe(BytesIO(content), "Talk.MP3")
    assert facts.duration == pytest.approx(10, abs=0.1)
    assert facts.bitrate == pytest.approx(128_000, rel=0.01)
    assert (facts.size, facts.content_type) == (len(content), "audio/mpeg")
    assert facts.sha256 == hashlib.sha256(content).hexdigest()


def test_the_facts_of_an_m4a():
    facts = probe(BytesIO(m4a(seconds=3)), "talk.m4a")
    assert (facts.duration, facts.content_type) == (3, "audio/x-m4a")


def test_an_mp3_without_an_info_header_is_read_by_its_frames():
    assert probe(BytesIO(FRAME * 400), "plain.mp3").duration == pytest.approx(10.4, abs=0.1)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("talk.wav", wav(), "MP3 or an M4A"),
        ("talk", mp3(), "MP3 or an M4A"),
        ("talk.mp3", b"", "empty"),
        ("talk.mp3", wav(), "WAV file, only its name says MP3"),
        ("talk.m4a", wav(), "WAV file, only its name says M4A"),
        ("talk.mp3", m4a(), "M4A file with the ending .mp3"),
        ("talk.m4a", mp3(), "MP3 file with the ending .m4a"),
        ("talk.mp3", mp3(30)[:200_000], "cut off"),
        ("talk.m4a", m4a()[:-9000], "cut off"),
        ("talk.m4a", m4a()[:40], "cut off"),
        ("talk.m4a", m4a(codec=b"drms"), "copy-protected"),
        ("talk.m4a", m4a(codec=b"alac"), "AAC"),
        ("talk.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00", "doesn't hold MP3"),
        ("talk.mp3", b"<html>not found</html>" * 50, "doesn't hold MP3"),
        ("talk.mp3", bytes(5000), "doesn't hold MP3"),
        ("talk.m4a", b"\0\0\0\x08ftyp" + b"\0\0\0\0" * 40, "M4A"),
        ("talk.m4a", b"\0\0\0\x10ftypM4A \0\0\0\0\0\0\0\x04moov", "cut off"),
        ("talk.mp3", b"\xff\xfb" + bytes(900), "doesn't hold MP3"),
    ],
)
def test_what_no_player_could_play_is_refused(name, content, message):
    with pytest.raises(UnreadableAudio, match=message):
        probe(BytesIO(content), name)


@pytest.mark.django_db
def test_the_address_follows_from_the_content():
    audio = make_audio(filename="My talk (final).mp3")
    assert audio.file.name.startswith(f"audio/{audio.sha256[:24]}")
    assert audio.url == f"/podcast/audio/{audio.filename}"
    assert (audio.duration > 1, audio.size > 0) == (True, True)


@pytest.mark.django_db
def test_replaced_audio_has_a_new_address_and_new_facts():
    audio = make_audio(seconds=2)
    url, size = audio.url, audio.size
    audio.file = ContentFile(mp3(seconds=5), name="again.mp3")
    audio.save()
    assert audio.url != url
    assert audio.size > size


@pytest.mark.django_db
def test_saving_other_things_reads_the_file_no_second_time(monkeypatch):
    audio = make_audio()
    monkeypatch.setattr("podcast.models.audio.probe", lambda *_: pytest.fail("read again"))
    audio.title = "Another title"
    audio.full_clean(exclude=["collection"])
    audio.save()


@pytest.mark.django_db
def test_a_bad_file_is_an_error_beside_the_field():
    audio = Audio(title="No", type="audio", file=ContentFile(wav(), name="no.mp3"))
    with pytest.raises(ValidationError) as refused:
        audio.full_clean(exclude=["collection"])
    assert "WAV" in refused.value.message_dict["file"][0]


def upload(admin_client, name, content):
    file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    return admin_client.post(
        reverse("wagtailmedia:add", args=["audio"]), {"title": "Upload", "file": file, "tags": ""}
    )


@pytest.mark.django_db
def test_an_editor_uploads_audio(admin_client):
    response = upload(admin_client, "Talk.mp3", mp3(seconds=3))
    assert response.status_code == 302
    audio = Audio.objects.get()
    assert (audio.seconds, audio.content_type) == (3, "audio/mpeg")
    page = admin_client.get(reverse("wagtailmedia:edit", args=[audio.pk]))
    assert page.status_code == 200
    assert admin_client.get(reverse("wagtailmedia:index")).status_code == 200


@pytest.mark.django_db
def test_an_editor_is_told_why_a_file_is_refused(admin_client):
    response = upload(admin_client, "Talk.mp3", wav())
    assert response.status_code == 200
    assert "This is a WAV file" in response.content.decode()
    assert not Audio.objects.exists()


@pytest.mark.django_db
def test_an_editor_replaces_the_file_of_an_episode(admin_client, client):
    audio = make_episode_page().audio
    old = audio.url
    file = SimpleUploadedFile("new.mp3", mp3(seconds=5))
    admin_client.post(
        reverse("wagtailmedia:edit", args=[audio.pk]), {"title": "New", "file": file, "tags": ""}
    )
    audio.refresh_from_db()
    assert client.get(audio.url).status_code == 200
    assert audio.seconds == 5
    assert client.get(old).status_code == 404


@pytest.mark.django_db
def test_audio_that_an_episode_plays_cannot_be_deleted(admin_client, client):
    audio = make_episode_page().audio
    response = admin_client.post(reverse("wagtailmedia:delete", args=[audio.pk]))
    assert response["Location"] == reverse("wagtailmedia:edit", args=[audio.pk])
    assert Audio.objects.filter(pk=audio.pk).exists()
    assert client.get(audio.url).status_code == 200


@pytest.mark.django_db
def test_audio_that_nothing_plays_can_be_deleted(admin_client):
    audio = make_audio()
    admin_client.post(reverse("wagtailmedia:delete", args=[audio.pk]))
    assert not Audio.objects.exists()
