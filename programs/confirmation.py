"""The three things that can become of held seats: confirmed, processing, freed.

Each is one short transaction that begins with the cohort's counter when that changes, then the
discount code, moves the order by compare-and-set, and writes seats, ledger, letter and audit entry
beside it; locks in that order cannot wait for each other. Each returns whether
this call did it. Nothing here talks to Stripe.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from programs import pricing
from programs.exceptions import SoldOut
from programs.models import (
    AuditEntry,
    CheckoutAttempt,
    Cohort,
    CohortSession,
    MoneyIssue,
    Order,
    Payment,
    Seat,
    SeatLedger,
)
from programs.money_received import open_issue
from programs.outbox import queue_letter
from programs.participants import invite
from programs.seat_counter import LostRace, give_back_seats, take_seats, write_ledger

Attempt = CheckoutAttempt.State
UNFINISHED_ATTEMPTS = {Attempt.NEW, Attempt.OPEN, Attempt.SUPERSEDED}
# Attempts that may bring money as far as we know. One without a session was never handed out.
CAN_PAY = Q(state=Attempt.NEW) | Q(
    session_id__isnull=False, state__in=[Attempt.OPEN, Attempt.COMPLETE, Attempt.SUPERSEDED]
)


def confirm(order: Order, *, attempt: CheckoutAttempt | None, payment: Payment | None) -> bool:
    """Confirm the order, paid by `payment` or for nothing. Late money gets a seat if there is one.

    Money that an order can't use (paid twice, no seat left, cancelled) is put before a person.
    """
    if _confirm_held(order, attempt, payment):
        return True
    order.refresh_from_db()
    if payment is None:
        return False
    if order.state == Order.State.EXPIRED and _confirm_late(order, attempt, payment):
        return True
    order.refresh_from_db()
    _note_unused_money(order, attempt, payment)
    return False


def _confirm_held(order: Order, attempt: CheckoutAttempt | None, payment: Payment | None) -> bool:
    try:
        with transaction.atomic(durable=True):
            pricing.spend_code(order.pk)
            _move_order(order, Order.State.CONFIRMED, Order.UNSETTLED, **_paid(payment))
            _move_seats(order, {Seat.State.HELD, Seat.State.PROCESSING}, Seat.State.CONFIRMED)
            _write_confirmation(order, attempt, payment)
    except LostRace:
        return False
    return True


def _confirm_late(order: Order, attempt: CheckoutAttempt | None, payment: Payment | None) -> bool:
    try:
        with transaction.atomic(durable=True):
            _retake_seats(order)
            pricing.retake_code(order.pk)
            pricing.spend_code(order.pk)
            _move_order(order, Order.State.CONFIRMED, {Order.State.EXPIRED}, **_paid(payment))
            _move_seats(order, {Seat.State.RELEASED}, Seat.State.CONFIRMED)
            write_ledger(order, order.count, SeatLedger.Reason.LATE_MONEY)
            _write_confirmation(order, attempt, payment)
    except (LostRace, SoldOut):
        return False
    return True


def mark_processing(order: Order, *, attempt: CheckoutAttempt) -> bool:
    """The buyer is done and the money is on its way: keep the seats until the bank answers."""
    return _process_held(order, attempt) or _process_late(order, attempt)


def _process_held(order: Order, attempt: CheckoutAttempt) -> bool:
    try:
        with transaction.atomic(durable=True):
            _move_order(order, Order.State.PROCESSING, Order.LIVE_HOLDS)
            _move_seats(order, {Seat.State.HELD}, Seat.State.PROCESSING)
            _write_processing(order, attempt)
    except LostRace:
        order.refresh_from_db()
        return False
    return True


def _process_late(order: Order, attempt: CheckoutAttempt) -> bool:
    if order.state != Order.State.EXPIRED or attempt.state == Attempt.FAILED:
        return False
    try:
        with transaction.atomic(durable=True):
            _retake_seats(order)
            pricing.retake_code(order.pk)
            _move_order(
                order,
                Order.State.PROCESSING,
                {Order.State.EXPIRED},
                ended_at=None,
                ended_because="",
            )
            _move_seats(order, {Seat.State.RELEASED}, Seat.State.PROCESSING)
            write_ledger(order, order.count, SeatLedger.Reason.LATE_MONEY)
            _write_processing(order, attempt)
    except (LostRace, SoldOut):
        order.refresh_from_db()
        return False
    return True


def free(
    order: Order,
    *,
    because: str,
    to: str = Order.State.EXPIRED,
    letter: str = "",
    failed_attempt: CheckoutAttempt | None = None,
    actor=None,
) -> bool:
    """End an order that was not paid and give its seats back, unless an attempt may still bring money.

    `because` is a short word for the record, such as not_paid_in_time, payment_failed or replaced.
    """
    from_ = Order.UNSETTLED if to == Order.State.EXPIRED else Order.LIVE_HOLDS
    if order.state not in from_:
        return False
    try:
        with transaction.atomic(durable=True):
            give_back_seats(order.cohort_id, order.count)
            pricing.give_back_code(order.pk)
            _move_order(order, to, from_, ended_at=timezone.now(), ended_because=because)
            if failed_attempt is not None:
                failed_attempt.move(Attempt.FAILED, from_=[*UNFINISHED_ATTEMPTS, Attempt.COMPLETE])
            # The order's row is locked now, so no attempt can be added behind this look.
            if order.attempts.filter(CAN_PAY).exists():
                raise LostRace
            _move_seats(order, {Seat.State.HELD, Seat.State.PROCESSING}, Seat.State.RELEASED)
            write_ledger(order, -order.count, SeatLedger.Reason.RELEASED, actor=actor)
            AuditEntry.objects.create(
                action=f"order.{to}", order=order, actor=actor, detail={"because": because}
            )
            if letter:
                _queue(letter, order)
    except LostRace:
        order.refresh_from_db()
        return False
    return True


def _move_order(order: Order, to: str, from_, **fields) -> None:
    if not order.move(to, from_=from_, **fields):
        raise LostRace


def _move_seats(order: Order, from_: set[str], to: str) -> None:
    if order.seats.filter(state__in=from_).update(state=to) != order.count:
        raise LostRace


def _retake_seats(order: Order) -> None:
    """Seats for late money: only in a cohort that is on and has not begun."""
    begun = CohortSession.objects.filter(starts_at__lte=timezone.now()).values("cohort")
    take_seats(order.cohort, order.count, Q(state=Cohort.State.PUBLISHED), ~Q(pk__in=begun))


def _paid(payment: Payment | None) -> dict:
    return {
        "paid_cents": payment.net_cents if payment else 0,
        "confirmed_at": timezone.now(),
        "ended_at": None,
        "ended_because": "",
    }


def _write_confirmation(
    order: Order, attempt: CheckoutAttempt | None, payment: Payment | None
) -> None:
    if attempt is not None:
        attempt.move(Attempt.COMPLETE, from_=UNFINISHED_ATTEMPTS)
    AuditEntry.objects.create(
        action="order.confirmed",
        order=order,
        detail={
            "paid_cents": order.paid_cents,
            "payment": payment.payment_intent_id if payment else "",
        },
    )
    _queue("order_confirmed", order)
    # Who was named while the bank was still working on it is invited now.
    for seat in order.seats.confirmed():
        invite(seat)


def _write_processing(order: Order, attempt: CheckoutAttempt) -> None:
    attempt.move(Attempt.COMPLETE, from_=UNFINISHED_ATTEMPTS)
    AuditEntry.objects.create(action="order.processing", order=order)
    _queue("payment_processing", order)


def _note_unused_money(order: Order, attempt: CheckoutAttempt | None, payment: Payment) -> None:
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
    open_issue(kind, subject_key=payment.payment_intent_id, order=order, payment=payment)


def _queue(kind: str, order: Order) -> None:
    queue_letter(
        kind=kind,
        subject_key=f"order:{order.pk}",
        to=order.buyer_email,
        context={"order": order.pk},
    )
