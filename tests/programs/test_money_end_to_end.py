"""A life of payments with an unfriendly internet: in the end both sides have the same money."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programs.books import problems
from programs.checkout import start_checkout
from programs.models import Order, Refund
from programs.money_days import check_day, today
from programs.money_returned import request_refund, submit_refund
from programs.reconciler import reconcile
from tests.factories import make_buyer, make_cohort, make_held_order

pytestmark = pytest.mark.django_db

INTERNETS = {
    "friendly": {},
    "everything twice": {"duplicate": 999},
    "in reverse": {"reorder": 7},
    "late": {"delay": 3600},
    "the first ones lost": {"drop": 9},
    "silent": {"enabled": False},
}


@pytest.fixture(params=INTERNETS)
def internet(request, sandbox):
    sandbox.webhooks(**INTERNETS[request.param])
    return request.param


def begin(cohort, name):
    order = make_held_order(cohort=cohort, count=2, buyer=make_buyer(email=f"{name}@example.org"))
    start_checkout(order)
    return order, order.attempts.get().session_id


def test_card_debit_refunds_and_a_dispute_end_alike_on_both_sides(internet, sandbox, deliver):
    cohort = make_cohort(price_cents=10000)
    (carla, by_card), (dan, by_debit), (fay, failing), (walt, walked) = (
        begin(cohort, name) for name in ("carla", "dan", "fay", "walt")
    )
    sandbox.decline(by_card)
    sandbox.pay(by_card)
    sandbox.bank_debit(by_debit)
    sandbox.bank_debit(failing)
    deliver()
    sandbox.settle(by_debit)
    sandbox.fail(failing)
    sandbox.expire(walked)
    deliver()
    reconcile(ask_after=timedelta(0), deep=True)
    states = [Order.objects.get(pk=order.pk).state for order in (carla, dan, fay, walt)]
    assert states == ["confirmed", "confirmed", "expired", "expired"]

    paid = carla.payments.get()
    submit_refund(request_refund(payment=paid, amount_cents=2500, reason="goodwill"))
    sandbox.refund(paid.charge_id, amount=1500)
    slow = submit_refund(
        request_refund(payment=dan.payments.get(), amount_cents=3000, reason="goodwill")
    )
    sent_back = submit_refund(request_refund(payment=paid, amount_cents=500, reason="goodwill"))
    deliver()
    sandbox.succeed_refund(slow.refund_id)
    sandbox.fail_refund(sent_back.refund_id)
    sandbox.open_dispute(paid.charge_id)
    sandbox.webhooks(reorder=0)
    deliver()
    reconcile(now=timezone.now() + timedelta(minutes=2), ask_after=timedelta(0), deep=True)

    day = check_day(today())
    assert (day.charged_cents, day.charged_at_stripe_cents) == (40000, 40000)
    assert (day.refunded_cents, day.refunded_at_stripe_cents) == (7000, 7000)
    assert day.agrees
    assert {refund.state for refund in Refund.objects.all()} == {"succeeded", "failed"}
    assert Refund.objects.filter(state="failed").get().pk == sent_back.pk
    assert paid.disputes.count() == 1
    cohort.refresh_from_db()
    assert cohort.reserved == 4
    assert problems() == []
