import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from podcast.categories import CATEGORIES, category_choices, split_category
from podcast.models import EpisodePage, EpisodePerson, PodcastPage, ShowHost
from podcast.models import show as show_module
from tests.factories import make_audio, make_episode_page, make_image, make_person, make_show

pytestmark = pytest.mark.django_db


def make_episodes(count, start=0):
    now = timezone.now()
    for number in range(start, start + count):
        episode = make_episode_page(
            title=f"Talk {number:03}",
            audio=make_audio(tag=str(number).encode()),
            published_at=now - timedelta(days=500 - number),
        )
        episode.people = [EpisodePerson(person=make_person(name=f"Guest {number}"), role="guest")]
        episode.save()


def test_the_show_lists_its_newest_episode_first(client):
    show = make_show()
    show.hosts = [ShowHost(person=make_person(name="Maya Ellison"))]
    show.save()
    make_episodes(3)
    html = client.get(show.url).content.decode()
    assert html.index("Talk 002") < html.index("Talk 001") < html.index("Talk 000")
    assert "With Guest 2" in html
    assert "Maya Ellison" in html
    assert 'href="/podcast/feed/"' in html
    assert '"@type": "PodcastSeries"' in html
    assert "style=" not in html


def test_a_show_without_episodes_says_so(client):
    assert "on its way" in client.get(make_show().url).content.decode()


def test_long_lists_have_pages(client, monkeypatch):
    monkeypatch.setattr(show_module, "EPISODES_PER_PAGE", 2)
    show = make_show()
    make_episodes(3)
    first = client.get(show.url).content.decode()
    second = client.get(show.url, {"page": 2}).content.decode()
    assert ("Talk 002" in first, "Talk 000" in first) == (True, False)
    assert ("Talk 002" in second, "Talk 000" in second) == (False, True)
    assert client.get(show.url, {"page": "nonsense"}).status_code == 200


def test_the_list_needs_no_more_queries_for_more_episodes(client):
    show = make_show()
    make_episodes(3)
    client.get(show.url)
    with CaptureQueriesContext(connection) as few:
        client.get(show.url)
    make_episodes(8, start=3)
    client.get(show.url)
    with CaptureQueriesContext(connection) as many:
        client.get(show.url)
    assert len(many) == len(few)


def test_it_opens_in_the_editor_and_previews(admin_client):
    show = make_show(artwork=make_image(width=1400, height=1400))
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[show.pk]))
    assert page.status_code == 200
    assert "Education &gt; How To" in page.content.decode()
    assert show.make_preview_request().status_code == 200


def test_it_lives_below_the_front_page_and_holds_episodes():
    assert [model.__name__ for model in PodcastPage.allowed_parent_page_models()] == ["HomePage"]
    assert PodcastPage.allowed_subpage_models() == [EpisodePage]


def test_the_identity_is_made_once_from_the_first_address(settings):
    show = make_show()
    namespace = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert show.guid == uuid.uuid5(namespace, "testserver/podcast/feed")
    settings.SITE_URL = "https://elsewhere.example"
    show.title = "Another name"
    show.save_revision().publish()
    assert PodcastPage.objects.get().guid == show.guid


@pytest.mark.parametrize(
    ("size", "message"), [((1399, 3000), "at least"), ((600, 600), "600 × 600")]
)
def test_small_artwork_is_refused(size, message):
    show = make_show()
    show.artwork = make_image(width=size[0], height=size[1])
    with pytest.raises(ValidationError, match=message):
        show.full_clean()


def test_a_description_too_long_for_apps_is_refused():
    show = make_show()
    show.description = f"<p>{'é' * 2100}</p>"
    with pytest.raises(ValidationError, match="cut this off"):
        show.full_clean()


def test_there_are_as_many_categories_as_directories_know():
    assert len(CATEGORIES) == 19
    assert sum(len(subs) for subs in CATEGORIES.values()) == 91
    assert split_category("Education > How To") == ("Education", "How To")
    assert split_category("History") == ("History", "")
    assert ("Arts > Books", "Arts > Books") in category_choices()[0][1]
