"""Cancelling orders for colleagues. Money goes back by `money_returned`, never by itself."""

from django.db import transaction
from django.utils import timezone

from programs import settlement
from programs.exceptions import PurchaseRefused
from programs.models import AuditEntry, Order, Seat, SeatLedger
from programs.seat_counter import LostRace, give_back_seats, write_ledger


class CannotCancel(PurchaseRefused):
    def __init__(self, order: Order) -> None:
        self.order = order
        super().__init__(f"Order {order.reference} is {order.get_state_display().lower()}.")


def cancel_order(order: Order, *, because: str, actor=None) -> Order:
    """End an order for good: a live hold through Stripe, a confirmed one with all its seats.

    Raises CannotCancel (already ended, or a bank debit is on its way), PaymentUnavailable.
    """
    if order.is_live_hold:
        settlement.release_hold(order, because=because, to=Order.State.CANCELLED, actor=actor)
    if order.state == Order.State.CONFIRMED:
        _cancel_confirmed(order, because=because, actor=actor)
    order.refresh_from_db()
    if order.state != Order.State.CANCELLED:
        raise CannotCancel(order)
    return order


def _cancel_confirmed(order: Order, *, because: str, actor) -> bool:
    active = order.seats.counting().count()
    try:
        with transaction.atomic(durable=True):
            give_back_seats(order.cohort_id, active)
            now = timezone.now()
            if not order.move(
                Order.State.CANCELLED,
                from_={Order.State.CONFIRMED},
                ended_at=now,
                ended_because=because,
            ):
                raise LostRace
            if order.seats.counting().update(state=Seat.State.CANCELLED) != active:
                raise LostRace
            if active:
                write_ledger(order, -active, SeatLedger.Reason.CANCELLED, actor=actor)
            AuditEntry.objects.create(
                action="order.cancelled",
                order=order,
                actor=actor,
                detail={"because": because, "seats": active},
            )
    except LostRace:
        return False
    return True
