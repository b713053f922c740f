"""Seats, holds and letters that do not fit together: part of `programs.books`.

Each function asks one SELECT and gives a sentence for every row that is wrong.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Cast, Concat

from programs.books_sums import SOON, at, number_of, sum_of
from programs.models import (
    CheckoutAttempt,
    Cohort,
    DiscountCode,
    DiscountUse,
    Order,
    OutboxEmail,
    Seat,
    SeatLedger,
)

BANK_TAKES = timedelta(days=14)
LIVE_HOLDS, WITH_SEATS = list(Order.LIVE_HOLDS), list(Order.WITH_SEATS)


def cohorts(now: datetime) -> Iterable[str]:
    counted = Cohort.objects.annotate(
        explained=sum_of(SeatLedger.objects.all(), "cohort", "delta"),
        active=number_of(Seat.objects.counting(), "cohort"),
    )
    wrong = counted.filter(
        ~Q(reserved=F("explained"))
        | ~Q(reserved=F("active"))
        | Q(reserved__lt=0)
        | Q(reserved__gt=F("capacity") + F("overbook"))
    )
    for cohort in wrong:
        yield (
            f"Cohort {cohort.code} counts {cohort.reserved} seats taken of {cohort.sellable}; its "
            f"ledger says {cohort.explained} and {cohort.active} seats are taken."
        )


def orders_and_seats(now: datetime) -> Iterable[str]:
    counted = Order.objects.annotate(
        explained=sum_of(SeatLedger.objects.all(), "order", "delta"),
        active=number_of(Seat.objects.counting(), "order"),
        owned=number_of(Seat.objects.exclude(state=Seat.State.MOVED), "order"),
    )
    wrong = counted.filter(
        ~Q(explained=F("active"))
        | ~Q(owned=F("count"))
        | (~Q(state__in=WITH_SEATS) & ~Q(active=0))
        | (Q(state__in=list(Order.UNSETTLED)) & ~Q(active=F("count")))
        | Q(state=Order.State.CONFIRMED, active=0)
    )
    for order in wrong.order_by("pk"):
        yield (
            f"Order {order.reference} is {order.get_state_display().lower()} with {order.count} seats: "
            f"{order.active} are taken, {order.owned} exist, its ledger says {order.explained}."
        )


def seats_of_other_states(now: datetime) -> Iterable[str]:
    wrong = Seat.objects.filter(
        (Q(state=Seat.State.HELD) & ~Q(order__state__in=LIVE_HOLDS))
        | (Q(state=Seat.State.PROCESSING) & ~Q(order__state=Order.State.PROCESSING))
        | (Q(state=Seat.State.CONFIRMED) & ~Q(order__state=Order.State.CONFIRMED))
        | Q(state=Seat.State.MOVED, moved_to=None)
    )
    for seat in wrong.select_related("order").order_by("pk"):
        yield (
            f"Seat {seat.position} of {seat.order.reference} is {seat.state}, the order is "
            f"{seat.order.state}."
        )


def old_holds(now: datetime) -> Iterable[str]:
    old = Order.objects.live_holds().filter(hold_expires_at__lte=now - SOON)
    for order in old.order_by("pk"):
        yield f"Order {order.reference} still holds seats; its hold ended {at(order.hold_expires_at)}."


def slow_debits(now: datetime) -> Iterable[str]:
    slow = Order.objects.filter(state=Order.State.PROCESSING, created_at__lte=now - BANK_TAKES)
    for order in slow.order_by("pk"):
        yield f"Order {order.reference} of {at(order.created_at)} still waits for a bank."


def attempts(now: datetime) -> Iterable[str]:
    live = CheckoutAttempt.objects.live().order_by().values("order__reference")
    for row in live.annotate(number=Count("pk")).filter(number__gt=1):
        yield f"Order {row['order__reference']} has {row['number']} payment pages that can be paid."


def codes(now: datetime) -> Iterable[str]:
    counting = Count("order_uses", filter=Q(order_uses__state__in=list(DiscountUse.COUNTING)))
    for code in DiscountCode.objects.annotate(counted=counting).exclude(uses=F("counted")):
        yield f"Code {code.code} counts {code.uses} uses; {code.counted} orders use it."


def letters(now: datetime) -> Iterable[str]:
    written = OutboxEmail.objects.filter(kind="order_confirmed").values("subject_key")
    key = Concat(Value("order:"), Cast("pk", OutboxEmail._meta.get_field("subject_key")))
    bought = Order.objects.filter(state=Order.State.CONFIRMED).exclude(origin=Order.Origin.COMP)
    # NOT IN, which PostgreSQL answers from a hash; NOT EXISTS made it look through all letters per order.
    unwritten = bought.annotate(letter=key).exclude(letter__in=written)
    for order in unwritten.order_by("pk"):
        yield f"Order {order.reference} is confirmed and no confirmation was written."
