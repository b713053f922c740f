"""The cohort form reads and shows times in the cohort's own zone."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.test.utils.form_data import querydict_from_html

from programs.models import Cohort
from programs.seats import grant_seats
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db

START = datetime(2030, 1, 15, 23, 0, tzinfo=UTC)  # 4 p.m. in Denver


@pytest.fixture
def cohort():
    return make_cohort(time_zone="America/Denver", sessions=[(START, START + timedelta(hours=1))])


def edit_address(cohort):
    return f"/admin/programs/cohort/edit/{cohort.pk}/"


def form_of(admin_client, cohort):
    page = admin_client.get(edit_address(cohort)).content.decode()
    return querydict_from_html(page, form_index=page.count("<form") - 1).copy()


def test_a_session_is_shown_at_its_local_time(admin_client, cohort):
    assert form_of(admin_client, cohort)["sessions-0-starts_at"].startswith("2030-01-15 16:00")


def test_saving_without_a_change_moves_no_time(admin_client, cohort):
    response = admin_client.post(edit_address(cohort), form_of(admin_client, cohort))
    assert response.status_code == 302, response.context["form"].errors
    assert Cohort.objects.get().first_starts_at == START


def test_another_zone_keeps_the_hours_on_the_wall(admin_client, cohort):
    form = form_of(admin_client, cohort)
    form["time_zone"] = "America/New_York"
    assert admin_client.post(edit_address(cohort), form).status_code == 302
    assert Cohort.objects.get().first_starts_at == START - timedelta(hours=2)


def test_a_zone_that_does_not_exist_is_refused(admin_client, cohort):
    form = form_of(admin_client, cohort)
    form["time_zone"] = "Mars/Olympus"
    response = admin_client.post(edit_address(cohort), form)
    assert response.status_code == 200
    assert "is not a time zone" in response.content.decode()


def test_capacity_cannot_go_below_the_seats_taken(admin_client, cohort):
    grant_seats(cohort=cohort, count=5, name="Guest", email="guest@school.example")
    form = form_of(admin_client, cohort)
    form["capacity"] = "4"
    response = admin_client.post(edit_address(cohort), form)
    assert response.status_code == 200
    assert "More seats are taken than that: 5" in response.content.decode()
