from datetime import timedelta

import pytest

from programs.cancellation import cancel_order, quote_cancellation
from programs.checkout import start_checkout
from programs.exceptions import CannotMove, SoldOut
from programs.letters.exchanges import exchange_offer
from programs.models import Cohort, Order, OutboxEmail, Refund, Seat
from programs.moves import finish_exchanges, move_seats, offer_exchange, quote_move
from tests.factories import make_cohort, make_confirmed_order, make_discount_code
from tests.programs.books import assert_books_agree

pytestmark = pytest.mark.django_db


def move(order, to, **overrides):
    return move_seats(order=order, seats=list(order.seats.confirmed()), to=to, **overrides)


def test_a_seat_moves_with_its_participant_and_the_books_follow(buy):
    order, to = buy(count=2), make_cohort()
    home = order.cohort
    order.seats.filter(position=2).update(
        participant_name="Lee", participant_email="lee@example.org"
    )
    (moved,) = move_seats(order=order, seats=list(order.seats.filter(position=2)), to=to)
    assert (moved.position, moved.participant_name, moved.cohort) == (3, "Lee", to)
    assert moved.moved_from.state == Seat.State.MOVED
    for cohort in (home, to):
        assert_books_agree(cohort)
        assert cohort.reserved == 1
    assert order.cohort == home
    assert OutboxEmail.objects.filter(kind="seats_moved").count() == 1
    assert OutboxEmail.objects.get(kind="seat_invitation").to == "lee@example.org"


def test_the_order_follows_its_last_seat(buy):
    order, to = buy(), make_cohort()
    move(order, to)
    assert order.cohort == to


def test_a_full_cohort_takes_nobody_and_nothing_changes(buy):
    order, full = buy(count=2), make_cohort(capacity=1)
    with pytest.raises(SoldOut):
        move(order, full)
    assert {seat.state for seat in order.seats.all()} == {Seat.State.CONFIRMED}
    assert_books_agree(order.cohort)


@pytest.mark.parametrize("state", [Cohort.State.DRAFT, Cohort.State.CANCELLED])
def test_a_cohort_that_is_not_on_takes_nobody(buy, state):
    with pytest.raises(CannotMove):
        move(buy(), make_cohort(state=state))


def test_a_seat_is_moved_once(buy):
    order = buy()
    seats = list(order.seats.confirmed())
    move_seats(order=order, seats=seats, to=make_cohort())
    with pytest.raises(CannotMove):
        move_seats(order=order, seats=seats, to=make_cohort())
    with pytest.raises(CannotMove):
        move(order, order.cohort)


def test_a_cheaper_cohort_pays_the_difference_back(buy):
    order, to = buy(count=2), make_cohort(price_cents=29500)
    assert quote_move(order, order.seats.all(), to).difference_cents == -20000
    move(order, to)
    refund = Refund.objects.get()
    assert (refund.amount_cents, refund.reason) == (20000, Refund.Reason.MOVED)
    assert quote_cancellation(order).total_cents == 59000


def test_the_difference_stays_when_the_colleague_says_so(buy):
    order = buy()
    move(order, make_cohort(price_cents=29500), give_difference_back=False)
    assert not Refund.objects.exists()
    assert quote_cancellation(order).total_cents == 39500


def test_a_dearer_cohort_is_waived(buy):
    order, to = buy(), make_cohort(price_cents=49500)
    assert quote_move(order, order.seats.all(), to).difference_cents == 10000
    move(order, to)
    assert not Refund.objects.exists()
    assert quote_cancellation(order).total_cents == 39500


def test_a_discount_counts_in_the_other_cohort_too(buy):
    make_discount_code(percent=20)
    order = buy(discount_code="SPRING")
    quote = quote_move(order, order.seats.all(), make_cohort(price_cents=29500))
    assert (quote.paid_cents, quote.price_cents) == (31600, 23600)


def test_a_gift_moves_for_nothing(db):
    order = make_confirmed_order(cohort=make_cohort(price_cents=0))
    to = make_cohort(price_cents=49500)
    assert quote_move(order, order.seats.all(), to).difference_cents == 0
    move(order, to)
    assert order.cohort == to


def test_a_seat_may_move_again_and_its_money_goes_with_it(buy):
    order = buy(count=3)
    for _ in range(2):
        (seat,) = [seat for seat in order.seats.confirmed() if seat.position in {2, 4}]
        move_seats(order=order, seats=[seat], to=make_cohort())
    assert sorted(seat.position for seat in order.seats.confirmed()) == [1, 3, 5]
    cancel_order(order, because="asked", percent=100)
    assert Refund.objects.get().amount_cents == 3 * 39500
    assert order.state == Order.State.REFUNDED


def test_the_deadline_of_a_moved_seat_is_that_of_its_new_cohort(buy):
    order = buy()
    first = order.cohort.first_starts_at + timedelta(days=60)
    move(order, make_cohort(sessions=[(first, first + timedelta(hours=1))]))
    quote = quote_cancellation(order, now=first - timedelta(days=20))
    assert quote.total_cents == 39500


def test_an_exchange_gives_the_old_seat_back_once_the_new_one_is_paid(buy, sandbox, deliver):
    order, to = buy(), make_cohort(price_cents=49500)
    home, old = order.cohort, order.seats.get()
    old.participant_name, old.participant_email = "Lee", "lee@example.org"
    old.save()
    offer = offer_exchange(seat=old, to=to)
    assert (offer.state, offer.total_cents) == (Order.State.HELD, 49500)
    assert finish_exchanges() == 0
    start_checkout(offer)
    sandbox.pay(offer.attempts.get().session_id)
    deliver()
    assert finish_exchanges() == 1
    assert finish_exchanges() == 0
    old.refresh_from_db()
    assert old.state == Seat.State.CANCELLED
    assert Refund.objects.get().amount_cents == 39500
    assert offer.seats.get().participant_email == "lee@example.org"
    for cohort in (home, to):
        assert_books_agree(cohort)


def test_one_exchange_at_a_time(buy):
    order = buy()
    seat = order.seats.get()
    offer_exchange(seat=seat, to=make_cohort(price_cents=49500))
    with pytest.raises(CannotMove):
        offer_exchange(seat=seat, to=make_cohort(price_cents=49500))


def test_an_exchange_that_nobody_pays_leaves_the_old_seat(buy):
    order = buy()
    offer = offer_exchange(seat=order.seats.get(), to=make_cohort(price_cents=49500))
    cancel_order(offer, because="asked")
    assert finish_exchanges() == 0
    assert order.seats.get().state == Seat.State.CONFIRMED


def test_the_letter_of_an_exchange_names_both_seats_and_the_deadline(buy):
    order = buy()
    offer = offer_exchange(
        seat=order.seats.get(), to=make_cohort(price_cents=49500, name="Spring mornings")
    )
    letter = exchange_offer(OutboxEmail.objects.get(kind="exchange_offer"))
    assert letter.subject == "A seat is kept for you in Project Thrive, Spring mornings"
    assert "$495.00" in letter.body
    assert order.reference in letter.body
    assert offer.url in letter.body
    cancel_order(offer, because="asked")
    assert exchange_offer(OutboxEmail.objects.get(kind="exchange_offer")) is None
