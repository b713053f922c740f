"""Small behaviors of pages in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
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


def test_an_article_is_passed_on_and_its_door_opens_while_it_is_read(site, open_window):
    article = make_long_article("Before the bell", "At the door", "The first task")
    article.title = "A quiet start & more"
    article.save_revision().publish()
    page = open_window(width=1440)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}{article.url}")
    door = page.locator(".progress-door")
    assert door.evaluate("one => Number(one.style.getPropertyValue('--read'))") < 0.3
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("status").filter(has_text="Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site}{article.url}"
    letter = page.get_by_role("link", name="Send it by e-mail").get_attribute("href")
    assert letter.startswith("mailto:?subject=A%20quiet%20start%20%26%20more&body=http")
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    page.wait_for_function(
        "Number(document.querySelector('.progress-door').style.getPropertyValue('--read')) === 1"
    )


def test_without_javascript_an_article_shows_no_button_that_does_nothing(site, open_window):
    article = make_article_page()
    page = open_window(width=PHONE, javascript=False)
    page.goto(f"{site}{article.url}")
    expect(page.get_by_role("link", name="Send it by e-mail")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
