from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from programs import checkout, confirmation, payments, reconciler, settlement
from programs.checkout import session_request, start_checkout
from programs.exceptions import AlreadyPaid, HoldEnded, PaymentUnavailable
from programs.models import (
    CheckoutAttempt,
    Cohort,
    DiscountUse,
    MoneyIssue,
    Order,
    OutboxEmail,
    Payment,
    Seat,
    SeatLedger,
)
from programs.sandbox import validate_params
from programs.seats import hold_seats
from programs.stripe_requests import session_params
from tests.factories import make_buyer, make_cohort, make_discount_code, make_held_order

pytestmark = pytest.mark.django_db

CREATE = "/v1/checkout/sessions"


def checked_out(**overrides):
    order = make_held_order(**overrides)
    start_checkout(order)
    return order


def session_of(order):
    return order.attempts.exclude(session_id=None).first().session_id


def later(minutes):
    return timezone.now() + timedelta(minutes=minutes)


def letters(kind="order_confirmed"):
    return OutboxEmail.objects.filter(kind=kind).count()


# --- The usual ways -----------------------------------------------------------------------------


def test_paying_confirms_order_and_seats_and_writes_one_letter(sandbox, deliver):
    order = checked_out(count=2)
    assert order.state == Order.State.AWAITING_PAYMENT
    sandbox.pay(session_of(order))
    assert set(deliver()) == {200}
    order.refresh_from_db()
    assert (order.state, order.paid_cents) == (Order.State.CONFIRMED, order.total_cents)
    assert {seat.state for seat in order.seats.all()} == {Seat.State.CONFIRMED}
    payment = order.payments.get()
    assert (payment.state, payment.amount_cents, payment.method_type) == (
        "succeeded",
        order.total_cents,
        "card",
    )
    assert letters() == 1


def test_a_declined_card_leaves_the_hold_and_another_try_pays(sandbox, deliver):
    order = checked_out()
    sandbox.decline(session_of(order))
    deliver()
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT
    assert order.audit_entries.filter(action="payment.declined").exists()
    sandbox.pay(session_of(order))
    deliver()
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED


def test_walking_away_frees_the_seats_when_stripe_says_expired(sandbox, deliver):
    order = checked_out(count=3)
    sandbox.advance(31 * 60 + 1)
    deliver("checkout.session.expired")
    order.refresh_from_db()
    order.cohort.refresh_from_db()
    assert (order.state, order.ended_because) == (Order.State.EXPIRED, "not_paid_in_time")
    assert order.cohort.reserved == 0
    assert order.attempts.get().state == CheckoutAttempt.State.EXPIRED


def test_the_clock_alone_frees_nothing_whose_address_was_handed_out(sandbox):
    order = checked_out()
    assert reconciler.sweep_holds(later(60)).freed == 0
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT


def test_a_double_click_opens_one_session(sandbox):
    order = make_held_order()
    assert start_checkout(order) == start_checkout(Order.objects.get(pk=order.pk))
    assert order.attempts.count() == 1
    assert len(list(payments.sessions_since(later(-60)))) == 1


def test_every_webhook_twice_counts_once(sandbox, deliver):
    order = checked_out()
    sandbox.pay(session_of(order))
    assert set(deliver(times=2)) == {200}
    assert (order.payments.count(), letters()) == (1, 1)
    assert order.audit_entries.filter(action="order.confirmed").count() == 1


def test_the_return_page_settles_when_it_is_faster_than_the_webhook(sandbox, deliver):
    order = checked_out()
    sandbox.pay(session_of(order))
    assert settlement.settle(order).state == Order.State.CONFIRMED
    deliver()
    assert (order.payments.count(), letters()) == (1, 1)


def test_the_reconciler_settles_when_every_webhook_is_lost(sandbox):
    paid, walked_away = checked_out(), checked_out(buyer=make_buyer(email="e@example.org"))
    sandbox.pay(session_of(paid))
    sandbox.advance(31 * 60 + 1)
    reconciler.reconcile(now=later(32))
    paid.refresh_from_db()
    walked_away.refresh_from_db()
    assert (paid.state, walked_away.state) == (Order.State.CONFIRMED, Order.State.EXPIRED)


def test_a_bank_debit_keeps_the_seat_until_the_bank_pays(sandbox, deliver):
    order = checked_out()
    sandbox.bank_debit(session_of(order))
    deliver()
    order.refresh_from_db()
    assert (order.state, order.seats.get().state) == (Order.State.PROCESSING, Seat.State.PROCESSING)
    assert (letters("payment_processing"), letters()) == (1, 0)
    sandbox.settle(session_of(order))
    deliver()
    order.refresh_from_db()
    assert (order.state, order.payments.get().state) == (
        Order.State.CONFIRMED,
        Payment.State.SUCCEEDED,
    )
    assert letters() == 1


def test_a_bank_debit_that_fails_frees_the_seat_and_tells_the_buyer(sandbox, deliver):
    order = checked_out()
    sandbox.bank_debit(session_of(order))
    deliver()
    sandbox.fail(session_of(order))
    deliver()
    order.refresh_from_db()
    assert (order.state, order.ended_because) == (Order.State.EXPIRED, "payment_failed")
    assert order.payments.get().state == Payment.State.FAILED
    assert letters("payment_failed") == 1


def test_nothing_to_pay_never_goes_to_stripe(settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    make_discount_code(code="FREE", percent=100)
    order = make_held_order(discount_code="FREE")
    assert start_checkout(order) == order.path
    assert (order.state, DiscountUse.objects.get().state) == (Order.State.CONFIRMED, "used")
    assert letters() == 1


def test_a_free_hold_that_ended_is_not_revived(sandbox):
    make_discount_code(code="FREE", percent=100)
    order = make_held_order(discount_code="FREE")
    settlement.release_hold(order, because="replaced")
    with pytest.raises(HoldEnded):
        start_checkout(order)


def test_less_than_stripe_can_charge_is_given_away():
    make_discount_code(code="NEARLY", kind="amount", percent=None, amount_cents=9960)
    assert make_held_order(cohort=make_cohort(price_cents=10000), discount_code="NEARLY").is_free


# --- What is sent to Stripe ---------------------------------------------------------------------


@pytest.mark.parametrize("tax", [False, True])
def test_the_session_has_frozen_lines_the_deadline_and_no_adjustable_parts(settings, tax):
    settings.STRIPE_TAX = tax
    order = make_held_order(count=2, cohort=make_cohort(time_zone="America/Chicago"))
    attempt = checkout.attempt_to_use(order, now=timezone.now())
    params = session_params(session_request(order, attempt))
    validate_params("checkout.sessions.create", params)
    assert [line["quantity"] for line in params["line_items"]] == [2]
    assert params["client_reference_id"] == order.reference
    assert params["success_url"] == f"{order.url}?session_id={{CHECKOUT_SESSION_ID}}"
    assert params["expires_at"] == int(attempt.expires_at.timestamp())
    assert params["allow_promotion_codes"] is False
    assert params["adaptive_pricing"] == {"enabled": False}
    assert "CST" in params["custom_text"]["submit"]["message"]
    assert ("automatic_tax" in params) == tax
    assert order.token not in str(params["metadata"])


def test_a_discount_is_spread_over_the_seats_to_the_cent(sandbox):
    make_discount_code(kind="amount", percent=None, amount_cents=1000)
    order = make_held_order(cohort=make_cohort(price_cents=1000), count=3, discount_code="SPRING")
    lines = checkout.charged_lines(order)
    assert [(line.unit_cents, line.count) for line in lines] == [(667, 2), (666, 1)]
    start_checkout(order)
    assert payments.retrieve_session(session_of(order)).amount_cents == order.total_cents == 2000


def test_stripe_is_never_called_inside_a_transaction(sandbox):
    from django.db import transaction

    with transaction.atomic(), pytest.raises(RuntimeError, match="transaction"):
        payments.retrieve_session("cs_test_x")


# --- When Stripe or we fail in the middle -------------------------------------------------------


@pytest.mark.parametrize("fault", ["error_500", "error_429", "reset"])
def test_an_unanswered_call_is_no_failure_and_is_repeated_with_the_same_key(
    sandbox, lose_answer, fault
):
    order = make_held_order()
    lose_answer(fault)
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    attempt = order.attempts.get()
    order.refresh_from_db()
    assert (attempt.state, order.state) == (CheckoutAttempt.State.NEW, Order.State.HELD)
    if fault == "error_500":
        return  # Stripe replays a stored 500 under its key: see the next test
    start_checkout(order)
    assert order.attempts.get().idempotency_key == attempt.idempotency_key
    assert len(list(payments.sessions_since(later(-60)))) == 1


def test_after_a_while_a_new_attempt_takes_the_place_of_an_unanswered_one(sandbox, lose_answer):
    order = make_held_order()
    lose_answer("error_500")
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    start_checkout(order, now=later(1.5))
    states = list(order.attempts.order_by("pk").values_list("state", flat=True))
    assert states == [CheckoutAttempt.State.SUPERSEDED, CheckoutAttempt.State.OPEN]


def test_a_session_that_turns_up_after_its_attempt_was_given_up_is_ended(sandbox, lose_answer):
    order = make_held_order()
    lose_answer()
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    url = start_checkout(order, now=later(1))
    reconciler.reconcile()
    by_status = {facts.status: facts for facts in payments.sessions_since(later(-60))}
    assert set(by_status) == {"open", "expired"}
    assert by_status["open"].url == url


def test_both_sessions_paid_keeps_one_seat_and_puts_the_other_payment_before_a_person(
    sandbox, lose_answer
):
    order = make_held_order()
    lose_answer()
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    start_checkout(order, now=later(1))
    for facts in list(payments.sessions_since(later(-60))):
        sandbox.pay(facts.id)
    reconciler.reconcile(now=later(3))
    order.refresh_from_db()
    assert (order.state, order.payments.received().count()) == (Order.State.CONFIRMED, 2)
    assert MoneyIssue.objects.get().kind == MoneyIssue.Kind.DUPLICATE
    assert letters() == 1


def test_a_hold_that_never_got_an_address_is_freed_by_the_clock(sandbox):
    order = make_held_order()
    assert reconciler.sweep_holds(later(33)).freed == 0
    assert reconciler.sweep_holds(later(37)).freed == 1
    order.refresh_from_db()
    assert order.state == Order.State.EXPIRED


def test_a_session_nobody_was_sent_to_is_ended_when_its_order_is_gone(sandbox, lose_answer):
    order = make_held_order()
    lose_answer()
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    settlement.release_hold(order, because="replaced")
    assert order.state == Order.State.EXPIRED
    reconciler.reconcile()
    assert [facts.status for facts in payments.sessions_since(later(-60))] == ["expired"]


def test_a_crash_after_stripe_answered_is_mended_by_the_webhook(sandbox, deliver):
    order = make_held_order()
    with (
        mock.patch.object(checkout, "stamp", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        start_checkout(order)
    (facts,) = payments.sessions_since(later(-60))
    sandbox.pay(facts.id)
    deliver()
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED


def test_a_crash_between_the_money_and_the_seat_loses_neither(sandbox, deliver):
    order = checked_out()
    sandbox.pay(session_of(order))
    with mock.patch.object(confirmation, "confirm", side_effect=RuntimeError("killed")):
        assert 500 in deliver()
    assert order.payments.get().state == Payment.State.SUCCEEDED
    reconciler.reconcile()
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED


def test_when_stripe_is_down_nothing_is_freed(sandbox, settings):
    order = checked_out()
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    report = reconciler.sweep_holds(later(60))
    order.refresh_from_db()
    assert (report.errors, report.freed, order.state) == (1, 0, Order.State.AWAITING_PAYMENT)


# --- Money that does not fit --------------------------------------------------------------------


def test_a_wrong_amount_confirms_nothing_and_is_put_before_a_person(sandbox, deliver):
    order = checked_out()
    Order.objects.filter(pk=order.pk).update(subtotal_cents=50000, total_cents=50000)
    sandbox.pay(session_of(order))
    deliver()
    order.refresh_from_db()
    issue = MoneyIssue.objects.get()
    assert (order.state, issue.kind) == (Order.State.AWAITING_PAYMENT, MoneyIssue.Kind.MISMATCH)
    assert (issue.detail["expected_cents"], issue.detail["paid_cents"]) == (50000, 39500)
    assert order.payments.get().state == Payment.State.SUCCEEDED
    reconciler.sweep_holds(later(60))
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT  # paid for: the seat is not taken away


def test_money_that_belongs_to_no_order_is_kept_in_suspense(sandbox, deliver):
    order = checked_out()
    session = session_of(order)
    CheckoutAttempt.objects.all().delete()
    sandbox.pay(session)
    assert set(deliver()) == {200}
    assert Payment.objects.suspense().count() == 1
    assert MoneyIssue.objects.get().kind == MoneyIssue.Kind.SUSPENSE


def freed_and_then_paid(sandbox, lose_answer, cohort=None):
    """An order whose seats went back because its session was unheard of, and which is paid anyway."""
    order = make_held_order(cohort=cohort or make_cohort(capacity=1))
    lose_answer()
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    settlement.release_hold(order, because="replaced")
    (facts,) = payments.sessions_since(later(-60))
    sandbox.pay(facts.id)
    return order


def test_late_money_gets_a_seat_when_there_is_one(sandbox, lose_answer, deliver):
    order = freed_and_then_paid(sandbox, lose_answer)
    deliver()
    order.refresh_from_db()
    assert (order.state, order.seats.get().state) == (Order.State.CONFIRMED, Seat.State.CONFIRMED)
    assert order.ledger.last().reason == SeatLedger.Reason.LATE_MONEY
    assert not MoneyIssue.objects.exists()


def test_late_money_without_a_seat_is_never_ignored(sandbox, lose_answer, deliver):
    order = freed_and_then_paid(sandbox, lose_answer)
    make_held_order(cohort=order.cohort, buyer=make_buyer(email="faster@example.org"))
    deliver()
    order.refresh_from_db()
    assert (order.state, order.payments.get().state) == (
        Order.State.EXPIRED,
        Payment.State.SUCCEEDED,
    )
    assert MoneyIssue.objects.get().kind == MoneyIssue.Kind.LATE_MONEY


# --- Holds that change --------------------------------------------------------------------------


def test_another_wish_ends_the_earlier_session_first(sandbox):
    cohort = make_cohort(capacity=3)
    first = checked_out(cohort=cohort, count=2)
    second = hold_seats(cohort=cohort, count=3, buyer=make_buyer())
    first.refresh_from_db()
    assert (first.state, second.state) == (Order.State.EXPIRED, Order.State.HELD)
    assert payments.retrieve_session(session_of(first)).status == "expired"


def test_an_order_paid_in_the_other_tab_is_not_replaced(sandbox):
    cohort = make_cohort()
    first = checked_out(cohort=cohort, count=1)
    sandbox.pay(session_of(first))
    with pytest.raises(AlreadyPaid):
        hold_seats(cohort=cohort, count=2, buyer=make_buyer())
    first.refresh_from_db()
    assert first.state == Order.State.CONFIRMED
    assert Order.objects.count() == 1


def test_when_stripe_is_down_the_earlier_hold_stays(sandbox, settings):
    cohort = make_cohort()
    first = checked_out(cohort=cohort, count=1)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(PaymentUnavailable):
        hold_seats(cohort=cohort, count=2, buyer=make_buyer())
    first.refresh_from_db()
    assert first.state == Order.State.AWAITING_PAYMENT


def test_resuming_an_order_that_was_paid_meanwhile_says_so(sandbox):
    order = checked_out()
    sandbox.pay(session_of(order))
    with pytest.raises(HoldEnded):
        start_checkout(order)
    assert order.state == Order.State.CONFIRMED


def test_prices_that_change_after_the_hold_change_nothing(sandbox, deliver):
    order = make_held_order()
    Cohort.objects.get().price_rules.update(amount_cents=99900)
    start_checkout(order)
    sandbox.pay(session_of(order))
    deliver()
    order.refresh_from_db()
    assert (order.state, order.paid_cents) == (Order.State.CONFIRMED, 39500)


def test_not_knowing_a_session_proves_nothing_while_it_may_live(sandbox):
    """A changed key or account answers so about sessions that can still be paid."""
    order = checked_out()
    sandbox.reset()
    settlement.settle(order)
    reconciler.sweep_holds(later(40))
    with pytest.raises(PaymentUnavailable):
        hold_seats(cohort=order.cohort, count=2, buyer=make_buyer())
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT
    assert order.live_attempt.state == CheckoutAttempt.State.OPEN
    assert not MoneyIssue.objects.exists()


def test_an_unknown_session_past_its_end_frees_the_hold_and_is_put_before_a_person(sandbox):
    order = checked_out()
    sandbox.reset()
    CheckoutAttempt.objects.update(expires_at=later(-1))
    Order.objects.update(hold_expires_at=later(-10))
    reconciler.sweep_holds()
    order.refresh_from_db()
    assert order.state == Order.State.EXPIRED
    assert MoneyIssue.objects.get().kind == MoneyIssue.Kind.UNKNOWN_SESSION
