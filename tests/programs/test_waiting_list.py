from datetime import timedelta

import pytest
from django.utils import timezone

from programs import payments, waiting_list
from programs.cancellation import cancel_order, cancel_seats
from programs.checkout import start_checkout
from programs.choices import choose
from programs.exceptions import NotOpen, OthersWait, PaymentUnavailable, TooManySeats
from programs.models import (
    BuyerChoice,
    Cohort,
    MoneyIssue,
    Order,
    OutboxEmail,
    Refund,
    WaitingEntry,
)
from programs.moves import move_seats
from programs.reconciler import reconcile, sweep_holds
from programs.settlement import release_hold, settle_session
from programs.waiting_list import (
    NotInLine,
    SeatsAreFree,
    TooLateToWait,
    change_numbers,
    close_lists,
    decline,
    join,
    leave,
    place_of,
)
from programs.waiting_offers import offer_due
from tests.factories import (
    make_buyer,
    make_cohort,
    make_full_cohort,
    make_held_order,
    make_waiting_entry,
)
from tests.programs.books import assert_books_agree

pytestmark = pytest.mark.django_db

State = WaitingEntry.State


def give_back(cohort, count=1):
    """Somebody gives seats back."""
    order = cohort.orders.filter(state=Order.State.CONFIRMED).earliest("pk")
    cancel_seats(order=order, seats=list(order.seats.confirmed())[:count], because="asked")
    cohort.refresh_from_db()


def offer_of(entry):
    entry.refresh_from_db()
    return entry.offers.latest("pk")


def states(*entries):
    for entry in entries:
        entry.refresh_from_db()
    return [entry.state for entry in entries]


def letters(kind):
    return OutboxEmail.objects.filter(kind=kind).count()


# --- Offers


def test_a_freed_seat_goes_to_the_first_in_line_and_to_nobody_else():
    cohort = make_full_cohort()
    first, second = make_waiting_entry(cohort=cohort), make_waiting_entry(cohort=cohort)
    give_back(cohort)
    assert states(first, second) == [State.OFFERED, State.WAITING]
    offer = offer_of(first)
    assert (offer.state, offer.count, offer.total_cents) == (Order.State.HELD, 1, 39500)
    assert offer.buyer_email == first.email
    assert cohort.seats_left == 0
    assert letters("waiting_offer") == 1
    assert_books_agree(cohort)


def test_seats_nobody_waits_for_are_on_sale():
    cohort = make_full_cohort()
    give_back(cohort)
    assert cohort.seats_left == 1
    assert cohort.can_be_bought


def test_a_group_gets_what_it_wants_or_what_it_would_take():
    cohort = make_full_cohort(taken=5)
    group = make_waiting_entry(cohort=cohort, wanted=6, least=4)
    give_back(cohort, 4)
    assert offer_of(group).count == 4


def test_a_group_that_needs_more_keeps_its_place_while_others_go_first():
    cohort = make_full_cohort(taken=5)
    group = make_waiting_entry(cohort=cohort, wanted=3, least=2)
    single = make_waiting_entry(cohort=cohort)
    give_back(cohort, 1)
    assert states(group, single) == [State.WAITING, State.OFFERED]
    assert place_of(group) == 1
    give_back(cohort, 2)
    assert offer_of(group).count == 2


def test_several_offers_come_from_one_order():
    cohort = make_full_cohort(taken=3)
    one, two = make_waiting_entry(cohort=cohort), make_waiting_entry(cohort=cohort, wanted=2)
    give_back(cohort, 3)
    assert [offer_of(one).count, offer_of(two).count] == [1, 2]
    assert_books_agree(cohort)


def test_an_offer_stands_for_a_day_and_never_beyond_enrollment():
    now = timezone.now()
    roomy = make_full_cohort(closes_at=now + timedelta(days=5))
    tight = make_full_cohort(closes_at=now + timedelta(hours=5))
    day, hours = make_waiting_entry(cohort=roomy), make_waiting_entry(cohort=tight)
    give_back(roomy)
    give_back(tight)
    assert abs(offer_of(day).offered_until - now - timedelta(days=1)) < timedelta(minutes=1)
    assert abs(offer_of(hours).offered_until - tight.closes_at) < timedelta(seconds=1)


def test_in_the_last_hours_freed_seats_are_on_sale_at_once():
    cohort = make_full_cohort(closes_at=timezone.now() + timedelta(hours=1))
    entry = make_waiting_entry(cohort=cohort)
    give_back(cohort)
    assert states(entry) == [State.WAITING]
    assert cohort.seats_left == 1


def test_seats_are_offered_when_staff_add_some():
    cohort = make_full_cohort()
    entry = make_waiting_entry(cohort=cohort)
    assert offer_due() == 0
    Cohort.objects.filter(pk=cohort.pk).update(capacity=2)
    assert offer_due() == 1
    assert states(entry) == [State.OFFERED]


def test_a_moved_seat_is_offered_too():
    cohort, to = make_full_cohort(), make_cohort()
    entry = make_waiting_entry(cohort=cohort)
    order = cohort.orders.get()
    move_seats(order=order, seats=list(order.seats.confirmed()), to=to)
    assert states(entry) == [State.OFFERED]
    assert_books_agree(cohort)


def test_a_hold_that_ends_is_offered():
    cohort = make_cohort(capacity=1)
    hold = make_held_order(cohort=cohort)
    entry = make_waiting_entry(cohort=cohort)
    release_hold(hold, because="replaced")
    assert states(entry) == [State.OFFERED]


def test_changing_a_hold_does_not_lose_its_seats_to_the_line():
    cohort = make_cohort(capacity=2)
    hold = make_held_order(cohort=cohort, count=2)
    entry = make_waiting_entry(cohort=cohort)
    with pytest.raises(OthersWait):
        make_held_order(cohort=cohort, count=1)
    hold.refresh_from_db()
    assert (hold.state, states(entry)) == (Order.State.HELD, [State.WAITING])
    assert make_held_order(cohort=cohort, count=2) == hold


# --- What becomes of an offer


@pytest.fixture
def offered():
    cohort = make_full_cohort()
    first, second = make_waiting_entry(cohort=cohort), make_waiting_entry(cohort=cohort)
    give_back(cohort)
    return offer_of(first), first, second


def test_a_taken_offer_is_a_seat_and_cancelling_it_later_revives_nothing(offered, sandbox, deliver):
    offer, first, second = offered
    start_checkout(offer)
    sandbox.pay(offer.attempts.get().session_id)
    deliver()
    assert states(first, second) == [State.SEATED, State.WAITING]
    offer.refresh_from_db()
    cancel_order(offer, because="asked", percent=100)
    assert states(first, second) == [State.SEATED, State.OFFERED]
    assert first.offers.count() == 1
    assert_books_agree(offer.cohort)


def test_a_declined_offer_goes_on_at_once(offered):
    offer, first, second = offered
    decline(offer)
    assert states(first, second) == [State.DECLINED, State.OFFERED]
    assert_books_agree(offer.cohort)


def test_an_offer_that_nobody_answers_goes_on_after_its_end(offered):
    offer, first, second = offered
    sweep_holds(offer.offered_until - timedelta(minutes=1))
    assert states(first) == [State.OFFERED]
    sweep_holds(offer.offered_until + timedelta(minutes=10))
    assert states(first, second) == [State.PASSED, State.OFFERED]
    assert letters("waiting_passed") == 1


def test_a_payment_page_that_ends_does_not_end_the_offer(offered, sandbox, deliver):
    offer, first, _ = offered
    until = offer.offered_until
    start_checkout(offer)
    offer.refresh_from_db()
    assert offer.hold_expires_at == until
    sandbox.expire(offer.attempts.get().session_id)
    deliver()
    reconcile()
    offer.refresh_from_db()
    assert (offer.state, states(first)) == (Order.State.AWAITING_PAYMENT, [State.OFFERED])
    start_checkout(offer)
    sandbox.pay(offer.live_attempt.session_id)
    deliver()
    assert states(first) == [State.SEATED]


def test_an_offer_ends_after_its_time_although_its_page_ended_long_before(
    offered, sandbox, deliver
):
    offer, first, second = offered
    start_checkout(offer)
    sandbox.expire(offer.attempts.get().session_id)
    deliver()
    sweep_holds(offer.offered_until + timedelta(minutes=10))
    assert states(first, second) == [State.PASSED, State.OFFERED]
    assert_books_agree(offer.cohort)


def test_an_offer_that_is_being_paid_at_its_end_waits_for_stripe(offered, sandbox, deliver):
    offer, first, _ = offered
    start_checkout(offer)
    sandbox.bank_debit(offer.attempts.get().session_id)
    deliver()
    sweep_holds(offer.offered_until + timedelta(minutes=10))
    offer.refresh_from_db()
    assert (offer.state, states(first)) == (Order.State.PROCESSING, [State.OFFERED])
    sandbox.settle(offer.attempts.get().session_id)
    deliver()
    assert states(first) == [State.SEATED]


def test_what_was_paid_while_declining_stays_paid(offered, sandbox):
    offer, first, _ = offered
    start_checkout(offer)
    sandbox.pay(offer.attempts.get().session_id)
    assert decline(offer).state == Order.State.CONFIRMED
    assert states(first) == [State.SEATED]


def test_an_offer_that_staff_release_goes_on_and_says_nothing_false(offered):
    offer, first, second = offered
    cancel_order(offer, because="released_by_staff")
    assert states(first, second) == [State.PASSED, State.OFFERED]
    assert (letters("waiting_passed"), letters("waiting_closed")) == (1, 0)


# --- Joining, leaving, closing


def test_who_joins_again_with_an_offer_in_hand_gets_the_offer_again(offered):
    _, first, _ = offered
    wish = {"cohort": first.cohort, "name": "Ana", "email": first.email, "wanted": 1, "least": 1}
    join(**wish)
    assert letters("waiting_offer") == 1  # it was written just now
    join(**wish, now=timezone.now() + timedelta(minutes=11))
    assert letters("waiting_offer") == 2


def test_nobody_waits_for_what_can_never_come():
    with pytest.raises(TooManySeats):
        join(cohort=make_full_cohort(taken=3), name="Ana", email="a@example.org", wanted=4, least=4)
    soon = make_full_cohort(closes_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(TooLateToWait):
        join(cohort=soon, name="Ana", email="a@example.org", wanted=1, least=1)


def test_joining_writes_one_letter_and_joining_again_changes_nothing():
    cohort = make_full_cohort(taken=5)
    wish = {"cohort": cohort, "name": "Ana", "email": "Ana@Example.org"}
    entry = join(**wish, wanted=2, least=1)
    assert join(**wish, wanted=5, least=5) == entry
    entry.refresh_from_db()
    assert (entry.email, entry.wanted, letters("waiting_joined")) == ("ana@example.org", 2, 1)


def test_nobody_waits_for_seats_that_can_be_had():
    cohort = make_cohort(capacity=3)
    wish = {"name": "Ana", "email": "ana@example.org", "wanted": 3, "least": 3}
    with pytest.raises(SeatsAreFree):
        join(cohort=cohort, **wish)
    make_held_order(cohort=cohort)
    cohort.refresh_from_db()
    join(cohort=cohort, **wish)
    assert offer_due() == 0


@pytest.mark.parametrize(("wanted", "least"), [(0, 0), (11, 1), (2, 3), (1, 0)])
def test_impossible_numbers_are_refused(wanted, least):
    with pytest.raises(TooManySeats):
        join(
            cohort=make_full_cohort(), name="Ana", email="a@example.org", wanted=wanted, least=least
        )


def test_a_cohort_that_is_closed_has_no_line():
    cohort = make_full_cohort(closes_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(NotOpen):
        join(cohort=cohort, name="Ana", email="ana@example.org", wanted=1, least=1)


def test_one_internet_address_holds_sixty_places(monkeypatch):
    monkeypatch.setattr(waiting_list, "MOST_PER_ADDRESS", 1)
    wish = {"cohort": make_full_cohort(), "name": "Ana", "wanted": 1, "least": 1}
    join(**wish, email="a@example.org", address="192.0.2.1")
    with pytest.raises(waiting_list.TooManyWaiting):
        join(**wish, email="b@example.org", address="192.0.2.1")
    join(**wish, email="b@example.org", address="192.0.2.2")


def test_places_move_up_when_somebody_leaves():
    cohort = make_full_cohort()
    first, second = make_waiting_entry(cohort=cohort), make_waiting_entry(cohort=cohort)
    assert (place_of(first), place_of(second)) == (1, 2)
    leave(first)
    leave(first)
    assert (states(first), place_of(second)) == ([State.LEFT], 1)
    give_back(cohort)
    assert states(first, second) == [State.LEFT, State.OFFERED]


def test_leaving_with_an_offer_in_hand_declines_it(offered):
    _, first, second = offered
    leave(first)
    assert states(first, second) == [State.DECLINED, State.OFFERED]


def test_numbers_go_down_and_never_up():
    entry = make_waiting_entry(wanted=4, least=3)
    change_numbers(entry, wanted=3, least=1)
    with pytest.raises(TooManySeats):
        change_numbers(entry, wanted=4, least=1)
    leave(entry)
    with pytest.raises(NotInLine):
        change_numbers(entry, wanted=2, least=1)
    entry.refresh_from_db()
    assert (entry.wanted, entry.least) == (3, 1)


def test_the_line_closes_with_enrollment_and_says_so_once():
    cohort = make_full_cohort()
    entry = make_waiting_entry(cohort=cohort)
    assert close_lists() == 0
    assert close_lists(cohort.closes_at) == 1
    assert close_lists(cohort.closes_at) == 0
    assert (states(entry), letters("waiting_closed")) == ([State.CLOSED], 1)


def test_the_line_of_a_cancelled_cohort_closes():
    entry = make_waiting_entry()
    Cohort.objects.filter(pk=entry.cohort_id).update(state=Cohort.State.CANCELLED)
    close_lists()
    assert states(entry) == [State.CLOSED]


# --- Late money that waits


@pytest.fixture
def paid_and_waiting(sandbox, lose_answer):
    """An order that was paid after its seat had gone, and whose buyer waits for another."""
    order = make_held_order(cohort=make_cohort(capacity=1))
    lose_answer()
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    release_hold(order, because="replaced")
    other = make_held_order(cohort=order.cohort, buyer=make_buyer(email="faster@example.org"))
    (session,) = payments.sessions_since(timezone.now() - timedelta(hours=1))
    sandbox.pay(session.id)
    settle_session(session.id)
    choose(order.choices.get(), BuyerChoice.Answer.WAIT)
    return order, other

    return make_buyer(email="faster@example.org")


def test_late_money_is_seated_as_soon_as_a_seat_is_free(paid_and_waiting):
    order, other = paid_and_waiting
    entry = order.waits_as
    release_hold(other, because="replaced")
    order.refresh_from_db()
    assert (order.state, states(entry)) == (Order.State.CONFIRMED, [State.SEATED])
    assert letters("order_confirmed") == 1
    assert not MoneyIssue.objects.open().exists()
    assert not Refund.objects.exists()
    assert_books_agree(order.cohort)


def test_late_money_goes_back_when_the_line_closes(paid_and_waiting):
    order, _ = paid_and_waiting
    close_lists(order.cohort.closes_at)
    close_lists(order.cohort.closes_at)
    order.refresh_from_db()
    assert order.state == Order.State.REFUNDED
    assert Refund.objects.get().amount_cents == 39500


def test_late_money_goes_back_when_its_buyer_leaves_the_line(paid_and_waiting):
    order, other = paid_and_waiting
    leave(order.waits_as)
    order.refresh_from_db()
    assert order.state == Order.State.REFUNDED
    release_hold(other, because="replaced")
    order.refresh_from_db()
    assert order.state == Order.State.REFUNDED
