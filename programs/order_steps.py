"""The steps that confirming, processing and freeing an order are made of. All run inside a transaction."""

from django.db.models import Q
from django.utils import timezone

from programs.models import AuditEntry, CheckoutAttempt, Order, Payment, WaitingEntry
from programs.outbox import queue_letter
from programs.participants import invite
from programs.seat_counter import LostRace

Attempt = CheckoutAttempt.State
UNFINISHED_ATTEMPTS = {Attempt.NEW, Attempt.OPEN, Attempt.SUPERSEDED}
# Attempts that may bring money as far as we know. One without a session was never handed out.
CAN_PAY = Q(state=Attempt.NEW) | Q(
    session_id__isnull=False, state__in=[Attempt.OPEN, Attempt.COMPLETE, Attempt.SUPERSEDED]
)


def move_order(order: Order, to: str, from_, **fields) -> None:
    if not order.move(to, from_=from_, **fields):
        raise LostRace


def move_seats(order: Order, from_: set[str], to: str) -> None:
    if order.seats.filter(state__in=from_).update(state=to) != order.count:
        raise LostRace


def paid_fields(payment: Payment | None) -> dict:
    return {
        "paid_cents": payment.net_cents if payment else 0,
        "confirmed_at": timezone.now(),
        "ended_at": None,
        "ended_because": "",
    }


def write_confirmation(
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
    queue_about("order_confirmed", order)
    if order.waiting_entry is not None:
        order.waiting_entry.move(
            WaitingEntry.State.SEATED,
            from_={WaitingEntry.State.OFFERED},
            ended_at=timezone.now(),
        )
    # Who was named while the bank was still working on it is invited now.
    for seat in order.seats.confirmed():
        invite(seat)


def write_processing(order: Order, attempt: CheckoutAttempt) -> None:
    attempt.move(Attempt.COMPLETE, from_=UNFINISHED_ATTEMPTS)
    AuditEntry.objects.create(action="order.processing", order=order)
    queue_about("payment_processing", order)


def queue_about(kind: str, order: Order) -> None:
    queue_letter(
        kind=kind,
        subject_key=f"order:{order.pk}",
        to=order.buyer_email,
        context={"order": order.pk},
    )
