from datetime import timedelta

import pytest
from django.utils import timezone

from programs import choices, payments
from programs.checkout import start_checkout
from programs.choices import CannotChoose, answers_of, carry_out_due, choose, cohorts_to_move_to
from programs.cohort_cancellation import CannotCancelCohort, cancel_cohort, wind_up
from programs.exceptions import PaymentUnavailable, PurchaseRefused, SoldOut
from programs.models import (
    BuyerChoice,
    Cohort,
    MoneyIssue,
    Order,
    OutboxEmail,
    Refund,
    Seat,
    WaitingEntry,
)
from programs.seats import grant_seats
from programs.settlement import release_hold, settle_session
from tests.factories import make_buyer, make_cohort, make_confirmed_order, make_held_order
from tests.programs.books import assert_books_agree

pytestmark = pytest.mark.django_db

Answer, State = BuyerChoice.Answer, BuyerChoice.State


@pytest.fixture
def late(sandbox, lose_answer):
    """An order that was paid, on a page nobody had heard of, after its only seat had gone."""
    order = make_held_order(cohort=make_cohort(capacity=1))
    lose_answer()
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    release_hold(order, because="replaced")
    grant_seats(cohort=order.cohort, count=1, name="Lee", email="lee@example.org")
    (session,) = payments.sessions_since(timezone.now() - timedelta(hours=1))
    sandbox.pay(session.id)
    settle_session(session.id)
    order.refresh_from_db()
    return order


def settle_again(order):
    settle_session(order.payments.get().session_id)


def question(order):
    return order.choices.get()


def test_late_money_without_a_seat_is_asked_about_once(late, sandbox, deliver):
    assert late.state == Order.State.EXPIRED
    choice = question(late)
    assert choice.state == State.OPEN
    assert choice.answer_by - choice.created_at > timedelta(hours=71)
    settle_again(late)
    assert OutboxEmail.objects.filter(kind="late_money_choice").count() == 1
    assert MoneyIssue.objects.open().get().kind == MoneyIssue.Kind.LATE_MONEY


def test_money_back(late):
    choose(question(late), Answer.REFUND)
    late.refresh_from_db()
    assert question(late).state == State.DONE
    assert late.state == Order.State.REFUNDED
    assert not MoneyIssue.objects.open().exists()
    with pytest.raises(CannotChoose):
        choose(question(late), Answer.REFUND)


def test_another_cohort_and_what_it_costs_less(late):
    cheaper = make_cohort(price_cents=29500)
    assert cohorts_to_move_to(question(late)) == [cheaper]
    choose(question(late), Answer.MOVE, to_cohort=cheaper)
    late.refresh_from_db()
    assert (late.state, late.cohort) == (Order.State.CONFIRMED, cheaper)
    assert Refund.objects.get().amount_cents == 10000
    assert late.seats.get().cohort == cheaper
    assert_books_agree(cheaper)
    assert OutboxEmail.objects.filter(kind="order_confirmed").count() == 1


def test_another_cohort_that_has_filled_up_leaves_the_question_open(late):
    full = make_cohort(capacity=1)
    grant_seats(cohort=full, count=1, name="Lee", email="lee@example.org")
    with pytest.raises(SoldOut):
        choose(question(late), Answer.MOVE, to_cohort=full)
    assert question(late).state == State.OPEN
    choose(question(late), Answer.REFUND)


def test_waiting_keeps_the_money(late):
    choose(question(late), Answer.WAIT)
    entry = WaitingEntry.objects.get()
    assert (entry.paid_order, entry.least) == (late, 1)
    assert not Refund.objects.exists()
    settle_again(late)
    assert late.choices.count() == 1
    choices.refund_waiting(late)
    choices.refund_waiting(late)
    assert Refund.objects.get().amount_cents == 39500


def test_no_answer_in_time_means_money_back(late):
    carry_out_due(timezone.now() + timedelta(hours=71))
    assert question(late).state == State.OPEN
    carry_out_due(timezone.now() + timedelta(hours=73))
    late.refresh_from_db()
    assert late.state == Order.State.REFUNDED
    assert question(late).state == State.DONE


def test_an_answer_that_was_cut_off_is_finished_later(late):
    question(late).move(State.CHOSEN, from_={State.OPEN}, answer=Answer.REFUND)
    carry_out_due()
    assert question(late).state == State.DONE
    assert Refund.objects.count() == 1


def test_a_seat_that_gets_free_is_not_sold_by_an_old_event(late):
    """Once asked, only the buyer's answer decides."""
    Cohort.objects.filter(pk=late.cohort_id).update(capacity=2)
    settle_again(late)
    late.refresh_from_db()
    assert late.state == Order.State.EXPIRED


# --- A cohort is cancelled


def test_everybody_with_a_seat_is_asked_or_answered_for(buy):
    cohort, to = make_cohort(), make_cohort()
    orders = [buy(cohort=cohort, buyer=make_buyer(email=f"{name}@example.org")) for name in "abc"]
    plan = {orders[0].pk: (Answer.REFUND, None), orders[1].pk: (Answer.MOVE, to)}
    cancel_cohort(cohort=cohort, because="Too few people.", plan=plan)
    cohort.refresh_from_db()
    assert (cohort.state, cohort.cancelled_because) == (Cohort.State.CANCELLED, "Too few people.")
    assert carry_out_due() == 2
    for order in orders:
        order.refresh_from_db()
    assert [order.state for order in orders] == [
        Order.State.REFUNDED,
        Order.State.CONFIRMED,
        Order.State.CONFIRMED,
    ]
    assert orders[1].cohort == to
    assert question(orders[2]).state == State.OPEN
    assert OutboxEmail.objects.filter(kind="cohort_cancelled_choice").count() == 1
    assert_books_agree(cohort)
    assert cohort.reserved == 1


def test_a_buyer_answers_for_themselves(buy):
    order = buy()
    home = order.cohort
    cancel_cohort(cohort=home, because="", plan={})
    choice = question(order)
    assert answers_of(choice) == [Answer.MOVE, Answer.REFUND]
    with pytest.raises(CannotChoose):
        choose(choice, Answer.WAIT)
    choose(choice, Answer.REFUND)
    order.refresh_from_db()
    assert order.state == Order.State.REFUNDED
    assert Refund.objects.get().reason == Refund.Reason.COHORT_CANCELLED
    assert_books_agree(home)


def test_all_money_comes_back_however_late_it_is(buy):
    first = timezone.now() + timedelta(days=1)
    order = buy(cohort=make_cohort(sessions=[(first, first + timedelta(hours=1))]))
    cancel_cohort(cohort=order.cohort, because="", plan={order.pk: (Answer.REFUND, None)})
    carry_out_due()
    assert Refund.objects.get().amount_cents == 39500


def test_a_full_cohort_in_the_plan_fails_in_sight_and_can_be_answered_again(buy):
    order, full = buy(), make_cohort(capacity=1)
    grant_seats(cohort=full, count=1, name="Lee", email="lee@example.org")
    cancel_cohort(cohort=order.cohort, because="", plan={order.pk: (Answer.MOVE, full)})
    assert carry_out_due() == 0
    choice = question(order)
    assert (choice.state, choice.last_error) == (
        State.FAILED,
        "All seats of this cohort are taken.",
    )
    choose(choice, Answer.REFUND)
    assert question(order).state == State.DONE


def test_a_cohort_is_cancelled_once(buy):
    order = buy()
    cancel_cohort(cohort=order.cohort, because="", plan={})
    with pytest.raises(CannotCancelCohort):
        cancel_cohort(cohort=order.cohort, because="", plan={})
    assert order.choices.count() == 1


def test_holds_end_and_latecomers_are_asked(sandbox, deliver):
    cohort = make_cohort()
    hold = make_held_order(cohort=cohort)
    start_checkout(hold)
    debit = make_held_order(cohort=cohort, buyer=make_buyer(email="b@example.org"))
    start_checkout(debit)
    sandbox.bank_debit(debit.attempts.get().session_id)
    deliver()
    cancel_cohort(cohort=cohort, because="", plan={})
    wind_up()
    hold.refresh_from_db()
    assert hold.state == Order.State.CANCELLED
    sandbox.settle(debit.attempts.get().session_id)
    deliver()
    wind_up()
    wind_up()
    debit.refresh_from_db()
    assert debit.state == Order.State.CONFIRMED
    assert question(debit).state == State.OPEN


def test_gifts_are_asked_too_and_cost_nothing_back(db):
    order = make_confirmed_order(cohort=make_cohort(price_cents=0))
    cancel_cohort(cohort=order.cohort, because="", plan={order.pk: (Answer.REFUND, None)})
    carry_out_due()
    order.refresh_from_db()
    assert order.state == Order.State.CANCELLED
    assert not Refund.objects.exists()
    assert Seat.objects.counting().count() == 0


def test_a_cohort_that_has_begun_is_never_a_place_to_move_to(late):
    begun = timezone.now() - timedelta(days=1)
    make_cohort(sessions=[(begun, begun + timedelta(hours=1))])
    assert cohorts_to_move_to(question(late)) == []


def test_a_draft_is_never_a_place_to_move_to(late):
    draft = make_cohort(state=Cohort.State.DRAFT)
    assert draft not in cohorts_to_move_to(question(late))
    with pytest.raises(PurchaseRefused):
        choose(question(late), Answer.MOVE, to_cohort=draft)
    assert question(late).state == State.OPEN
