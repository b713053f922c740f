"""An editor at work in the Wagtail admin, in a real browser."""

import contextlib
import re

import pytest
from playwright.sync_api import expect

from home.models import ArticleIndexPage, ArticlePage
from tests.factories import add_page, make_home_page, make_staff_member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password"
CLICKS = 4


@pytest.fixture
def desk(site, open_window):
    """A window in which a publisher has signed in, by e-mail address."""
    make_staff_member("Publisher", email="pat@example.org", password=PASSWORD)
    page = open_window(width=1440, height=900)
    page.goto(f"{site}/admin/")
    page.locator("[name=username]").fill("Pat@Example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/admin/")
    return page


def open_preview(page):
    """Once the first save has drawn the panels anew: a click in that moment gets lost."""
    toggle = page.get_by_role("button", name="Toggle preview")
    for _ in range(CLICKS):
        toggle.click()
        with contextlib.suppress(AssertionError):
            expect(toggle).to_have_attribute("aria-expanded", "true", timeout=2_000)
            return
    pytest.fail("The preview did not open.")


def publish(page):
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("published")


def test_an_editor_writes_an_article_sees_it_beside_the_form_and_publishes_it(site, desk):
    blog = add_page(ArticleIndexPage, make_home_page(), title="Articles", slug="blog")
    desk.goto(f"{site}/admin/pages/add/home/articlepage/{blog.pk}/")
    # The editor compares with what stood in the form a moment after it opened: people are slower.
    desk.locator("[name=title]").press_sequentially("A quiet start", delay=200)
    expect(desk).to_have_url(re.compile(r"/admin/pages/\d+/edit/"), timeout=15_000)
    draft = ArticlePage.objects.get()
    assert (draft.title, draft.live) == ("A quiet start", False)

    open_preview(desk)
    preview = desk.frame_locator("[data-preview-panel] iframe, iframe[title=Preview]").first
    expect(preview.get_by_role("heading", level=1)).to_have_text("A quiet start")
    desk.locator("[name=title]").fill("A quiet start to the day")
    expect(preview.get_by_role("heading", level=1)).to_have_text("A quiet start to the day")

    publish(desk)
    desk.goto(f"{site}/blog/{draft.slug}/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("A quiet start to the day")


def test_an_editor_changes_the_front_page(site, desk):
    home = make_home_page()
    desk.goto(f"{site}/admin/pages/{home.pk}/edit/")
    desk.locator("[name=hero_heading]").fill("Hold the door open")
    publish(desk)
    desk.goto(f"{site}/")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Hold the door open")
