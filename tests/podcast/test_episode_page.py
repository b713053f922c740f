import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from podcast.models import Chapter, EpisodePage, EpisodePerson
from podcast.transcripts import as_vtt
from tests.factories import (
    make_audio,
    make_episode_page,
    make_image,
    make_person,
    make_project_page,
    make_show,
)

pytestmark = pytest.mark.django_db
CUES = [
    {"start": 0.5, "end": 2.0, "speaker": "Maya", "text": "What <b>does</b> she do?"},
    {"start": 2.0, "end": 4.0, "speaker": "Jo", "text": "Almost nothing, at zebra crossings."},
]


def make_rich_episode(**overrides):
    episode = make_episode_page(
        slug="second-adult",
        number=4,
        show_notes="<p>About feet.</p>",
        transcript=CUES,
        audio=make_audio(seconds=8),
        project=make_project_page(title="Project Thrive"),
        **overrides,
    )
    host = make_person(name="Maya Ellison")
    guest = make_person(name="Jo Sample", credentials="BCBA")
    episode.people = [
        EpisodePerson(person=host, role="host"),
        EpisodePerson(person=guest, role="guest"),
    ]
    episode.chapters = [Chapter(start=0, title="Hello"), Chapter(start=3, title="Feet")]
    episode.save_revision().publish()
    return EpisodePage.objects.get(pk=episode.pk)


def json_ld(html):
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1]
    return json.loads(block)


def test_the_page_plays_reads_and_leads_on(client):
    episode = make_rich_episode()
    html = client.get(episode.url).content.decode()
    assert f'<audio controls preload="none" src="{episode.audio.url}"' in html
    assert "With Jo Sample, BCBA" in html
    assert "About feet." in html
    assert "What &lt;b&gt;does&lt;/b&gt; she do?" in html
    assert 'href="#t=2"' in html and 'id="t=2"' in html
    assert f'href="{episode.audio.url}#t=3"' in html
    assert 'href="/podcast/second-adult/transcript.vtt"' in html
    assert episode.project.url in html
    assert 'type="application/rss+xml"' in html
    assert "style=" not in html


def test_it_uses_its_own_template(client):
    response = client.get(make_episode_page().url)
    assert "podcast/episode_page.html" in [template.name for template in response.templates]


def test_a_bare_episode_renders(client):
    assert client.get(make_episode_page().url).status_code == 200


def test_search_engines_read_the_episode(client):
    episode = make_rich_episode(summary="In short.")
    data = json_ld(client.get(episode.url).content.decode())
    assert data["@type"] == "PodcastEpisode"
    assert (data["name"], data["episodeNumber"]) == (episode.title, 4)
    assert data["timeRequired"] == "PT8S"
    assert data["associatedMedia"]["contentUrl"] == f"http://testserver{episode.audio.url}"
    assert data["associatedMedia"]["contentSize"] == str(episode.audio.size)
    assert data["partOfSeries"]["webFeed"] == "http://testserver/podcast/feed/"
    assert data["actor"][0]["name"] == "Jo Sample"


def test_a_title_cannot_end_the_data_block(client):
    episode = make_episode_page(title="</script><script>alert(1)</script>")
    html = client.get(episode.url).content.decode()
    assert "<script>alert" not in html
    assert json_ld(html)["name"] == episode.title


def test_it_lives_below_the_show_and_holds_no_pages():
    assert EpisodePage.allowed_parent_page_models()[0].__name__ == "PodcastPage"
    assert len(EpisodePage.allowed_parent_page_models()) == 1
    assert EpisodePage.allowed_subpage_models() == []


def test_it_opens_in_the_editor_and_previews(admin_client):
    episode = make_rich_episode()
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[episode.pk]))
    assert page.status_code == 200
    assert "&lt;v Maya&gt;What" in page.content.decode()
    assert episode.make_preview_request().status_code == 200


def test_a_draft_previews_before_it_has_audio(admin_client):
    draft = make_episode_page(live=False)
    draft.audio = None
    assert draft.make_preview_request().status_code == 200


def form_data(episode, **overrides):
    return nested_form_data(
        {
            "title": episode.title,
            "slug": episode.slug,
            "summary": "",
            "audio": str(episode.audio_id),
            "show_notes": rich_text("<p>Notes</p>"),
            "people": inline_formset([]),
            "chapters": inline_formset([{"start": "1:52", "title": "Later"}]),
            "season": "1",
            "number": "",
            "episode_type": "full",
            "explicit": "",
            "published_at": "",
            "transcript_text": as_vtt(episode.transcript) if episode.transcript else "",
            "comments": inline_formset([]),
            "action-publish": "yes",
            **overrides,
        }
    )


def post_edit(admin_client, episode, **overrides):
    return admin_client.post(
        reverse("wagtailadmin_pages:edit", args=[episode.pk]), form_data(episode, **overrides)
    )


def test_editors_write_chapter_times_as_they_read_them(admin_client):
    episode = make_episode_page()
    post_edit(admin_client, episode)
    assert [chapter.start for chapter in Chapter.objects.all()] == [112]


def test_a_pasted_transcript_becomes_cues(admin_client):
    episode = make_episode_page()
    post_edit(admin_client, episode, transcript_text=as_vtt(CUES))
    episode.refresh_from_db()
    assert episode.transcript == CUES


def test_an_uploaded_transcript_wins_over_the_text(admin_client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    episode = make_episode_page(transcript=CUES[:1])
    file = SimpleUploadedFile("talk.vtt", ("\ufeff" + as_vtt(CUES)).encode())
    post_edit(admin_client, episode, transcript_file=file)
    episode.refresh_from_db()
    assert episode.transcript == CUES


def test_an_unreadable_transcript_is_an_error_beside_the_field(admin_client):
    episode = make_episode_page(transcript=CUES)
    response = post_edit(admin_client, episode, transcript_text="Maya: no times")
    assert "No timed lines were found" in response.content.decode()
    episode.refresh_from_db()
    assert episode.transcript == CUES


def test_saving_without_the_transcript_field_keeps_the_transcript(admin_client):
    episode = make_episode_page(transcript=CUES)
    data = form_data(episode)
    del data["transcript_text"]
    admin_client.post(reverse("wagtailadmin_pages:edit", args=[episode.pk]), data)
    episode.refresh_from_db()
    assert episode.transcript == CUES


def test_a_draft_is_saved_with_a_title_alone(admin_client):
    show = make_show()
    admin_client.post(
        reverse("wagtailadmin_pages:add", args=["podcast", "episodepage", show.pk]),
        nested_form_data(
            {
                "title": "Only a title",
                "slug": "only-a-title",
                "audio": "",
                "summary": "",
                "show_notes": rich_text(""),
                "people": inline_formset([]),
                "chapters": inline_formset([]),
                "season": "1",
                "number": "",
                "episode_type": "full",
                "explicit": "",
                "transcript_text": "",
                "comments": inline_formset([]),
            }
        ),
    )
    draft = EpisodePage.objects.get(slug="only-a-title")
    assert (draft.live, draft.published_at) == (False, None)


def test_an_episode_cannot_be_published_without_audio(admin_client):
    episode = make_episode_page(live=False)
    post_edit(admin_client, episode, audio="")
    assert not EpisodePage.objects.get().live


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"slug": "feed"}, "an address the site uses itself"),
        ({"published_at": timezone.now() + timedelta(days=2)}, "Set schedule"),
        ({"number": 0}, "count from 1"),
        ({"season": 0}, "count from 1"),
    ],
)
def test_what_podcast_apps_would_refuse_is_an_error(fields, message):
    episode = make_episode_page()
    for name, value in fields.items():
        setattr(episode, name, value)
    with pytest.raises(ValidationError, match=message):
        episode.full_clean()


def test_two_full_episodes_cannot_share_a_number():
    make_episode_page(title="First", number=1)
    second = make_episode_page(title="Second", number=2)
    second.number = 1
    with pytest.raises(ValidationError, match="“First” has this number"):
        second.full_clean()
    second.season = 2
    second.full_clean()


def test_small_artwork_is_refused():
    episode = make_episode_page()
    episode.artwork = make_image(width=900, height=1500)
    with pytest.raises(ValidationError, match="900 × 1500"):
        episode.full_clean()


# --- Published once -----------------------------------------------------------------------------


def test_the_date_is_set_when_it_first_goes_live_and_stays():
    episode = make_episode_page(live=False)
    draft = episode.save_revision()
    assert EpisodePage.objects.get().published_at is None
    draft.publish()
    first = EpisodePage.objects.get().published_at
    assert first is not None
    draft.publish()
    page = EpisodePage.objects.get()
    page.unpublish()
    page.get_latest_revision().publish()
    assert EpisodePage.objects.get().published_at == first


def test_scheduling_sets_no_date_until_the_time_has_come():
    episode = make_episode_page(live=False)
    episode.go_live_at = timezone.now() + timedelta(hours=1)
    episode.save_revision().publish()
    assert EpisodePage.objects.get().published_at is None
    revision = EpisodePage.objects.get().scheduled_revision
    past = timezone.now() - timedelta(minutes=1)
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    call_command("publish_scheduled")
    published = EpisodePage.objects.get()
    assert published.live
    assert timezone.now() - published.published_at < timedelta(minutes=1)


def test_an_imported_date_is_kept():
    then = timezone.now() - timedelta(days=900)
    assert make_episode_page(published_at=then).published_at == then


# --- One identity -------------------------------------------------------------------------------


def test_a_copied_episode_is_another_episode():
    episode = make_episode_page()
    episode.save_revision()
    copy = episode.copy(update_attrs={"title": "Copy", "slug": "copy"}, keep_live=False)
    assert copy.guid != episode.guid
    assert copy.published_at is None
    copy.get_latest_revision().publish()
    assert EpisodePage.objects.get(pk=copy.pk).guid == copy.guid
    assert len({page.guid for page in EpisodePage.objects.all()}) == 2


def test_an_alias_follows_without_taking_the_identity():
    episode = make_episode_page()
    alias = episode.create_alias(update_slug="twin")
    assert alias.guid != episode.guid
    episode.title = "A better title"
    episode.save_revision().publish()
    alias = EpisodePage.objects.get(pk=alias.pk)
    assert alias.title == "A better title"
    assert alias.guid != episode.guid


def test_an_old_draft_cannot_bring_back_another_guid():
    episode = make_episode_page()
    revision = episode.save_revision()
    revision.content["guid"] = "00000000-0000-4000-8000-000000000000"
    revision.save()
    revision.publish()
    assert EpisodePage.objects.get().guid == episode.guid


# --- Found, listed, counted ---------------------------------------------------------------------


def test_the_transcript_is_searched():
    episode = make_rich_episode()
    call_command("update_index", verbosity=0)
    assert [page.pk for page in Page.objects.search("zebra")] == [episode.pk]
    assert [page.pk for page in EpisodePage.objects.search("Sample")] == [episode.pk]


def test_is_published_is_the_twin_of_published():
    heard = make_episode_page(title="a")
    draft = make_episode_page(title="b", live=False)
    private = make_episode_page(title="c")
    private.view_restrictions.create(restriction_type="login")
    assert list(EpisodePage.objects.published()) == [heard]
    assert [page.is_published() for page in (heard, draft, private)] == [True, False, False]


def test_the_page_needs_no_more_queries_for_more_episodes(client):
    episode = make_rich_episode()
    for number in range(3):
        make_episode_page(title=f"Other {number}", audio=make_audio(tag=bytes([number])))
    client.get(episode.url)
    with CaptureQueriesContext(connection) as few:
        client.get(episode.url)
    for number in range(3, 9):
        make_episode_page(title=f"Other {number}", audio=make_audio(tag=bytes([number])))
    client.get(episode.url)
    with CaptureQueriesContext(connection) as many:
        client.get(episode.url)
    assert len(many) == len(few)
