import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from podcast.blocks import AudioBlock, PodcastPromoBlock
from podcast.models import EpisodePerson
from site_core.models import PodcastPlatformLink, SiteSettings
from tests.factories import make_audio, make_episode_page, make_person, make_standard_page

pytestmark = pytest.mark.django_db


def test_an_episode_plays_inside_a_text(client):
    episode = make_episode_page(title="Feet")
    value = {"episode": episode.pk, "audio": None, "caption": "Thirty seconds."}
    page = make_standard_page(body=[("audio", AudioBlock().to_python(value))])
    html = client.get(page.url).content.decode()
    assert f'src="{episode.audio.url}"' in html
    assert "Thirty seconds." in html
    assert "js/player" in html


def test_a_plain_recording_plays_inside_a_text(client):
    audio = make_audio(title="A bell")
    page = make_standard_page(body=[("audio", {"episode": None, "audio": audio, "caption": ""})])
    html = client.get(page.url).content.decode()
    assert f'src="{audio.url}"' in html
    assert "A bell" in html


def test_an_unpublished_episode_leaves_no_gap(client):
    episode = make_episode_page(title="Feet")
    page = make_standard_page(body=[("audio", {"episode": episode, "audio": None, "caption": "x"})])
    assert "Feet" in client.get(page.url).content.decode()
    episode.unpublish()
    html = client.get(page.url).content.decode()
    assert "Feet" not in html
    assert "<audio" not in html


@pytest.mark.parametrize("both", [True, False])
def test_editors_choose_an_episode_or_a_file(both):
    block = AudioBlock()
    episode = make_episode_page()
    value = {"episode": episode.pk if both else None, "audio": episode.audio_id if both else None}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(value))
    assert block.clean(block.to_python({"episode": episode.pk}))


def test_the_promotion_names_the_show_where_to_listen_and_the_guest():
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.save()
    episode = make_episode_page(title="Feet")
    settings = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    settings.podcast_links = [PodcastPlatformLink(label="Overcast", url="https://overcast.example")]
    settings.save()
    episode.people = [EpisodePerson(person=make_person(name="Jo Sample"), role="guest")]
    episode.save()
    block = PodcastPromoBlock()
    html = block.render(block.to_python({"episode": episode.pk, "text": "Listen."}))
    assert "Little Bits of TLC" in html
    assert "https://overcast.example" in html
    assert "With Jo Sample" in html
    assert f'src="{episode.audio.url}"' in html


def test_the_promotion_falls_back_to_the_newest_episode():
    hidden = make_episode_page(title="Hidden", live=False)
    make_episode_page(title="Newest")
    block = PodcastPromoBlock()
    for value in ({"episode": None}, {"episode": hidden.pk}):
        html = block.render(block.to_python(value))
        assert "Newest" in html
        assert "Hidden" not in html


def test_the_promotion_is_silent_without_episodes():
    block = PodcastPromoBlock()
    assert block.render(block.to_python({"episode": None})).strip() == ""


@pytest.mark.parametrize("block_class", [AudioBlock, PodcastPromoBlock])
def test_blocks_show_a_preview_and_say_what_they_are(block_class):
    make_episode_page(title="Feet")
    block = block_class()
    assert block.meta.description
    assert block.meta.icon == "media"
    assert "Feet" in block.render(block.get_preview_value())


@pytest.mark.parametrize("block_class", [AudioBlock, PodcastPromoBlock])
def test_previews_need_no_content_yet(block_class):
    block = block_class()
    assert block.render(block.get_preview_value()).strip() == ""
