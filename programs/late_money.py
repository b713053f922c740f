"""Money that came after its seats were rightly given to others, and money that no order can use.

A seat if there is one; else the buyer is asked, by their private link, whether they want another
cohort, the waiting list or their money. No answer within 72 hours means money back.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from programs import pricing
from programs.exceptions import CannotMove, SoldOut
from programs.models import (
    BuyerChoice,
    CheckoutAttempt,
    Cohort,
    CohortSession,
    MoneyIssue,
    Order,
    Payment,
    Refund,
    Seat,
    SeatLedger,
)
from programs.money_received import open_issue, resolve_issue
from programs.money_returned import request_refund, submit_refund
from programs.order_steps import (
    UNFINISHED_ATTEMPTS,
    Attempt,
    move_order,
    move_seats,
    paid_fields,
    write_confirmation,
    write_processing,
)
from programs.questions import ask
from programs.seat_counter import LostRace, take_seats, write_ledger

ANSWER_WITHIN = timedelta(hours=72)


def may_confirm_late(order: Order, payment: Payment) -> bool:
    """Not once the buyer was asked what should become of the money, or some of it went back."""
    untouched = not payment.refunding_cents and not order.choices.exists()
    return order.state == Order.State.EXPIRED and untouched


def confirm_late(order: Order, attempt: CheckoutAttempt | None, payment: Payment | None) -> bool:
    try:
        with transaction.atomic(durable=True):
            _write_late(order, attempt, payment)
    except (LostRace, SoldOut):
        return False
    return True


def seat_waiting(order: Order) -> bool:
    """Confirm an order whose buyer chose to wait. Inside the transaction that has freed the seats.

    False when it is no longer to be seated: its money has gone back, or goes.
    """
    payment = whole_payment(order)
    if payment is None:
        return False
    try:
        with transaction.atomic():
            _write_late(order, None, payment)
            resolve_issue(
                MoneyIssue.Kind.LATE_MONEY,
                subject_key=payment.payment_intent_id,
                resolution="Seated from the waiting list.",
            )
    except (LostRace, SoldOut):
        return False
    return True


def whole_payment(order: Order) -> Payment | None:
    """The payment of an order that came too late; None once any of it went back."""
    received = order.payments.received().filter(refunding_cents=0).order_by("received_at", "pk")
    return next((paid for paid in received if paid.net_cents >= order.total_cents), None)


def _write_late(order: Order, attempt: CheckoutAttempt | None, payment: Payment | None) -> None:
    _retake_seats(order)
    pricing.retake_code(order.pk)
    pricing.spend_code(order.pk)
    move_order(order, Order.State.CONFIRMED, {Order.State.EXPIRED}, **paid_fields(payment))
    move_seats(order, {Seat.State.RELEASED}, Seat.State.CONFIRMED)
    write_ledger(order, order.count, SeatLedger.Reason.LATE_MONEY)
    write_confirmation(order, attempt, payment)


def process_late(order: Order, attempt: CheckoutAttempt) -> bool:
    if order.state != Order.State.EXPIRED or attempt.state == Attempt.FAILED:
        return False
    try:
        with transaction.atomic(durable=True):
            _retake_seats(order)
            pricing.retake_code(order.pk)
            move_order(
                order,
                Order.State.PROCESSING,
                {Order.State.EXPIRED},
                ended_at=None,
                ended_because="",
            )
            move_seats(order, {Seat.State.RELEASED}, Seat.State.PROCESSING)
            write_ledger(order, order.count, SeatLedger.Reason.LATE_MONEY)
            write_processing(order, attempt)
    except (LostRace, SoldOut):
        order.refresh_from_db()
        return False
    return True


def confirm_elsewhere(order: Order, *, payment: Payment, to: Cohort) -> None:
    """Late money, and its buyer chose another cohort: confirm the order there.

    What was paid counts as the price; policy and deadlines are those of the new cohort, by the days and
    percentage that were frozen. Raises SoldOut, or CannotMove when the order is not expired any more,
    its money has gone back, or that cohort has begun.
    """
    difference = cheaper_by(order, to)
    refund = None
    try:
        with transaction.atomic(durable=True):
            take_seats(to, order.count, Q(state=Cohort.State.PUBLISHED), _has_not_begun())
            policy = {**order.policy, "full_until": None}
            move_order(
                order,
                Order.State.CONFIRMED,
                {Order.State.EXPIRED},
                cohort=to,
                policy=policy,
                **paid_fields(payment),
            )
            here = order.seats.filter(state=Seat.State.RELEASED)
            if here.update(state=Seat.State.CONFIRMED, cohort=to) != order.count:
                raise LostRace
            write_ledger(order, order.count, SeatLedger.Reason.LATE_MONEY)
            write_confirmation(order, None, payment)
            resolve_issue(
                MoneyIssue.Kind.LATE_MONEY,
                subject_key=payment.payment_intent_id,
                resolution=f"The buyer chose {to.code}.",
            )
            if difference:
                refund = request_refund(
                    payment=payment, amount_cents=difference, reason=Refund.Reason.MOVED
                )
    except LostRace:
        order.refresh_from_db()
        raise CannotMove("This order has changed since, or that cohort has begun.") from None
    if refund is not None:
        submit_refund(refund)


def note_unused_money(order: Order, attempt: CheckoutAttempt | None, payment: Payment) -> None:
    """Money for an order that could not be confirmed by it just now."""
    if attempt is not None:
        attempt.move(Attempt.COMPLETE, from_=UNFINISHED_ATTEMPTS)
    if order.state == Order.State.CONFIRMED:
        if not order.payments.received().exclude(pk=payment.pk).exists():
            return
        kind = MoneyIssue.Kind.DUPLICATE
    elif order.state in {Order.State.EXPIRED, Order.State.CANCELLED} and payment.refundable_cents:
        kind = MoneyIssue.Kind.LATE_MONEY
    else:
        return
    with transaction.atomic():
        open_issue(kind, subject_key=payment.payment_intent_id, order=order, payment=payment)
        if kind == MoneyIssue.Kind.LATE_MONEY and not order.choices.exists():
            _ask_what_to_do(order)


def _ask_what_to_do(order: Order) -> None:
    """An order that a colleague had cancelled gets its money back without a question."""
    was_cancelled = order.state == Order.State.CANCELLED
    ask(
        order=order,
        reason=BuyerChoice.Reason.LATE_MONEY,
        answer_by=timezone.now() + ANSWER_WITHIN,
        answer=BuyerChoice.Answer.REFUND if was_cancelled else "",
    )


def cheaper_by(order: Order, to: Cohort) -> int:
    """What the seats cost less in the other cohort now, under the order's own discount, in cents."""
    price = to.price_for(order.count)
    if price is None:
        return 0
    there = price.amount_cents * order.count * order.total_cents // order.subtotal_cents
    return max(order.total_cents - there, 0)


def _retake_seats(order: Order) -> None:
    """Seats for late money: only in a cohort that is on and has not begun."""
    take_seats(order.cohort, order.count, Q(state=Cohort.State.PUBLISHED), _has_not_begun())


def _has_not_begun() -> Q:
    return ~Q(pk__in=CohortSession.objects.filter(starts_at__lte=timezone.now()).values("cohort"))
