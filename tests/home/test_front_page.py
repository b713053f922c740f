from datetime import date

import pytest
from django.core.exceptions import ValidationError

from home.models import HomePage, HomeRoom
from tests.factories import (
    make_article_page,
    make_cohort,
    make_download_page,
    make_episode_page,
    make_home_page,
    make_project_page,
    make_topic,
)

pytestmark = pytest.mark.django_db


def read(client):
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_front_page_still_greets(client):
    make_home_page(hero_heading="Behavior analysis for schools.")
    page = read(client)
    assert "<h1>Behavior analysis for schools.</h1>" in page
    assert "hero.svg" in page or "hero." in page


def test_rooms_stand_in_the_chosen_order_with_their_next_open_cohort(client):
    home = make_home_page()
    thrive = make_project_page(title="Project Thrive", short_name="Thrive", color="thrive")
    bace = make_project_page(title="Project Bace", short_name="Bace", color="bace")
    make_cohort(project=thrive, capacity=10, price_cents=59000)
    for order, project in enumerate((bace, thrive)):
        HomeRoom.objects.create(page=home, project=project, sort_order=order)
    page = read(client)
    assert page.index(f'<a href="{bace.url}">Bace') < page.index(f'<a href="{thrive.url}">Thrive')
    assert "10 of 10 seats left" in page and "$590" in page
    assert "The next cohort is being planned" in page


def test_a_full_cohort_is_not_offered_as_the_next(client):
    make_home_page()
    project = make_project_page()
    make_cohort(project=project, capacity=5, reserved=5, name="Full one")
    make_cohort(project=project, capacity=7)
    assert "7 of 7 seats left" in read(client)


def test_the_month_mixes_reading_and_listening_by_the_minutes_they_take(client):
    theme = make_topic(name="Compassion", is_monthly_theme=True, month=date(2026, 11, 1))
    make_home_page(month_topic=theme)
    long = make_article_page(title="Long", body=[("paragraph", f"<p>{'word ' * 900}</p>")])
    episode = make_episode_page(title="An episode")
    for page in (long, episode):
        page.topics.add(theme)
        page.save()
    make_article_page(title="Elsewhere")
    entries = HomePage.objects.get().get_context(_request())["month"]
    assert [entry.page.title for entry in entries] == ["An episode", "Long"]
    assert "minutes to read" in read(client) and "to hear" in read(client)


def test_one_guide_is_offered_in_place(client):
    home = make_home_page()
    home.guide = make_download_page(title="Ten minutes")
    home.save()
    page = read(client)
    assert "Ten minutes" in page and 'name="email"' in page


def test_the_proof_is_drawn_from_numbers(client):
    make_home_page(
        proof_heading="We measure.",
        proof_title="Calls",
        proof_baseline="17, 20",
        proof_plan="9, 4",
        proof_caption="Sample",
    )
    page = read(client)
    assert "We measure." in page and page.count("<circle") >= 4


@pytest.mark.parametrize("numbers", ["many", "1", "1, 99", "1, nan", "1, -3", ", ,"])
def test_numbers_that_cannot_be_drawn_are_refused(numbers):
    home = make_home_page()
    home.proof_baseline, home.proof_plan = "17, 20", "9, 4"
    home.full_clean()
    home.proof_plan = numbers
    with pytest.raises(ValidationError):
        home.full_clean()


def _request():
    from django.test import RequestFactory

    return RequestFactory().get("/")
