"""Freed seats go to who waits for them, in the order that is published on the page where people join.

First come, first served: the first in line for whom the free seats are enough gets an offer of as many
as they want; a group that needs more keeps its place and is asked whenever seats become free. An offer
is an order that holds the seats until `offered_until`. Seats are offered inside the very transaction
that frees them, so nobody can take them in between.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from programs import late_money, pricing
from programs.exceptions import NotOpen
from programs.models import Cohort, Order, Seat, SeatLedger, WaitingEntry
from programs.order_making import Buyer, write_order
from programs.outbox import queue_letter
from programs.seat_counter import take_seats

logger = logging.getLogger(__name__)

OFFER_STANDS_FOR = timedelta(hours=24)
SHORTEST_OFFER = timedelta(hours=2)

State = WaitingEntry.State
# What `ended_because` of an offer means for its place in line. Whatever else ended it, it is over.
ENDS = {"declined": State.DECLINED, "cohort_cancelled": State.CLOSED}


def offer_freed_seats(cohort_id: int, now: datetime | None = None) -> list[Order]:
    """Offer whatever is free to who is next in line; returns the offers and confirmed late orders.

    Must run at the end of a transaction that has locked the cohort. One query when nobody waits.
    """
    line = WaitingEntry.objects.in_line().filter(cohort=cohort_id)
    if not line.exists():
        return []
    now = now or timezone.now()
    cohort = Cohort.objects.select_related("project").get(pk=cohort_id)
    until = offer_end(cohort, now)
    if until is None:
        return []
    made = []
    left = cohort.seats_left
    for entry in line.select_related("paid_order"):
        if not left:
            break
        if entry.least <= left:
            order = _serve(entry, cohort, min(entry.wanted, left), until, now)
            if order is not None:
                made.append(order)
                left -= order.count
    return made


def offer_end(cohort: Cohort, now: datetime) -> datetime | None:
    """Until when an offer made now would stand; None when it is too late for offers."""
    if not cohort.is_open_at(now):
        return None
    until = min(now + OFFER_STANDS_FOR, cohort.closes_at).replace(microsecond=0)
    return until if until - now >= SHORTEST_OFFER else None


def end_of_offer(order: Order, because: str) -> None:
    """The order was freed: what that means for its place in line. Inside the freeing transaction."""
    if order.waiting_entry_id is None:
        return
    entry = order.waiting_entry
    assert entry is not None
    state = ENDS.get(because, State.PASSED)
    if entry.move(state, from_={State.OFFERED}, ended_at=timezone.now()):
        if state == State.PASSED:
            write_to(entry, "waiting_passed")
        elif state == State.CLOSED:
            write_to(entry, "waiting_closed")


def offer_due() -> int:
    """Offer seats that became free without anybody giving them back: more capacity, a new opening."""
    waited_for = WaitingEntry.objects.in_line().values("cohort")
    made = 0
    for cohort in Cohort.objects.published().with_seats_left().filter(pk__in=waited_for):
        with transaction.atomic(durable=True):
            Cohort.objects.filter(pk=cohort.pk).update(reserved=F("reserved"))  # the lock
            made += len(offer_freed_seats(cohort.pk))
    return made


def write_to(entry: WaitingEntry, kind: str, *, key: str = "") -> None:
    queue_letter(
        kind=kind,
        subject_key=f"waiting:{entry.pk}{key and f':{key}'}",
        to=entry.email,
        context={"entry": entry.pk},
    )


def write_offer(order: Order, *, key: str = "") -> None:
    queue_letter(
        kind="waiting_offer",
        subject_key=f"order:{order.pk}{key and f':{key}'}",
        to=order.buyer_email,
        context={"order": order.pk},
    )


def _serve(
    entry: WaitingEntry, cohort: Cohort, count: int, until: datetime, now: datetime
) -> Order | None:
    if entry.paid_order is not None:
        return _seat_paid(entry)
    try:
        price = pricing.quote(cohort=cohort, count=count, now=now)
    except NotOpen:
        return None
    if not entry.move(State.OFFERED, from_={State.WAITING}):
        return None  # left in this very moment
    take_seats(cohort, count)
    order = write_order(
        cohort=cohort,
        price=price,
        buyer=Buyer(entry.name, entry.email, entry.organization),
        seat_state=Seat.State.HELD,
        ledger_reason=SeatLedger.Reason.HELD,
        action="order.offered",
        origin=Order.Origin.WAITING_LIST,
        waiting_entry=entry,
        offered_until=until,
        hold_expires_at=until,
    )
    write_offer(order)
    return order


def _seat_paid(entry: WaitingEntry) -> Order | None:
    """Late money that waits is seated at once; nothing is left to pay."""
    order = entry.paid_order
    assert order is not None
    if not late_money.seat_waiting(order):
        entry.move(State.CLOSED, from_={State.WAITING}, ended_at=timezone.now())
        return None
    entry.move(State.SEATED, from_={State.WAITING}, ended_at=timezone.now())
    return order
