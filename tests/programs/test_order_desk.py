import re

import pytest
from django.core import mail
from django.urls import reverse

from programs.checkout import start_checkout
from programs.models import AuditEntry, Order, OutboxEmail, Refund, Seat
from programs.outbox import send_due
from tests.factories import (
    make_buyer,
    make_cohort,
    make_confirmed_order,
    make_held_order,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

LOOK = ["inspect"]
ASK_FIRST = ["cancel", "goodwill", "move", "buyer"]
AT_ONCE = ["resend", "renew", "ask"]


def address(name, order):
    return reverse(f"programs_order_modeladmin_{name}", args=[order.pk])


@pytest.fixture
def registrar(client):
    member = make_staff_member("Registrar")
    client.force_login(member)
    return member


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def seat_keys(order):
    return [str(seat.pk) for seat in order.seats.confirmed().order_by("position")]


@pytest.mark.parametrize("name", LOOK + ASK_FIRST)
def test_editors_never_see_an_order(client, name):
    order = make_confirmed_order()
    client.force_login(make_staff_member("Editor"))
    assert client.get(address(name, order)).status_code == 302


@pytest.mark.parametrize("name", AT_ONCE)
def test_editors_never_act_and_nothing_acts_on_a_get(client, registrar, name):
    order = make_confirmed_order()
    assert client.get(address(name, order)).status_code == 405
    client.force_login(make_staff_member("Editor"))
    before = (order.token_hash, OutboxEmail.objects.count())
    client.post(address(name, order))
    order.refresh_from_db()
    assert (order.token_hash, OutboxEmail.objects.count()) == before


def test_the_whole_story_of_an_order_is_on_its_page(client, registrar, buy):
    order = buy(count=2)
    page = client.get(address("inspect", order))
    words = text_of(page)
    for told in ("Seats held", "Sent to Stripe’s payment page", "Payment received", "Confirmed"):
        assert told in words
    assert order.payments.get().payment_intent_id in words
    assert order.token not in page.content.decode()


def test_queries_do_not_grow_with_the_order(client, registrar, django_assert_max_num_queries):
    small = make_confirmed_order(cohort=make_cohort(max_seats_per_order=40, capacity=80))
    large = make_confirmed_order(
        cohort=small.cohort, count=30, buyer=make_buyer(email="large@example.org")
    )
    client.get(address("inspect", small))
    with django_assert_max_num_queries(200) as few:
        client.get(address("inspect", small))
    with django_assert_max_num_queries(len(few)):
        client.get(address("inspect", large))


# --- Cancelling


def test_seats_are_cancelled_at_just_the_amount_that_was_shown(client, registrar, buy):
    order = buy(count=3)
    first = seat_keys(order)[:1]
    shown = client.post(address("cancel", order), {"seats": first, "percent": "40"})
    assert "Cancel 1 seat, give $158.00 back" in text_of(shown)
    assert not Refund.objects.exists()
    agreed = {"seats": first, "percent": "40", "expected_cents": "15800", "note": "By phone"}
    for _ in range(2):
        client.post(address("cancel", order), agreed)
    refund = Refund.objects.get()
    assert (refund.amount_cents, refund.requested_by, refund.note) == (15800, registrar, "By phone")
    assert order.seats.confirmed().count() == 2
    entry = AuditEntry.objects.get(action="seats.cancelled")
    assert entry.actor == registrar


def test_an_amount_that_has_changed_is_shown_again(client, registrar, buy):
    order = buy()
    answers = {"seats": seat_keys(order), "expected_cents": "1"}
    answer = client.post(address("cancel", order), answers)
    assert "The amount has changed since." in text_of(answer)
    assert order.seats.confirmed().count() == 1


@pytest.mark.parametrize("answers", [{}, {"seats": "x"}, {"seats": "999999"}])
def test_no_seat_chosen_is_said_beside_the_field(client, registrar, buy, answers):
    order = buy()
    assert client.post(address("cancel", order), answers).status_code == 422


def test_finance_gives_money_back_but_cancels_nothing(client, buy):
    order = buy()
    client.force_login(make_staff_member("Finance"))
    answers = {"seats": seat_keys(order), "expected_cents": "39500"}
    assert client.post(address("cancel", order), answers).status_code == 302
    assert order.seats.confirmed().count() == 1
    answers = {"amount": "20.00", "note": "Late start", "seen_refundable_cents": "39500"}
    client.post(address("goodwill", order), answers)
    assert Refund.objects.get().amount_cents == 2000


def test_a_stuck_hold_is_released_through_stripe(client, registrar, sandbox):
    order = make_held_order()
    start_checkout(order)
    assert "Release the hold" in text_of(client.get(address("cancel", order)))
    for _ in range(2):
        client.post(address("cancel", order))
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert order.attempts.get().state == "expired"
    assert AuditEntry.objects.get(action="order.cancelled").actor == registrar


def test_while_stripe_is_away_a_hold_stays_and_the_colleague_is_told(client, registrar, sandbox):
    order = make_held_order()
    start_checkout(order)
    sandbox.order_fault("/v1/checkout/sessions", "error_500", times=9)
    answer = client.post(address("cancel", order), follow=True)
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT
    assert "Please try again." in text_of(answer)


# --- Goodwill


def test_goodwill_keeps_the_seat_and_a_double_click_gives_it_once(client, registrar, buy):
    order = buy()
    answers = {"amount": "50.00", "note": "Sorry", "seen_refundable_cents": "39500"}
    assert client.post(address("goodwill", order), answers).status_code == 303
    again = client.post(address("goodwill", order), answers)
    assert again.status_code == 422
    assert "$345.00" in text_of(again)
    assert Refund.objects.get().amount_cents == 5000
    assert order.seats.confirmed().count() == 1


@pytest.mark.parametrize("amount", ["0", "-5", "395.01", "abc", "1.005", ""])
def test_an_impossible_amount_is_refused(client, registrar, buy, amount):
    order = buy()
    answers = {"amount": amount, "note": "Sorry", "seen_refundable_cents": "39500"}
    answer = client.post(address("goodwill", order), answers)
    assert answer.status_code == 422
    assert 'value="Sorry"' in answer.content.decode()
    assert not Refund.objects.exists()


# --- Moving


def move(client, order, to, **changes):
    answers = {
        "seats": seat_keys(order),
        "to": str(to.pk),
        "give_difference_back": "on",
        "if_dearer": "waive",
    }
    return client.post(address("move", order), answers | changes)


def test_a_cheaper_cohort_shows_the_difference_and_gives_it_back(client, registrar, buy):
    order, to = buy(), make_cohort(price_cents=29500)
    shown = move(client, order, to)
    assert "$295.00 instead of $395.00" in text_of(shown)
    assert move(client, order, to, agreed="-10000").status_code == 303
    order.refresh_from_db()
    assert (order.cohort, Refund.objects.get().amount_cents) == (to, 10000)


def test_a_dearer_cohort_is_waived_or_offered(client, registrar, buy):
    order, to = buy(), make_cohort(price_cents=49500)
    assert "$100.00 more" in text_of(move(client, order, to))
    move(client, order, to, agreed="10000", if_dearer="exchange")
    offer = Order.objects.get(origin=Order.Origin.EXCHANGE)
    assert offer.total_cents == 49500
    assert order.seats.get().state == Seat.State.CONFIRMED


def test_a_full_cohort_is_not_on_the_list(client, registrar, buy):
    order = buy()
    full = make_cohort(capacity=1)
    make_held_order(cohort=full, buyer=make_buyer(email="b@example.org"))
    assert move(client, order, full, agreed="0").status_code == 422
    assert order.seats.get().cohort == order.cohort


# --- Letters, links, the buyer


def test_the_confirmation_is_sent_again_once_a_minute(client, registrar, buy):
    order = buy()
    send_due()
    mail.outbox.clear()
    for _ in range(2):
        client.post(address("resend", order))
    send_due()
    (letter,) = mail.outbox
    assert letter.subject.startswith("You’re in")
    assert order.url in letter.body


def test_a_new_link_ends_the_old_one(client, registrar, buy):
    order = buy()
    old = order.path
    client.post(address("renew", order))
    assert client.get(old).status_code == 404
    send_due()
    order.refresh_from_db()
    assert any(order.url in letter.body for letter in mail.outbox)


def test_a_corrected_address_gets_a_link_of_its_own(client, registrar, buy):
    order = buy()
    old = order.path
    answers = {"buyer_name": "Dana W.", "buyer_email": "New@Example.org", "organization": ""}
    assert client.post(address("buyer", order), answers).status_code == 303
    order.refresh_from_db()
    assert (order.buyer_name, order.buyer_email) == ("Dana W.", "new@example.org")
    assert client.get(old).status_code == 404
    assert AuditEntry.objects.get(action="order.buyer_corrected").actor == registrar
    send_due()
    assert any(letter.to == ["new@example.org"] for letter in mail.outbox)


def test_a_slip_in_the_address_keeps_what_was_typed(client, registrar, buy):
    order = buy()
    answers = {"buyer_name": "Dana W.", "buyer_email": "new", "organization": ""}
    answer = client.post(address("buyer", order), answers)
    assert answer.status_code == 422
    assert 'value="Dana W."' in answer.content.decode()


def test_asking_stripe_finds_what_no_webhook_told(client, registrar, sandbox):
    order = make_held_order()
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    client.post(address("ask", order))
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED
    sandbox.refund(order.payments.get().charge_id, amount=1000)
    client.post(address("ask", order))
    assert Refund.objects.get().amount_cents == 1000
