"""A stranger buys a seat in a real browser, through the payment sandbox and its signed webhooks."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from programs.models import Order, Seat, StripeEvent
from programs.outbox import send_due
from programs.sandbox import running_sandbox
from tests.browser.conftest import DESK, PHONE
from tests.factories import make_cohort, make_project_page
from tests.programs.books import assert_books_agree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sandbox(site, settings):
    """Stripe's stand-in, which sends its webhooks to the running site."""
    with running_sandbox(
        webhook_url=f"{site}/webhooks/stripe/", webhook_secrets=("whsec_suite",)
    ) as running:
        settings.STRIPE_API_BASE = running.base_url
        yield running


def mailed_link(kind):
    """The private link in the last letter that was sent."""
    assert send_due() >= 1
    return re.search(rf"http://localhost:\d+/{kind}/\S+", mail.outbox[-1].body).group()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_stranger_buys_two_seats_and_names_a_participant(
    site, sandbox, open_window, javascript, width
):
    project = make_project_page(title="Project Thrive", color="thrive")
    cohort = make_cohort(project=project, joining_url="https://rooms.example/thrive")
    page = open_window(width=width, javascript=javascript)

    page.goto(f"{site}{project.url}")
    page.locator(f'a[href="/enroll/{cohort.code}/"]').first.click()
    page.get_by_label("Seats").select_option("2")
    page.get_by_label("Full name").fill("Dana Whitfield")
    page.get_by_label("E-mail").fill("dana@school.example")
    page.locator('[name="accept_terms"]').check()
    page.get_by_role("button", name="Pay at Stripe").click()

    page.wait_for_url(re.compile(re.escape(sandbox.base_url)))
    expect(page.get_by_role("heading", name="$790.00")).to_be_visible()
    page.get_by_role("button", name="Decline the card").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")
    page.get_by_role("button", name="Pay $790.00").click()

    page.wait_for_url(f"{site}/orders/**")
    expect(page.locator("main")).to_have_attribute("data-order-state", "confirmed")
    assert_books_agree(cohort)

    page.goto(mailed_link("orders"))
    expect(page.locator("main")).to_have_attribute("data-order-state", "confirmed")
    seat = page.locator("#seat-1")
    seat.locator('[name="participant_name"]').fill("Rosa Ibarra")
    seat.locator('[name="participant_email"]').fill("rosa@school.example")
    seat.get_by_role("button").click()
    expect(page.locator("#seat-1")).to_contain_text("Rosa Ibarra")

    page.goto(mailed_link("seats"))
    expect(page.get_by_role("heading", name="Welcome, Rosa Ibarra.")).to_be_visible()
    expect(page.get_by_role("link", name="Open the session room")).to_have_attribute(
        "href", "https://rooms.example/thrive"
    )
    assert Order.objects.get().state == Order.State.CONFIRMED
    assert Seat.objects.get(participant_name="Rosa Ibarra").state == Seat.State.CONFIRMED
    assert StripeEvent.objects.filter(type="checkout.session.completed").count() == 1
