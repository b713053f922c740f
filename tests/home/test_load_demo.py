from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from wagtail.fields import StreamField
from wagtail.models import Page

from home.demo.calendar import at
from home.demo.cohorts import COHORTS
from home.demo.loader_cohorts import closing_time
from programs.models import Cohort
from site_core.models import Person, Topic, User

pytestmark = pytest.mark.django_db


def load_demo(debug=True):
    output = StringIO()
    with override_settings(DEBUG=debug):
        call_command("load_demo", stdout=output, stderr=output)
    return output.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo, loaded once for this module, and what loading it printed."""
    folder = tmp_path_factory.mktemp("demo")
    private = {
        **settings.STORAGES["private"],
        "OPTIONS": {"location": folder / "private", "base_url": None},
    }
    folders = {
        "MEDIA_ROOT": str(folder / "media"),
        "PRIVATE_MEDIA_ROOT": str(folder / "private"),
        "STORAGES": {**settings.STORAGES, "private": private},
    }
    with django_db_blocker.unblock(), override_settings(**folders), transaction.atomic():
        yield folders, load_demo()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def demo_folders(demo, fresh_folders_and_cache):
    """The files that loading made, in place of the empty folders of other tests."""
    with override_settings(**demo[0]):
        yield


def rows_of_ours():
    """How many rows each of our own models has."""
    models = [
        model
        for label in ("site_core", "home", "podcast", "programs")
        for model in apps.get_app_config(label).get_models()
    ]
    return {model._meta.label: model.objects.count() for model in models}


def test_loading_twice_makes_nothing_twice(demo):
    before = rows_of_ours()
    assert "Nothing to make" in load_demo()
    assert rows_of_ours() == before


def test_every_file_the_texts_name_is_there(demo):
    assert "No file for" not in demo[1]


def test_every_page_it_made_can_be_read(demo):
    visitor = Client()
    pages = Page.objects.live().filter(depth__gt=1)
    assert pages.count() >= 30
    addresses = [found.url for found in [*pages, *Person.objects.all(), *Topic.objects.all()]]
    answers = {url: visitor.get(url, follow=True).status_code for url in addresses}
    assert {url: code for url, code in answers.items() if code != 200} == {}


def test_an_editor_can_publish_every_page_as_it_is(demo):
    for page in Page.objects.filter(depth__gt=1).specific():
        page.full_clean()
        for field in page._meta.get_fields():
            if isinstance(field, StreamField):
                field.stream_block.clean(getattr(page, field.name))


def test_loading_again_leaves_an_editors_title_alone(demo):
    page = Page.objects.get(slug="project-thrive").specific
    page.title = "Project Thrive for middle schools"
    page.save_revision().publish()
    load_demo()
    assert Page.objects.get(slug="project-thrive").title == "Project Thrive for middle schools"


def test_each_project_has_an_open_cohort_with_forty_free_seats(demo):
    roomy = Cohort.objects.open_for_enrollment().with_seats_left(40)
    projects = {cohort.project.slug for cohort in roomy}
    assert projects == {"project-thrive", "project-onward", "project-bace"}


def test_the_demo_shows_every_state_of_a_cohort(demo):
    states = {cohort.status for cohort in Cohort.objects.for_listing()}
    assert {"open", "full", "closed", "running"} <= states


def test_a_cohort_meant_to_be_closed_is_so_from_the_first_minute_of_the_day():
    today = date(2026, 11, 25)
    midnight = at(today, 0, 0, "America/New_York")
    closed = [plan for plan in COHORTS if plan.is_closed]
    assert closed
    for plan in closed:
        assert closing_time(plan, today + timedelta(weeks=1), today) < midnight


def test_taken_seats_are_explained_by_the_ledger(demo):
    for cohort in Cohort.objects.all():
        assert cohort.reserved == sum(entry.delta for entry in cohort.ledger.all())
        assert cohort.reserved == cohort.seats.counting().count()


def test_demo_logins_belong_to_their_groups(demo):
    assert "threshold-demo" in demo[1]
    assert User.objects.get(email="editor@example.com").groups.get().name == "Editor"


def test_there_are_no_demo_logins_outside_development(demo):
    User.objects.all().delete()
    assert "threshold-demo" not in load_demo(debug=False)
    assert User.objects.count() == 0
