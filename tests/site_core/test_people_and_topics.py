from datetime import date

import pytest
from django.urls import reverse

from site_core.models import Person, Topic, UniversityProduct
from tests.factories import (
    make_article_page,
    make_episode_page,
    make_home_page,
    make_person,
    make_product,
    make_topic,
)

pytestmark = pytest.mark.django_db


def read(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_person_has_a_page_with_what_they_wrote(client):
    person = make_person(name="Elena Marsh", credentials="BCBA", short_bio="Works in schools.")
    article = make_article_page(title="Transitions", author=person)
    make_article_page(title="By nobody")
    make_article_page(title="A draft", author=person, live=False)
    page = read(client, "/people/elena-marsh/")
    assert "Works in schools." in page and "BCBA" in page
    assert f'href="{article.url}"' in page
    assert "By nobody" not in page and "A draft" not in page


def test_a_person_who_wrote_nothing_yet_has_a_page_too(client):
    make_home_page()
    make_person(name="Maya Ellison")
    assert "Nothing to read or hear yet" in read(client, "/people/maya-ellison/")


def test_a_topic_lists_reading_and_listening(client):
    topic = make_topic(name="Compassion", slug="compassion", description="What helps.")
    article, episode = (
        make_article_page(title="To read this"),
        make_episode_page(title="To hear this"),
    )
    for page in (article, episode):
        page.topics.add(topic)
        page.save()
    page = read(client, "/topics/compassion/")
    assert "What helps." in page
    assert f'href="{article.url}"' in page and f'href="{episode.url}"' in page


@pytest.mark.parametrize("address", ["/people/nobody/", "/topics/nothing/"])
def test_an_unknown_person_or_topic_is_not_found(client, address):
    make_home_page()
    assert client.get(address).status_code == 404


def test_a_draft_of_a_person_or_topic_is_not_public(client):
    make_home_page()
    make_person(name="Soon", live=False)
    make_topic(slug="later", live=False)
    assert client.get("/people/soon/").status_code == 404
    assert client.get("/topics/later/").status_code == 404


def test_a_theme_carries_its_month():
    theme = make_topic(name="Compassion", is_monthly_theme=True, month=date(2020, 11, 1))
    assert theme.name_with_month == "November 2020: compassion"
    assert make_topic(name="Plain").name_with_month == "Plain"


def test_the_theme_of_now_is_the_latest_that_has_begun():
    make_topic(is_monthly_theme=True, month=date(2020, 1, 1))
    last = make_topic(is_monthly_theme=True, month=date(2021, 1, 1))
    make_topic(is_monthly_theme=True, month=date(2999, 1, 1))
    assert Topic.objects.current_theme() == last


@pytest.mark.parametrize(
    "model", [Person, Topic, UniversityProduct], ids=lambda model: model.__name__
)
def test_editors_list_filter_edit_and_preview_them(admin_client, model):
    make_home_page()
    thing = {Person: make_person, Topic: make_topic, UniversityProduct: make_product}[model]()
    names = model.snippet_viewset.get_url_name
    listed = admin_client.get(reverse(names("list")), {"live": "true"})
    assert str(thing) in listed.content.decode() or thing.name in listed.content.decode()
    assert admin_client.get(reverse(names("edit"), args=[thing.pk])).status_code == 200
    assert thing.make_preview_request().status_code == 200


def test_the_list_of_products_names_their_buttons(admin_client):
    make_product(buttons=[("Start the hour", "https://u.example/")])
    listed = admin_client.get(reverse(UniversityProduct.snippet_viewset.get_url_name("list")))
    assert "Start the hour" in listed.content.decode()
