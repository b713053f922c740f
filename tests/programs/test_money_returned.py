from datetime import timedelta

import pytest
from django.utils import timezone

from programs import money_returned, reconciler
from programs.cancellation import cancel_order
from programs.checkout import start_checkout
from programs.exceptions import CannotCancel
from programs.models import Dispute, MoneyIssue, Order, Payment, Refund, Seat
from programs.money_returned import NothingToRefund, request_refund, submit_refund
from tests.factories import make_confirmed_order, make_held_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(sandbox, deliver):
    """An order paid at Stripe: $395.00."""
    order = make_held_order()
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    deliver()
    return order.payments.get()


def refund_of(payment, cents, **overrides):
    fields = {"payment": payment, "amount_cents": cents, "reason": Refund.Reason.STAFF, **overrides}
    return request_refund(**fields)


def at_stripe(payment):
    return money_returned.payments.retrieve_payment(payment.payment_intent_id).refunded_cents


def test_a_refund_is_sent_once_and_succeeds(payment):
    refund = refund_of(payment, 10000)
    submit_refund(refund)
    submit_refund(refund)
    payment.refresh_from_db()
    assert refund.state == Refund.State.SUCCEEDED
    assert (at_stripe(payment), payment.refundable_cents) == (10000, 29500)


def test_one_remainder_is_given_back_once(payment):
    refund_of(payment, 39500)
    with pytest.raises(NothingToRefund):
        refund_of(payment, 1)


@pytest.mark.parametrize("cents", [0, -5, 39501])
def test_an_impossible_amount_is_refused(payment, cents):
    with pytest.raises(NothingToRefund):
        refund_of(payment, cents)
    assert not Refund.objects.exists()


@pytest.mark.parametrize(
    ("kind", "when"), [("reset", "after"), ("error_429", ""), ("error_409", "")]
)
def test_an_unknown_outcome_resolves_itself_without_paying_twice(
    payment, sandbox, kind, when, monkeypatch
):
    monkeypatch.setattr(money_returned.payments, "NETWORK_RETRIES", 0)
    money_returned.payments._client.cache_clear()
    sandbox.order_fault("/v1/refunds", kind, method="POST", when=when)
    refund = submit_refund(refund_of(payment, 5000))
    assert refund.state == Refund.State.UNKNOWN
    reconciler.reconcile(now=timezone.now() + timedelta(minutes=3))
    refund.refresh_from_db()
    money_returned.payments._client.cache_clear()
    assert (refund.state, at_stripe(payment)) == (Refund.State.SUCCEEDED, 5000)


def test_a_refund_that_fails_later_is_put_before_a_person_and_may_be_asked_again(
    payment, sandbox, deliver
):
    refund = submit_refund(refund_of(payment, 5000))
    sandbox.fail_refund(refund.refund_id)
    deliver(), deliver()
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, payment.refunding_cents) == (Refund.State.FAILED, 0)
    assert MoneyIssue.objects.get().kind == MoneyIssue.Kind.REFUND
    submit_refund(refund_of(payment, 5000))
    assert at_stripe(payment) == 5000


def test_a_partial_refund_never_takes_the_seat(payment):
    seat = payment.order.seats.get()
    submit_refund(refund_of(payment, 5000, reason=Refund.Reason.GOODWILL, seats={seat: 5000}))
    seat.refresh_from_db()
    assert (seat.state, seat.refund_allocations.get().amount_cents) == (Seat.State.CONFIRMED, 5000)


@pytest.mark.parametrize("told", [True, False])
def test_a_refund_made_in_the_dashboard_is_learned(payment, sandbox, deliver, told):
    sandbox.refund(payment.charge_id, amount=7000)
    deliver(times=2) if told else reconciler.reconcile(deep=True)
    payment.refresh_from_db()
    refund = payment.refunds.get()
    assert (refund.reason, refund.state, refund.amount_cents) == ("outside", "succeeded", 7000)
    assert payment.refunding_cents == 7000


@pytest.mark.parametrize("told", [True, False])
def test_a_dispute_is_put_before_a_person_until_it_is_closed(payment, sandbox, deliver, told):
    learn = deliver if told else lambda: reconciler.reconcile(deep=True)
    dispute_id = sandbox.open_dispute(payment.charge_id)["id"]
    learn()
    assert Dispute.objects.get().payment == payment
    assert MoneyIssue.objects.open().get().kind == MoneyIssue.Kind.DISPUTE
    sandbox.close_dispute(dispute_id, won=True)
    learn()
    assert Dispute.objects.get().status == "won"
    assert not MoneyIssue.objects.open().exists()


def test_money_in_suspense_is_settled_by_giving_it_back(payment):
    Payment.objects.update(order=None)
    payment.refresh_from_db()
    money_returned.open_issue(
        MoneyIssue.Kind.SUSPENSE, subject_key=payment.payment_intent_id, payment=payment
    )
    submit_refund(refund_of(payment, 39500, reason=Refund.Reason.SUSPENSE))
    money_returned.sync_refunds(payment.payment_intent_id)
    assert not MoneyIssue.objects.open().exists()


def test_an_order_refunded_in_full_keeps_its_seat_and_is_put_before_a_person(
    payment, sandbox, deliver
):
    sandbox.refund(payment.charge_id)
    deliver()
    assert payment.order.seats.confirmed().count() == 1
    assert MoneyIssue.objects.open().get().kind == MoneyIssue.Kind.REFUND


def test_a_cancelled_order_is_refunded_once_its_money_is_back(payment):
    cancel_order(payment.order, because="asked")
    submit_refund(refund_of(payment, 39500))
    payment.order.refresh_from_db()
    assert payment.order.state == Order.State.REFUNDED
    assert not MoneyIssue.objects.exists()


def test_cancelling_a_confirmed_order_frees_its_seats_once():
    order = make_confirmed_order(count=2)
    cancel_order(order, because="asked")
    order.cohort.refresh_from_db()
    assert (order.state, order.cohort.reserved) == (Order.State.CANCELLED, 0)
    assert {seat.state for seat in order.seats.all()} == {Seat.State.CANCELLED}
    cancel_order(Order.objects.get(pk=order.pk), because="asked again")


def test_cancelling_a_hold_ends_its_session_first(sandbox):
    order = make_held_order()
    start_checkout(order)
    cancel_order(order, because="asked")
    assert order.state == Order.State.CANCELLED
    facts = money_returned.payments.retrieve_session(order.attempts.get().session_id)
    assert facts.status == "expired"


def test_an_expired_order_cannot_be_cancelled(sandbox):
    order = make_held_order()
    reconciler.sweep_holds(timezone.now() + timedelta(hours=1))
    order.refresh_from_db()
    with pytest.raises(CannotCancel):
        cancel_order(order, because="asked")
