"""The three things that can become of held seats: confirmed, processing, freed.

Each is one short transaction that begins with the cohort's counter when that changes, then the
discount code, moves the order by compare-and-set, and writes seats, ledger, letter and audit entry
beside it; locks in that order cannot wait for each other. Each returns whether
this call did it. Nothing here talks to Stripe.
"""

from django.db import transaction
from django.utils import timezone

from programs import late_money, pricing
from programs.models import AuditEntry, CheckoutAttempt, Order, Payment, Seat, SeatLedger
from programs.order_steps import (
    CAN_PAY,
    UNFINISHED_ATTEMPTS,
    Attempt,
    move_order,
    move_seats,
    paid_fields,
    queue_about,
    write_confirmation,
    write_processing,
)
from programs.seat_counter import LostRace, give_back_seats, write_ledger
from programs.waiting_offers import end_of_offer, offer_freed_seats


def confirm(order: Order, *, attempt: CheckoutAttempt | None, payment: Payment | None) -> bool:
    """Confirm the order, paid by `payment` or for nothing. Late money gets a seat if there is one.

    Money that an order can't use (paid twice, no seat left, cancelled) is put before a person.
    """
    if _confirm_held(order, attempt, payment):
        return True
    order.refresh_from_db()
    if payment is None:
        return False
    if late_money.may_confirm_late(order, payment) and late_money.confirm_late(
        order, attempt, payment
    ):
        return True
    order.refresh_from_db()
    late_money.note_unused_money(order, attempt, payment)
    return False


def _confirm_held(order: Order, attempt: CheckoutAttempt | None, payment: Payment | None) -> bool:
    try:
        with transaction.atomic(durable=True):
            pricing.spend_code(order.pk)
            move_order(order, Order.State.CONFIRMED, Order.UNSETTLED, **paid_fields(payment))
            move_seats(order, {Seat.State.HELD, Seat.State.PROCESSING}, Seat.State.CONFIRMED)
            write_confirmation(order, attempt, payment)
    except LostRace:
        return False
    return True


def mark_processing(order: Order, *, attempt: CheckoutAttempt) -> bool:
    """The buyer is done and the money is on its way: keep the seats until the bank answers."""
    return _process_held(order, attempt) or late_money.process_late(order, attempt)


def _process_held(order: Order, attempt: CheckoutAttempt) -> bool:
    try:
        with transaction.atomic(durable=True):
            move_order(order, Order.State.PROCESSING, Order.LIVE_HOLDS)
            move_seats(order, {Seat.State.HELD}, Seat.State.PROCESSING)
            write_processing(order, attempt)
    except LostRace:
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
            move_order(order, to, from_, ended_at=timezone.now(), ended_because=because)
            if failed_attempt is not None:
                failed_attempt.move(Attempt.FAILED, from_=[*UNFINISHED_ATTEMPTS, Attempt.COMPLETE])
            # The order's row is locked now, so no attempt can be added behind this look.
            if order.attempts.filter(CAN_PAY).exists():
                raise LostRace
            move_seats(order, {Seat.State.HELD, Seat.State.PROCESSING}, Seat.State.RELEASED)
            write_ledger(order, -order.count, SeatLedger.Reason.RELEASED, actor=actor)
            AuditEntry.objects.create(
                action=f"order.{to}", order=order, actor=actor, detail={"because": because}
            )
            if letter:
                queue_about(letter, order)
            end_of_offer(order, because)
            offer_freed_seats(order.cohort_id)
    except LostRace:
        order.refresh_from_db()
        return False
    return True
