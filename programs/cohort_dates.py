"""Who has to hear about a cohort's dates: when they change, shortly before the first session, and when it is off.

They are letters to everybody with seats: each address gets one, with the links that are its own (the
order's for a buyer, the seat's for a participant). They are keyed by address and occasion, so queueing
again changes nothing.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from programs.models import AuditEntry, Cohort, OutboxEmail, Seat
from programs.outbox import queue_letters

REMIND_DAYS_BEFORE = (1, 7)
# Who has bought so shortly before a reminder is due has the dates in a fresh confirmation.
NOT_AFTER_BUYING_FOR = timedelta(hours=24)
# A worker that was down for longer tells nobody what they must have heard by then.
TOLD_WITHIN = timedelta(days=2)


@dataclass
class Recipient:
    """One address with what it has in the cohort."""

    orders: set[int] = field(default_factory=set)
    seats: set[int] = field(default_factory=set)

    @property
    def context(self) -> dict:
        return {"orders": sorted(self.orders), "seats": sorted(self.seats)}


def announce_change(cohort: Cohort, *, tell: bool = True, actor=None) -> int:
    """Count a change of dates and tell everybody who has seats; returns how many letters were queued.

    Without `tell` nobody is written to, and only calendars that subscribe learn of it.

    Call it in the transaction that changed the sessions of a cohort, after they are saved. Where
    nobody has a seat only the count goes up, for calendars.
    """
    now = timezone.now()
    with transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(
            dates_version=F("dates_version") + 1, updated_at=now
        )
        cohort.refresh_from_db(fields=["dates_version", "updated_at"])
        seats = Seat.objects.counting().filter(cohort=cohort).select_related("order")
        recipients = _recipients(seats, buyer_of=lambda order, seats: True) if tell else {}
        queued = _queue(
            "dates_changed", cohort, f"v{cohort.dates_version}", recipients, cohort.dates_version
        )
        AuditEntry.objects.create(
            action="cohort.dates_changed",
            cohort=cohort,
            actor=actor,
            detail={"version": cohort.dates_version, "letters": queued},
        )
    return queued


def queue_reminders(now: datetime | None = None) -> int:
    """Queue what is due 7 days and 1 day before first sessions; once each, however often it is called.

    A worker that was down past the second reminder's time sends only that one.
    """
    now = now or timezone.now()
    soon = Cohort.objects.published().with_dates().select_related("project")
    horizon = now + timedelta(days=max(REMIND_DAYS_BEFORE))
    queued = 0
    for cohort in soon.filter(first_starts_at__gt=now, first_starts_at__lte=horizon):
        days = next(
            d for d in REMIND_DAYS_BEFORE if cohort.first_starts_at - timedelta(days=d) <= now
        )
        due_at = cohort.first_starts_at - timedelta(days=days)
        seats = Seat.objects.confirmed().filter(
            cohort=cohort, order__confirmed_at__lte=due_at - NOT_AFTER_BUYING_FOR
        )
        recipients = _recipients(seats.select_related("order"), buyer_of=_buyer_is_reminded)
        # A cohort that is put off for weeks is announced again; a first session an hour later is not.
        occasion = f"{days}d:{cohort.starts_on.isoformat()}"
        queued += _queue("cohort_reminder", cohort, occasion, recipients, days)
    return queued


def queue_called_off(now: datetime | None = None) -> int:
    """Tell participants whose cohort was cancelled, once; their buyers are asked what they want instead.

    Who has lost or changed the seat since is told of that, and of nothing more.
    """
    since = (now or timezone.now()) - TOLD_WITHIN
    cancelled = Cohort.objects.filter(state=Cohort.State.CANCELLED, cancelled_at__gt=since)
    queued = 0
    for cohort in cancelled:
        seats = Seat.objects.confirmed().filter(cohort=cohort).select_related("order")
        recipients = _recipients(seats, buyer_of=lambda order, seats: False)
        queued += _queue("cohort_called_off", cohort, "cancelled", recipients, 0)
    return queued


def _buyer_is_reminded(order, seats: list[Seat]) -> bool:
    """Buyers hear when they have several seats, or one that nobody sits in yet."""
    return len(seats) > 1 or not all(seat.is_named for seat in seats)


def _recipients(seats, *, buyer_of) -> dict[str, Recipient]:
    found: defaultdict[str, Recipient] = defaultdict(Recipient)
    by_order = defaultdict(list)
    for seat in seats:
        by_order[seat.order].append(seat)
        if seat.participant_email and seat.state == Seat.State.CONFIRMED:
            found[seat.participant_email].seats.add(seat.pk)
    for order, its_seats in by_order.items():
        if buyer_of(order, its_seats):
            found[order.buyer_email].orders.add(order.pk)
    return found


def _queue(kind: str, cohort: Cohort, occasion: str, recipients: dict, number: int) -> int:
    return queue_letters(
        kind,
        [
            OutboxEmail(
                to=address,
                subject_key=f"cohort:{cohort.pk}:{occasion}:{_short(address)}",
                context={"cohort": cohort.pk, "number": number, **recipient.context},
            )
            for address, recipient in recipients.items()
        ],
    )


def _short(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:20]
