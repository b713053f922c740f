"""Small behaviors of pages in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.factories import make_article_page, make_cohort

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "<p>" + "Somebody stands at the door and says each name once. " * 40 + "</p>"


def make_long_article(*headings):
    blocks = [
        block
        for heading in headings
        for block in (("heading", {"text": heading, "level": "h2"}), ("paragraph", WORDS))
    ]
    return make_article_page(body=blocks)


def test_the_contents_list_marks_the_section_being_read(site, open_window):
    article = make_long_article("Before the bell", "At the door", "The first task")
    window = open_window()
    window.goto(f"{site}{article.url}")
    contents = window.get_by_role("navigation", name="On this page")
    contents.get_by_role("link", name="At the door").click()
    expect(contents.locator("[aria-current]")).to_have_text("At the door")


def test_the_enrollment_form_is_sent_once_however_often_it_is_pressed(site, open_window):
    cohort = make_cohort()
    window = open_window()
    window.goto(f"{site}/enroll/{cohort.code}/")
    expect(window.get_by_role("button", name="Pay at Stripe")).to_be_visible()
    sent = []

    def keep_the_page(route):
        sent.append(route.request.method)
        route.fulfill(status=204)

    window.route("**/enroll/**", keep_the_page)
    window.get_by_role("button", name="Pay at Stripe").dblclick(no_wait_after=True)
    expect(window.locator("form[data-sent]")).to_have_count(1)
    assert sent == ["POST"]
