"""Past orders for the benchmark: as many rows as years of selling leave behind."""

from datetime import timedelta

BATCH = 2000


def add_past_orders(cohort_id: int, count: int) -> None:
    """`count` orders of one seat each in this cohort, half of them confirmed, with all their rows."""
    from django.db import connection
    from django.db.models import F
    from django.utils import timezone

    from programs.models import Cohort

    if not count:
        return
    now = timezone.now()
    for first in range(0, count, BATCH):
        add_batch(cohort_id, range(first, min(first + BATCH, count)), now - timedelta(days=30))
    Cohort.objects.filter(pk=cohort_id).update(reserved=F("reserved") + count // 2)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def add_batch(cohort_id: int, numbers: range, when) -> None:
    from programs.models import AuditEntry, Order, OrderLine, OutboxEmail, Seat, SeatLedger
    from programs.private_links import hash_token

    orders = Order.objects.bulk_create(
        Order(
            cohort_id=cohort_id,
            reference=f"TL-P{number}",
            state=Order.State.EXPIRED if number % 2 else Order.State.CONFIRMED,
            buyer_name="Past Buyer",
            buyer_email=f"past{number}@example.org",
            count=1,
            subtotal_cents=39500,
            total_cents=39500,
            paid_cents=0 if number % 2 else 39500,
            token_hash=hash_token(f"past order {number}"),
        )
        for number in numbers
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, description="Seat", unit_cents=39500, count=1) for order in orders
    )
    Seat.objects.bulk_create(
        Seat(
            order=order,
            cohort_id=cohort_id,
            position=1,
            state=Seat.State.CONFIRMED if order.paid_cents else Seat.State.RELEASED,
            token_hash=hash_token(f"past seat {order.reference}"),
        )
        for order in orders
    )
    for reason, delta, some in (
        (SeatLedger.Reason.HELD, 1, orders),
        (SeatLedger.Reason.RELEASED, -1, [order for order in orders if not order.paid_cents]),
    ):
        SeatLedger.objects.bulk_create(
            SeatLedger(cohort_id=cohort_id, order=order, delta=delta, reason=reason)
            for order in some
        )
    AuditEntry.objects.bulk_create(AuditEntry(action="order.held", order=order) for order in orders)
    OutboxEmail.objects.bulk_create(
        OutboxEmail(
            kind="order_confirmed",
            subject_key=f"order:{order.pk}",
            to=order.buyer_email,
            state=OutboxEmail.State.SENT,
            sent_at=when,
        )
        for order in orders
    )
