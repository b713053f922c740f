"""Many at once, from separate processes, on whichever database this run uses."""

from collections import Counter

import pytest

from programs import money_returned, payments
from programs.checkout import start_checkout
from programs.models import DiscountUse, Order, OutboxEmail, Seat
from tests.factories import make_cohort, make_confirmed_order, make_discount_code, make_held_order
from tests.programs.books import assert_books_agree

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS, SEATS = 20, 5


def test_twenty_buyers_get_five_seats(run_race):
    cohort = make_cohort(capacity=SEATS)
    outcomes = run_race("hold", runners=BUYERS, cohort=cohort.pk)
    assert outcomes.count("SoldOut") == BUYERS - SEATS
    assert Seat.objects.counting().count() == SEATS
    assert_books_agree(cohort)


def test_the_same_race_without_the_guard_sells_seats_that_do_not_exist(run_race):
    cohort = make_cohort(capacity=SEATS)
    run_race("count_then_insert", runners=BUYERS, cohort=cohort.pk)
    assert Seat.objects.counting().count() > SEATS
    Seat.objects.all().delete()
    Order.objects.all().delete()


def test_groups_fill_a_cohort_without_going_over_it(run_race):
    cohort = make_cohort(capacity=10)
    outcomes = run_race("hold", runners=8, cohort=cohort.pk, count=3)
    assert outcomes.count("SoldOut") == 5
    assert_books_agree(cohort)


def test_one_buyer_who_posts_many_times_has_one_hold(run_race):
    cohort = make_cohort()
    outcomes = run_race("hold", runners=8, cohort=cohort.pk, email="dana@example.org")
    assert len(set(outcomes)) == 1
    assert Order.objects.count() == 1
    assert_books_agree(cohort)


def test_the_last_use_of_a_code_is_given_once(run_race):
    make_discount_code(max_uses=1)
    cohort = make_cohort(capacity=20)
    outcomes = run_race("hold", runners=8, cohort=cohort.pk, code="SPRING")
    assert outcomes.count("DiscountNotUsable") == 7
    assert DiscountUse.objects.count() == 1
    assert_books_agree(cohort)


def test_many_clicks_open_one_session(sandbox, run_race):
    order = make_held_order()
    outcomes = run_race("checkout", runners=6, order=order.pk)
    assert len(set(outcomes)) == 1
    assert len(list(payments.sessions_since(order.created_at.replace(microsecond=0)))) == 1


def test_webhook_sweeper_and_return_page_confirm_once(sandbox, run_race):
    order = make_held_order()
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    outcomes = run_race("settle", runners=8, order=order.pk)
    assert set(outcomes) == {Order.State.CONFIRMED}
    assert order.payments.count() == 1
    assert OutboxEmail.objects.filter(kind="order_confirmed").count() == 1
    assert order.audit_entries.filter(action="order.confirmed").count() == 1


def test_an_expired_session_frees_its_seats_once(sandbox, run_race):
    order = make_held_order(count=2)
    start_checkout(order)
    sandbox.expire(order.attempts.get().session_id)
    outcomes = run_race("settle", runners=8, order=order.pk)
    assert set(outcomes) == {Order.State.EXPIRED}
    assert [entry.delta for entry in order.ledger.all()] == [2, -2]
    assert_books_agree(order.cohort)


def test_one_remainder_is_refunded_once(sandbox, deliver, run_race):
    order = make_held_order()
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    deliver()
    payment = order.payments.get()
    outcomes = run_race("refund", runners=6, payment=payment.pk)
    assert Counter(outcomes) == {"succeeded": 1, "NothingToRefund": 5}
    at_stripe = money_returned.payments.refunds_of(payment.payment_intent_id)
    assert [refund.amount_cents for refund in at_stripe] == [payment.amount_cents]


def test_cancelling_at_once_gives_the_seats_back_once(run_race):
    order = make_confirmed_order(count=3)
    outcomes = run_race("cancel", runners=6, order=order.pk)
    assert set(outcomes) == {Order.State.CANCELLED}
    assert_books_agree(order.cohort)


def test_one_buyer_who_changes_their_mind_in_many_tabs_has_one_hold(run_race):
    cohort = make_cohort(capacity=20)
    outcomes = run_race(
        "hold_as_many_as_my_number", runners=6, cohort=cohort.pk, email="dana@example.org"
    )
    assert set(outcomes) & {order.reference for order in Order.objects.live_holds()}
    assert Order.objects.live_holds().count() == 1
    assert_books_agree(cohort)
