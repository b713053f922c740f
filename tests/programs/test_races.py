"""Many at once, from separate processes, on whichever database this run uses."""

from collections import Counter

import pytest

from programs import payments
from programs.checkout import start_checkout
from programs.models import DiscountUse, Order, OutboxEmail, Seat
from tests.factories import (
    make_buyer,
    make_cohort,
    make_confirmed_order,
    make_discount_code,
    make_full_cohort,
    make_held_order,
    make_waiting_entry,
)
from tests.programs.books import assert_books_agree
from tests.programs.emptying import empty_programs

pytestmark = pytest.mark.django_db(transaction=True)

BUYERS, SEATS = 50, 10
OVERLAPPING = [[1, 2], [2, 3]]


def refunded_at_stripe(order):
    """The cents of every refund that Stripe made of this order's payment."""
    intent = order.payments.get().payment_intent_id
    return [refund.amount_cents for refund in payments.refunds_of(intent)]


def test_fifty_buyers_get_ten_seats(run_race):
    cohort = make_cohort(capacity=SEATS)
    outcomes = run_race("hold", runners=BUYERS, cohort=cohort.pk)
    assert outcomes.count("SoldOut") == BUYERS - SEATS
    assert Seat.objects.counting().count() == SEATS
    assert_books_agree(cohort)


def test_the_same_race_without_the_guard_sells_seats_that_do_not_exist(run_race):
    cohort = make_cohort(capacity=SEATS)
    run_race("count_then_insert", runners=BUYERS, cohort=cohort.pk)
    assert Seat.objects.counting().count() > SEATS
    empty_programs()


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


def test_a_code_read_and_saved_is_used_beyond_its_last_use(run_race):
    make_discount_code(max_uses=1)
    run_race("use_code_by_read_and_save", runners=8, cohort=make_cohort().pk, code="SPRING")
    assert DiscountUse.objects.count() > 1
    empty_programs()


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


def test_read_states_confirm_an_order_twice_and_free_it_too(sandbox, run_race):
    order = make_held_order()
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    outcomes = run_race("settle_by_reading", runners=8, order=order.pk)
    assert outcomes.count(Order.State.CONFIRMED) > 1
    assert outcomes.count(Order.State.EXPIRED) > 0
    empty_programs()


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
    assert refunded_at_stripe(order) == [payment.amount_cents]


def test_colleagues_who_saw_the_same_remainder_give_one_goodwill(buy, run_race):
    order = buy()
    facts = {"order": order.pk, "amount": 5000, "seen": order.total_cents}
    outcomes = run_race("goodwill", runners=6, **facts)
    assert Counter(outcomes) == {"succeeded": 1, "QuoteChanged": 5}
    assert refunded_at_stripe(order) == [5000]


def test_a_refund_with_a_fresh_key_is_paid_more_than_once(buy, run_race):
    order = buy()
    facts = {"payment": order.payments.get().pk, "amount": 5000, "seen": order.total_cents}
    run_race("refund_with_a_fresh_key", runners=6, **facts)
    assert len(refunded_at_stripe(order)) > 1
    empty_programs()


def test_cancelling_at_once_gives_the_seats_back_once(run_race):
    order = make_confirmed_order(count=3)
    outcomes = run_race("cancel", runners=6, order=order.pk)
    assert set(outcomes) == {Order.State.CANCELLED}
    assert_books_agree(order.cohort)


def test_a_seat_that_two_tabs_cancel_is_given_back_once(buy, run_race):
    order = buy(count=3)
    outcomes = run_race("cancel_some", runners=6, order=order.pk, positions=OVERLAPPING)
    assert Counter(outcomes) == {"cancelled": 1, "CannotCancel": 5}
    assert order.seats.confirmed().count() == 1
    assert refunded_at_stripe(order) == [order.total_cents // 3 * 2]


def test_seats_whose_state_is_read_first_are_given_back_twice(run_race):
    cohort = make_cohort()
    make_confirmed_order(cohort=cohort, count=5, buyer=make_buyer(email="other@example.org"))
    order = make_confirmed_order(cohort=cohort, count=3)
    run_race("cancel_by_reading", runners=2, order=order.pk, positions=OVERLAPPING)
    cohort.refresh_from_db()
    assert cohort.reserved < cohort.seats.counting().count()
    empty_programs()


def test_seats_that_are_moved_and_cancelled_at_once_go_one_way(buy, run_race):
    order, other = buy(count=2), make_cohort()
    facts = {"order": order.pk, "to": other.pk, "count": 2}
    outcomes = Counter(run_race("move_or_cancel", runners=6, **facts))
    assert outcomes["moved"] + outcomes["cancelled"] == 1
    assert other.seats.confirmed().count() == 2 * outcomes["moved"]
    assert sum(refunded_at_stripe(order)) == outcomes["cancelled"] * order.total_cents


def test_seats_whose_state_is_read_first_are_moved_and_cancelled_both(run_race):
    cohort = make_cohort()
    make_confirmed_order(cohort=cohort, count=5, buyer=make_buyer(email="other@example.org"))
    order = make_confirmed_order(cohort=cohort, count=2)
    facts = {"order": order.pk, "to": make_cohort().pk, "count": 2}
    outcomes = run_race("move_or_cancel_by_reading", runners=2, **facts)
    assert set(outcomes) == {"moved", "cancelled"}
    empty_programs()


def test_one_buyer_who_changes_their_mind_in_many_tabs_has_one_hold(run_race):
    cohort = make_cohort(capacity=20)
    outcomes = run_race(
        "hold_as_many_as_my_number", runners=6, cohort=cohort.pk, email="dana@example.org"
    )
    assert set(outcomes) & {order.reference for order in Order.objects.live_holds()}
    assert Order.objects.live_holds().count() == 1
    assert_books_agree(cohort)


def race_for_a_freed_seat(run_race, racer):
    """One waits in line, eight try to buy; returns the states of the entry and of the holds."""
    cohort = make_full_cohort()
    entry = make_waiting_entry(cohort=cohort)
    order = cohort.orders.get()
    run_race(racer, runners=9, cohort=cohort.pk, order=order.pk)
    entry.refresh_from_db()
    assert_books_agree(cohort)
    return entry.state, Order.objects.live_holds().filter(origin=Order.Origin.WEB).count()


def test_a_freed_seat_goes_to_the_line_however_many_try_to_buy_it(run_race):
    assert race_for_a_freed_seat(run_race, "free_a_seat_or_grab_it") == ("offered", 0)


def test_the_same_race_with_a_line_that_is_served_later_loses_the_seat(run_race):
    assert race_for_a_freed_seat(run_race, "free_a_seat_and_offer_it_later") == ("waiting", 1)
