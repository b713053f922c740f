from datetime import timedelta

import pytest
from django.utils import timezone

from programs.cancellation import (
    can_be_cancelled,
    cancel_order,
    cancel_seats,
    full_refund_until,
    quote_cancellation,
)
from programs.exceptions import CannotCancel, QuoteChanged
from programs.models import CohortSession, Order, OutboxEmail, Refund, Seat
from programs.money_returned import NothingToRefund
from programs.refunds import give_all_back, give_goodwill
from programs.seat_money import money_of_seats
from tests.factories import make_buyer, make_cohort, make_confirmed_order, make_discount_code

pytestmark = pytest.mark.django_db


def starting_in(days, **overrides):
    first = timezone.now().replace(microsecond=0) + timedelta(days=days)
    return make_cohort(sessions=[(first, first + timedelta(hours=1))], **overrides)


def seats_of(order, *positions):
    return list(order.seats.filter(position__in=positions))


def test_in_good_time_all_money_comes_back(buy):
    order = buy(cohort=starting_in(30), count=3)
    quote = quote_cancellation(order, seats_of(order, 2))
    assert quote.total_cents == 39500
    refund = cancel_seats(
        order=order, seats=seats_of(order, 2), because="asked", expected_cents=quote.total_cents
    )
    assert (refund.state, refund.amount_cents) == (Refund.State.SUCCEEDED, 39500)
    assert [(one.seat.position, one.amount_cents) for one in refund.allocations.all()] == [
        (2, 39500)
    ]
    states = [seat.state for seat in order.seats.order_by("position")]
    assert states == [Seat.State.CONFIRMED, Seat.State.CANCELLED, Seat.State.CONFIRMED]
    assert order.state == Order.State.CONFIRMED
    order.cohort.refresh_from_db()
    assert order.cohort.reserved == 2


def test_later_the_frozen_percentage_comes_back_and_halves_of_a_cent_go_to_the_buyer(buy):
    order = buy(cohort=starting_in(10, price_cents=39501, refund_percent_after=50), count=2)
    assert quote_cancellation(order, seats_of(order, 1)).total_cents == 19751


def test_once_the_cohort_has_begun_nothing_comes_back_and_buyers_cannot_cancel(buy):
    order = buy(cohort=starting_in(10))
    later = order.cohort.first_starts_at
    assert quote_cancellation(order, now=later).total_cents == 0
    assert not can_be_cancelled(order.seats.get(), later)
    assert can_be_cancelled(order.seats.get(), later - timedelta(seconds=1))


def test_the_policy_is_the_one_of_the_day_of_purchase(buy):
    order = buy(cohort=starting_in(10, refund_percent_after=50))
    cohort = order.cohort
    cohort.refund_percent_after, cohort.refund_full_days = 0, 60
    cohort.save()
    assert quote_cancellation(Order.objects.get(pk=order.pk)).total_cents == 19750


def test_a_postponed_cohort_moves_the_deadline_with_it_and_an_earlier_one_does_not(buy):
    order = buy(cohort=starting_in(30))
    frozen = full_refund_until(order.seats.get(), order)
    session = CohortSession.objects.get(cohort=order.cohort)
    for days, expected in ((7, frozen + timedelta(days=7)), (-3, frozen)):
        CohortSession.objects.filter(pk=session.pk).update(
            starts_at=session.starts_at + timedelta(days=days),
            ends_at=session.ends_at + timedelta(days=days),
        )
        # Local time is kept over a change of clocks in between, so up to an hour may lie between.
        until = full_refund_until(Seat.objects.get(order=order), order)
        assert abs(until - expected) <= timedelta(hours=1)


def test_the_quote_tells_until_when_it_holds(buy):
    order = buy(cohort=starting_in(30))
    quote = quote_cancellation(order)
    assert quote.good_until == full_refund_until(order.seats.get(), order)
    late = quote_cancellation(order, now=quote.good_until + timedelta(seconds=1))
    assert (late.total_cents, late.good_until) == (19750, order.cohort.first_starts_at)


def test_what_was_shown_is_what_is_done_or_nothing_is(buy):
    order = buy(cohort=starting_in(30))
    with pytest.raises(QuoteChanged) as changed:
        cancel_seats(
            order=order, seats=list(order.seats.all()), because="asked", expected_cents=19750
        )
    assert changed.value.quote.total_cents == 39500
    assert order.seats.get().state == Seat.State.CONFIRMED
    assert not Refund.objects.exists()


def test_a_seat_is_cancelled_once(buy):
    order = buy(cohort=starting_in(30), count=2)
    twice = seats_of(order, 1)
    cancel_seats(order=order, seats=twice, because="asked")
    with pytest.raises(CannotCancel):
        cancel_seats(order=order, seats=twice, because="asked")
    assert Refund.objects.count() == 1


def test_another_orders_seat_is_not_cancelled(buy):
    order, other = (
        buy(cohort=starting_in(30)),
        make_confirmed_order(buyer=make_buyer(email="b@example.org")),
    )
    with pytest.raises(CannotCancel):
        cancel_seats(order=order, seats=list(other.seats.all()), because="asked")
    assert other.seats.get().state == Seat.State.CONFIRMED


def test_the_order_ends_with_its_last_seat(buy):
    order = buy(cohort=starting_in(30), count=2)
    cancel_seats(order=order, seats=seats_of(order, 1), because="asked")
    cancel_seats(order=order, seats=seats_of(order, 2), because="asked")
    assert order.state == Order.State.REFUNDED
    assert OutboxEmail.objects.filter(kind="refund_made").count() == 2


def test_a_free_order_is_cancelled_without_stripe(db):
    order = make_confirmed_order(cohort=starting_in(30, price_cents=0))
    assert cancel_seats(order=order, seats=list(order.seats.all()), because="asked") is None
    assert order.state == Order.State.CANCELLED
    assert OutboxEmail.objects.filter(kind="seats_cancelled").count() == 1


def test_cents_that_do_not_divide_add_up_again(buy):
    make_discount_code(kind="amount", percent=None, amount_cents=1)
    order = buy(cohort=starting_in(30, price_cents=10000), count=3, discount_code="SPRING")
    assert sorted(money.paid_cents for money in money_of_seats(order)) == [9999, 10000, 10000]
    assert quote_cancellation(order).total_cents == 29999


def test_goodwill_keeps_the_seat_and_is_not_paid_twice(buy):
    order = buy(cohort=starting_in(30))
    seat = order.seats.get()
    wish = {"order": order, "amount_cents": 5000, "seat": seat, "seen_refundable_cents": 39500}
    give_goodwill(**wish)
    with pytest.raises(QuoteChanged):
        give_goodwill(**wish)
    assert order.seats.get().state == Seat.State.CONFIRMED
    assert quote_cancellation(order).total_cents == 34500
    assert order.payments.get().refundable_cents == 34500


def test_goodwill_beyond_what_was_paid_is_refused(buy):
    order = buy(cohort=starting_in(30))
    with pytest.raises(NothingToRefund):
        give_goodwill(order=order, amount_cents=39501, seen_refundable_cents=39500)


def test_goodwill_for_a_gift_is_refused(db):
    order = make_confirmed_order(cohort=starting_in(30, price_cents=0))
    with pytest.raises(NothingToRefund):
        give_goodwill(order=order, amount_cents=1, seen_refundable_cents=0)


def test_all_of_a_payment_goes_back_once(buy):
    payment = buy(cohort=starting_in(30)).payments.get()
    assert give_all_back(payment, reason=Refund.Reason.STAFF).amount_cents == 39500
    assert give_all_back(payment, reason=Refund.Reason.STAFF) is None


def test_what_stripes_dashboard_gave_back_is_not_given_again(buy, sandbox, deliver):
    order = buy(cohort=starting_in(30), count=2)
    sandbox.refund(order.payments.get().charge_id, amount=60000)
    deliver()
    assert quote_cancellation(order).total_cents == 19000


def test_a_stranger_in_the_seat_is_told(buy):
    order = buy(cohort=starting_in(30))
    order.seats.update(participant_name="Lee", participant_email="lee@example.org")
    cancel_seats(order=order, seats=list(order.seats.all()), because="asked")
    assert OutboxEmail.objects.get(kind="seat_withdrawn").to == "lee@example.org"


def test_staff_cancel_a_whole_order_at_their_own_percentage(buy):
    order = buy(cohort=starting_in(30), count=2)
    cancel_order(order, because="asked", percent=25)
    assert Refund.objects.get().amount_cents == 19750
    assert order.state == Order.State.CANCELLED
