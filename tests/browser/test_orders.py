"""A buyer at the order's page in a real browser: naming, cancelling, a new link, a question to answer."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from programs.checkout import start_checkout
from programs.cohort_cancellation import cancel_cohort
from programs.models import Order, Refund, Seat
from programs.outbox import send_due
from programs.participants import name_participant
from programs.sandbox import running_sandbox
from programs.settlement import settle
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_pages import what_is_wrong
from tests.factories import make_cohort, make_confirmed_order, make_held_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sandbox(settings):
    with running_sandbox(webhook_secrets=("whsec_suite",)) as running:
        settings.STRIPE_API_BASE = running.base_url
        yield running


def paid_order(sandbox, **overrides):
    order = make_held_order(**overrides)
    sandbox.pay(re.search(r"cs_test_\w+", start_checkout(order)).group())
    return settle(order)


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_buyer_cancels_two_of_three_seats_by_keyboard(site, sandbox, open_window, javascript):
    order = paid_order(sandbox, count=3)
    name_participant(seat=order.seats.get(position=1), name="Joy Okafor", email="joy@x.example")
    page = open_window(width=PHONE, javascript=javascript)
    page.goto(order.url)
    page.get_by_role("link", name="Cancel seats").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Joy Okafor").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="See what comes back").press("Enter")
    expect(page.get_by_role("heading", name="$790.00 would come back.")).to_be_visible()
    assert not javascript or what_is_wrong(page) == []
    page.get_by_role("button", name="Cancel 2 seats and get $790.00 back").press("Enter")
    expect(page.get_by_role("heading", name="Money back")).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 seat in Thrive")
    assert Refund.objects.get().amount_cents == 79000


def test_a_buyer_makes_a_new_link_and_goes_on_under_it(site, open_window):
    order = make_confirmed_order()
    page = open_window(width=DESK)
    page.watch.expected_statuses = {404}
    page.goto(order.url)
    page.get_by_role("button", name="Make a new link").click()
    expect(page.get_by_role("status")).to_contain_text("This is the new link.")
    order.refresh_from_db()
    assert page.url == f"{order.url}?renewed#link"
    send_due()
    assert order.url in mail.outbox[-1].body
    page.go_back()
    page.reload()
    page.get_by_role("link", name="Find your order").first.click()
    page.get_by_label("The e-mail address you bought with").fill(order.buyer_email)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look in your mailbox.")).to_be_visible()
    send_due()
    assert order.url in mail.outbox[-1].body


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_buyer_of_a_cancelled_cohort_takes_another_one(site, sandbox, open_window, javascript):
    cohort = make_cohort()
    first = timezone.now() + timedelta(days=60)
    to = make_cohort(
        name="Spring mornings",
        price_cents=29500,
        sessions=[(first, first + timedelta(hours=1))],
    )
    order = paid_order(sandbox, cohort=cohort, count=2)
    cancel_cohort(cohort=cohort, because="Too few could come.", plan={})
    page = open_window(width=PHONE, javascript=javascript)
    page.watch.expected_statuses = {422}
    page.goto(order.url)
    assert not javascript or what_is_wrong(page) == []
    page.get_by_role("button", name="Do that").click()
    expect(page.locator("#choice")).to_contain_text("Choose one of these.")
    assert not javascript or what_is_wrong(page) == []
    page.get_by_label("Spring mornings").check()
    page.get_by_role("button", name="Do that").click()
    expect(page.locator("main")).to_contain_text("2 seats in Thrive, Spring mornings")
    assert {seat.cohort_id for seat in Seat.objects.counting()} == {to.pk}
    assert Refund.objects.get().amount_cents == 20000


def test_every_page_of_an_order_is_accessible_and_fits_a_narrow_phone(site, open_window):
    order = make_confirmed_order(count=2)
    seat = order.seats.get(position=1)
    name_participant(seat=seat, name="Joy Okafor", email="joy@lincolnridge.example")
    held = make_held_order(cohort=make_cohort())
    paths = [
        "/orders/",
        "/orders/?asked",
        "/orders/unknown/",
        order.path,
        f"{order.path}?seat=1",
        f"{order.path}?sent",
        f"{order.path}cancel/",
        f"{order.path}cancel/?chosen=1",
        f"{order.path}cancel/?seat=1&seat=2",
        seat.path,
        held.path,
    ]
    wrong = {}
    for scheme, width in (("light", 320), ("dark", 1440)):
        page = open_window(width=width, scheme=scheme)
        page.watch.expected_statuses = {404, 422}
        for path in paths:
            page.goto(f"{site}{path}")
            if found := what_is_wrong(page):
                wrong[scheme, path] = found
    assert wrong == {}
    assert Order.objects.count() == 2
