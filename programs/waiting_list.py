"""Joining the waiting list of a full cohort, one's place in it, leaving it, and its end.

Offers are `waiting_offers`. Whether an address is in line is told to that address only.
"""

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from programs import settlement
from programs.choices import refund_waiting
from programs.exceptions import NotOpen, PaymentUnavailable, PurchaseRefused, TooManySeats
from programs.models import (
    AuditEntry,
    Cohort,
    CohortSession,
    Order,
    OutboxEmail,
    Payment,
    WaitingEntry,
)
from programs.order_making import hash_address
from programs.waiting_offers import offer_end, write_offer, write_to

logger = logging.getLogger(__name__)

MOST_PER_ADDRESS = 60  # schools share one
LINK_AGAIN_AFTER = timedelta(minutes=10)

State = WaitingEntry.State


class SeatsAreFree(PurchaseRefused):
    """There is no need to wait: `left` seats can be had now."""

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(
            "A seat is free right now." if left == 1 else f"{left} seats are free right now."
        )


class TooManyWaiting(PurchaseRefused):
    def __init__(self) -> None:
        super().__init__(
            "Very many from your network are waiting already. Write to us and we’ll help."
        )


class TooLateToWait(PurchaseRefused):
    def __init__(self) -> None:
        super().__init__(
            "Enrollment ends so soon that no seat could be held for you any more. Look at this page again: "
            "what is given back now can be bought at once."
        )


class NotInLine(PurchaseRefused):
    """The place has ended, or an offer has just been made."""

    def __init__(self) -> None:
        super().__init__("This place in line has changed. Look at it again.")


def join(
    *,
    cohort: Cohort,
    name: str,
    email: str,
    wanted: int,
    least: int,
    organization: str = "",
    address: str = "",
    now: datetime | None = None,
) -> WaitingEntry:
    """Stand in line and get the place and its private link by letter.

    Somebody who is in line already keeps their place and their numbers, and gets the link again, at
    most every ten minutes. Raises NotOpen, SeatsAreFree, TooManySeats, TooManyWaiting, TooLateToWait.
    """
    now = now or timezone.now()
    email = email.strip().lower()
    if not cohort.is_open_at(now):
        raise NotOpen(cohort)
    most = most_wanted(cohort)
    if not 1 <= least <= wanted <= most:
        raise TooManySeats(cohort, wanted=wanted, most=most)
    if cohort.seats_left >= least:
        raise SeatsAreFree(cohort.seats_left)
    if offer_end(cohort, now) is None:
        raise TooLateToWait
    live = WaitingEntry.objects.live()
    address_hash = hash_address(address)
    if address and live.filter(address_hash=address_hash).count() >= MOST_PER_ADDRESS:
        raise TooManyWaiting
    known = live.filter(cohort=cohort, email=email).first()
    if known is not None:
        _mail_link_again(known, now)
        return known
    try:
        with transaction.atomic(durable=True):
            entry = WaitingEntry.objects.create(
                cohort=cohort,
                name=name.strip(),
                email=email,
                organization=organization.strip(),
                wanted=wanted,
                least=least,
                address_hash=address_hash,
            )
            AuditEntry.objects.create(
                action="waiting.joined", cohort=cohort, detail={"wanted": wanted, "least": least}
            )
            write_to(entry, "waiting_joined")
    except IntegrityError:
        # The same post again was faster; its letter is on the way.
        entry = WaitingEntry.objects.filter(cohort=cohort, email=email).latest("pk")
    return entry


def most_wanted(cohort: Cohort) -> int:
    """The most seats that anybody can wait for: one order's, and never more than there are."""
    return min(cohort.max_seats_per_order, cohort.sellable)


def place_of(entry: WaitingEntry) -> int:
    """1 for who is next."""
    before = WaitingEntry.objects.in_line().filter(cohort=entry.cohort_id, pk__lt=entry.pk)
    return before.count() + 1


def change_numbers(entry: WaitingEntry, *, wanted: int, least: int) -> None:
    """Want fewer seats, or take fewer; the place stays. Raises NotInLine, TooManySeats (more than before)."""
    if not 1 <= least <= wanted <= entry.wanted:
        raise TooManySeats(entry.cohort, wanted=wanted, most=entry.wanted)
    if entry.paid_order_id is not None or not entry.move(
        State.WAITING, from_={State.WAITING}, wanted=wanted, least=least
    ):
        raise NotInLine


def leave(entry: WaitingEntry) -> None:
    """Leave the line; a standing offer is declined, late money that waited goes back.

    Raises PaymentUnavailable when an offer is being paid and Stripe can't be asked.
    """
    offer = entry.offers.live_holds().first()
    if offer is not None:
        decline(offer)
    elif entry.move(State.LEFT, from_={State.WAITING}, ended_at=timezone.now()):
        AuditEntry.objects.create(action="waiting.left", cohort=entry.cohort)
        if entry.paid_order is not None:
            refund_waiting(entry.paid_order)
    entry.refresh_from_db()


def decline(offer: Order) -> Order:
    """Give an offer's seats to the next in line. What was paid meanwhile stays paid: look at the state.

    Raises PaymentUnavailable when Stripe could not be asked.
    """
    settlement.release_hold(offer, because="declined")
    if offer.is_live_hold:
        raise PaymentUnavailable(offer)
    return offer


def close_lists(now: datetime | None = None) -> int:
    """End the lines of cohorts that can't be joined any more, with a letter each; returns how many ended."""
    now = now or timezone.now()
    begun = CohortSession.objects.filter(starts_at__lte=now).values("cohort")
    over = ~Q(cohort__state=Cohort.State.PUBLISHED) | Q(cohort__closes_at__lte=now)
    ended = 0
    for entry in WaitingEntry.objects.in_line().filter(over | Q(cohort__in=begun)):
        with transaction.atomic():
            if entry.move(State.CLOSED, from_={State.WAITING}, ended_at=now):
                write_to(entry, "waiting_closed")
                ended += 1
    return_late_money()
    return ended


def return_late_money() -> None:
    """Money that waited with a place that has ended goes back, also after a crash in between."""
    waited = WaitingEntry.objects.exclude(state__in=[*WaitingEntry.LIVE, State.SEATED]).filter(
        paid_order__state=Order.State.EXPIRED,
        paid_order__payments__state=Payment.State.SUCCEEDED,
        paid_order__payments__refunding_cents=0,
    )
    for entry in waited.select_related("paid_order").distinct():
        assert entry.paid_order is not None
        refund_waiting(entry.paid_order)


def _mail_link_again(entry: WaitingEntry, now: datetime) -> None:
    recent = OutboxEmail.objects.filter(
        kind__in=["waiting_joined", "waiting_offer"],
        to=entry.email,
        created_at__gt=now - LINK_AGAIN_AFTER,
    )
    offer = entry.offers.live_holds().first()
    about = {"context__order": offer.pk} if offer else {"context__entry": entry.pk}
    if recent.filter(**about).exists():
        return
    window = int(now.timestamp() // LINK_AGAIN_AFTER.total_seconds())
    if offer:
        write_offer(offer, key=str(window))
    else:
        write_to(entry, "waiting_joined", key=str(window))
