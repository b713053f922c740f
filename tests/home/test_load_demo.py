from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from wagtail.models import Page

from programs.models import Cohort
from site_core.models import User

pytestmark = pytest.mark.django_db


def load_demo(settings, debug=True):
    settings.DEBUG = debug
    output = StringIO()
    call_command("load_demo", stdout=output, stderr=output)
    return output.getvalue()


def rows_of_ours():
    """How many rows each model of the site has, leaving out what loading only causes."""
    models = [
        model
        for label in ("site_core", "home", "podcast", "programs")
        for model in apps.get_app_config(label).get_models()
    ]
    return {model._meta.label: model.objects.count() for model in models}


def test_loading_twice_makes_nothing_twice(settings):
    load_demo(settings)
    before = rows_of_ours()
    assert "Nothing to make" in load_demo(settings)
    assert rows_of_ours() == before


def test_every_file_the_texts_name_is_there(settings):
    assert "No file for" not in load_demo(settings)


def test_every_page_it_made_can_be_read(settings):
    load_demo(settings)
    visitor = Client()
    pages = Page.objects.live().filter(depth__gt=1)
    assert pages.count() >= 30
    answers = {page.url: visitor.get(page.url, follow=True).status_code for page in pages}
    assert {url: code for url, code in answers.items() if code != 200} == {}


def test_loading_again_leaves_an_editors_title_alone(settings):
    load_demo(settings)
    page = Page.objects.get(slug="project-thrive").specific
    page.title = "Project Thrive for middle schools"
    page.save_revision().publish()
    load_demo(settings)
    assert Page.objects.get(slug="project-thrive").title == "Project Thrive for middle schools"


def test_each_project_has_an_open_cohort_with_forty_free_seats(settings):
    load_demo(settings)
    roomy = Cohort.objects.open_for_enrollment().with_seats_left(40)
    projects = {cohort.project.slug for cohort in roomy}
    assert projects == {"project-thrive", "project-onward", "project-bace"}


def test_the_demo_shows_every_state_of_a_cohort(settings):
    load_demo(settings)
    states = {cohort.status for cohort in Cohort.objects.for_listing()}
    assert {"open", "full", "closed", "running"} <= states


def test_taken_seats_are_explained_by_the_ledger(settings):
    load_demo(settings)
    for cohort in Cohort.objects.all():
        assert cohort.reserved == sum(entry.delta for entry in cohort.ledger.all())
        assert cohort.reserved == cohort.seats.counting().count()


def test_demo_logins_exist_only_in_development(settings):
    assert "threshold-demo" not in load_demo(settings, debug=False)
    assert User.objects.count() == 0
    assert "threshold-demo" in load_demo(settings, debug=True)
    assert User.objects.get(email="editor@example.com").groups.get().name == "Editor"
