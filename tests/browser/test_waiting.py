"""Somebody waits for a seat and gets it, in a real browser."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from programs.cancellation import cancel_order
from programs.models import Order, WaitingEntry
from programs.outbox import send_due
from programs.sandbox import running_sandbox
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import what_is_wrong
from tests.factories import make_full_cohort

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sandbox(settings):
    with running_sandbox(webhook_secrets=("whsec_suite",)) as running:
        settings.STRIPE_API_BASE = running.base_url
        yield running


def no_sideways_scroll(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(
    ("width", "scheme", "javascript"),
    [(PHONE, "light", True), (DESK, "dark", True), (320, "light", False)],
)
def test_from_the_full_cohort_to_the_seat(site, sandbox, open_window, width, scheme, javascript):
    cohort = make_full_cohort(taken=2)
    page = open_window(width=width, scheme=scheme, javascript=javascript)
    page.watch.expected_statuses = {409, 422}

    def look():
        assert no_sideways_scroll(page)
        if javascript:
            assert what_is_wrong(page) == []

    page.goto(f"{site}{cohort.enroll_path}")
    look()
    page.goto(f"{site}{cohort.wait_path}")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_text("Enter your name.").first).to_be_visible()
    look()
    page.get_by_label("Full name").fill("Ana Ruiz")
    page.get_by_label("E-mail").fill("ana@example.org")
    page.get_by_label("Seats you want").select_option("2")
    page.get_by_label("You would take as few as").select_option("1")
    page.get_by_role("button", name="Join the waiting list").click()
    expect(page.get_by_role("heading", name="Look in your mailbox.")).to_be_visible()
    send_due()
    place = re.search(r"/waiting/[\w-]+/", mail.outbox[-1].body).group()
    page.goto(f"{site}{place}")
    expect(page.get_by_role("heading", name="You’re next in line.")).to_be_visible()
    look()

    cancel_order(Order.objects.get(), because="asked")
    page.reload()
    page.get_by_role("link", name="See the offer").click()
    expect(page.get_by_role("heading", name="2 seats for you.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Take the seats")).click()
    expect(page.get_by_text("Tick the box to agree").first).to_be_visible()
    look()
    page.get_by_label(re.compile("I agree to the")).check()
    page.get_by_role("button", name=re.compile("^Take the seats")).click()
    expect(page).to_have_url(re.compile(re.escape(sandbox.base_url)))
    assert WaitingEntry.objects.get().state == WaitingEntry.State.OFFERED
