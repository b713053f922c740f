"""Every page type of what visitors read: its place, its form, its preview."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from home.models import (
    ArticleIndexPage,
    ArticlePage,
    ContactPage,
    HomePage,
    LandingPage,
    StandardPage,
)
from home.promos import default_promos
from tests.factories import (
    make_article_index_page,
    make_article_page,
    make_contact_page,
    make_home_page,
    make_landing_page,
    make_standard_page,
)

pytestmark = pytest.mark.django_db
MAKERS = {
    HomePage: make_home_page,
    ArticleIndexPage: make_article_index_page,
    ArticlePage: make_article_page,
    StandardPage: make_standard_page,
    LandingPage: make_landing_page,
    ContactPage: make_contact_page,
}
PLACES = {
    HomePage: {Page},
    ArticleIndexPage: {HomePage},
    ArticlePage: {ArticleIndexPage},
    StandardPage: {HomePage, StandardPage},
    LandingPage: {HomePage},
    ContactPage: {HomePage},
}
every_type = pytest.mark.parametrize("page_type", MAKERS, ids=lambda page_type: page_type.__name__)


@every_type
def test_it_is_shown_with_its_own_template(client, page_type):
    page = MAKERS[page_type](**({} if page_type is HomePage else {"title": "A page"}))
    response = client.get(page.url)
    assert response.status_code == 200
    assert page_type.template in [template.name for template in response.templates]
    assert response.content.decode().count("<h1") == 1


@every_type
def test_it_stands_only_where_it_belongs(page_type):
    allowed = set(page_type.allowed_parent_page_models())
    assert allowed == PLACES[page_type]


@every_type
def test_it_can_be_edited_and_previewed(admin_client, page_type):
    page = MAKERS[page_type]()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert admin_client.get(edit).status_code == 200
    for mode, _ in page.preview_modes:
        preview = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
        assert admin_client.get(preview, {"mode": mode}).status_code == 200


@every_type
def test_a_draft_that_has_no_address_yet_can_be_previewed(rf, page_type):
    page = page_type(title="Not saved yet", slug="not-saved-yet")
    for mode, _ in page.preview_modes:
        response = page.make_preview_request(preview_mode=mode)
        assert response.status_code == 200


def test_a_new_article_can_be_previewed_with_all_its_parts():
    page = ArticlePage(title="Not saved yet", slug="x", promos=default_promos())
    assert page.make_preview_request().status_code == 200


def test_plain_pages_show_where_they_stand(client):
    about = make_standard_page(title="About", slug="about")
    child = StandardPage(title="Accessibility", slug="accessibility", summary="How we check.")
    about.add_child(instance=child)
    assert "Accessibility" in client.get("/about/").content.decode()
    page = client.get("/about/accessibility/").content.decode()
    assert '<nav class="breadcrumbs"' in page and '<a href="/about/">About</a>' in page


def test_a_landing_page_has_no_navigation(client):
    with_navigation = client.get(make_standard_page().url).content.decode()
    without = client.get(make_landing_page(lead="One goal.").url).content.decode()
    navigation = 'aria-label="Main"'
    assert navigation in with_navigation and navigation not in without
    assert "One goal." in without


def test_titles_and_descriptions_for_search_engines_can_be_written(client):
    page = make_standard_page(
        title="About",
        seo_title="About our company",
        search_description="Who we are.",
        summary="Hello.",
    )
    html = client.get(page.url).content.decode()
    assert "<title>About our company" in html
    assert '<meta name="description" content="Who we are.">' in html
