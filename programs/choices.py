"""What buyers, colleagues or the clock answer to a question, and carrying it out.

    ask (questions) → choose → carry_out → done | failed

An answer is written down first, then carried out by steps that each can be repeated, so that a crash
in between is mended by `carry_out_due`. A full cohort puts the question back to a buyer who answers in
person; an answer that came from a list or the clock fails in sight of colleagues.
"""

import logging
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from programs import late_money
from programs.cancellation import cancel_seats
from programs.exceptions import PurchaseRefused, StripeOutcomeUnknown, StripeRefused
from programs.models import (
    AuditEntry,
    BuyerChoice,
    Cohort,
    Order,
    Refund,
    Seat,
    WaitingEntry,
)
from programs.moves import move_seats
from programs.refunds import give_all_back

logger = logging.getLogger(__name__)

State, Answer, Reason = BuyerChoice.State, BuyerChoice.Answer, BuyerChoice.Reason


class CannotChoose(PurchaseRefused):
    """The question is answered already, or this answer is not on offer."""


def seats_of(choice: BuyerChoice) -> list[Seat]:
    """The confirmed seats that a cancelled cohort's question is about."""
    return list(choice.order.seats.confirmed().filter(cohort=choice.from_cohort_id))


def answers_of(choice: BuyerChoice) -> list[str]:
    """What may be answered. Waiting is for money that came late to a cohort that goes on."""
    order = choice.order
    if choice.reason == Reason.LATE_MONEY and order.state != Order.State.EXPIRED:
        return [Answer.REFUND]
    can_wait = choice.reason == Reason.LATE_MONEY and choice.from_cohort.is_open
    return [Answer.MOVE, *([Answer.WAIT] if can_wait else []), Answer.REFUND]


def cohorts_to_move_to(choice: BuyerChoice) -> list[Cohort]:
    """Open cohorts of the same Project with room for all seats that have not begun, by first session."""
    count = _seat_count(choice)
    not_begun = Q(first_starts_at=None) | Q(first_starts_at__gt=timezone.now())
    others = Cohort.objects.for_listing().open_for_enrollment().with_seats_left(count)
    others = others.filter(not_begun)
    return list(
        others.filter(project=choice.from_cohort.project_id).exclude(pk=choice.from_cohort_id)
    )


def choose(
    choice: BuyerChoice, answer: str, *, to_cohort: Cohort | None = None, actor=None
) -> BuyerChoice:
    """Answer an open question (a failed one again) and carry the answer out.

    Raises CannotChoose, and SoldOut when the cohort has filled up: the question is open again then.
    """
    if answer not in answers_of(choice) or (answer == Answer.MOVE and to_cohort is None):
        raise CannotChoose("This can’t be chosen.")
    earlier = choice.state
    if not choice.move(
        State.CHOSEN,
        from_={State.OPEN, State.FAILED},
        answer=answer,
        to_cohort=to_cohort if answer == Answer.MOVE else None,
        answered_at=timezone.now(),
        answered_by=actor,
    ):
        raise CannotChoose("This question has been answered already.")
    AuditEntry.objects.create(
        action="choice.answered",
        order=choice.order,
        actor=actor,
        detail={"answer": answer, "to": to_cohort.code if to_cohort else ""},
    )
    try:
        _do(choice)
    except PurchaseRefused:
        if earlier == State.OPEN:
            choice.move(State.OPEN, from_={State.CHOSEN}, answer="", to_cohort=None)
        else:
            choice.move(State.FAILED, from_={State.CHOSEN})
        raise
    return choice


def carry_out(choice: BuyerChoice) -> bool:
    """Do what was answered; False when it could not be done and is put before a person."""
    try:
        _do(choice)
    except PurchaseRefused as refused:
        choice.move(State.FAILED, from_={State.CHOSEN}, last_error=str(refused)[:300])
        return False
    return True


def carry_out_due(now: datetime | None = None) -> int:
    """Answer for those who did not in time (money back), and finish what was cut off."""
    now = now or timezone.now()
    late = BuyerChoice.objects.unanswered().filter(answer_by__lte=now)
    for choice in late:
        choice.move(State.CHOSEN, from_={State.OPEN}, answer=Answer.REFUND)
    done = 0
    undone = BuyerChoice.objects.undone(now)
    for choice in undone.select_related("order", "from_cohort", "to_cohort"):
        try:
            done += carry_out(choice)
        except (StripeOutcomeUnknown, StripeRefused):
            logger.warning("The choice for %s waits for Stripe", choice.order.reference)
        except Exception:
            logger.exception("The choice for %s could not be carried out", choice.order.reference)
    return done


def refund_waiting(order: Order) -> None:
    """Late money whose buyer chose to wait, and the list has closed: it goes back."""
    for payment in order.payments.received():
        give_all_back(payment, reason=Refund.Reason.LATE_MONEY)


def _do(choice: BuyerChoice) -> None:
    late = choice.reason == Reason.LATE_MONEY
    deeds = {
        (True, Answer.REFUND): _return_late_money,
        (True, Answer.MOVE): _confirm_elsewhere,
        (True, Answer.WAIT): _wait,
        (False, Answer.REFUND): _refund_seats,
        (False, Answer.MOVE): _move_seats,
    }
    deeds[late, Answer(choice.answer)](choice)
    # What is done is done, also where somebody else tried the same and found nothing left to do.
    choice.move(
        State.DONE, from_={State.CHOSEN, State.FAILED}, done_at=timezone.now(), last_error=""
    )


def _return_late_money(choice: BuyerChoice) -> None:
    refund_waiting(choice.order)


def _confirm_elsewhere(choice: BuyerChoice) -> None:
    order = choice.order
    order.refresh_from_db()
    assert choice.to_cohort is not None
    if order.state == Order.State.CONFIRMED and order.cohort_id == choice.to_cohort_id:
        return  # done before a crash
    payment = late_money.whole_payment(order)
    if payment is None:
        raise CannotChoose("This money has gone back already.")
    late_money.confirm_elsewhere(order, payment=payment, to=choice.to_cohort)


def _wait(choice: BuyerChoice) -> None:
    order = choice.order
    if late_money.whole_payment(order) is None:
        raise CannotChoose("This money has gone back already.")
    try:
        with transaction.atomic():
            WaitingEntry.objects.get_or_create(
                paid_order=order,
                defaults={
                    "cohort": choice.from_cohort,
                    "name": order.buyer_name,
                    "email": order.buyer_email,
                    "organization": order.organization,
                    "wanted": order.count,
                    "least": order.count,
                },
            )
    except IntegrityError:
        raise CannotChoose("This address is in line for that cohort already.") from None


def _refund_seats(choice: BuyerChoice) -> None:
    seats = seats_of(choice)
    if seats:
        cancel_seats(
            order=choice.order,
            seats=seats,
            because="cohort_cancelled",
            reason=Refund.Reason.COHORT_CANCELLED,
            percent=100,
            actor=choice.answered_by,
        )


def _move_seats(choice: BuyerChoice) -> None:
    seats = seats_of(choice)
    assert choice.to_cohort is not None
    if seats:
        move_seats(
            order=choice.order,
            seats=seats,
            to=choice.to_cohort,
            because="cohort_cancelled",
            actor=choice.answered_by,
        )


def _seat_count(choice: BuyerChoice) -> int:
    if choice.reason == Reason.LATE_MONEY:
        return choice.order.count
    return max(len(seats_of(choice)), 1)
