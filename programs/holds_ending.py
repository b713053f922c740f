"""Telling buyers that an unpaid hold ends soon, and that it has ended. Queued by the clock.

Whether it is still true is looked at again when the letter is sent.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from programs.models import Order, OutboxEmail
from programs.outbox import queue_letters

BEFORE_A_HOLD_ENDS = timedelta(minutes=10)
BEFORE_AN_OFFER_ENDS = timedelta(hours=6)
# An offer that is younger has only just been written about.
OFFER_KNOWN_FOR = timedelta(hours=2)
# A worker that was down for longer does not write about old holds.
TOLD_WITHIN = timedelta(days=1)


def queue_hold_letters(now: datetime | None = None) -> int:
    """Queue what is due, once per order; returns how many letters were new."""
    now = now or timezone.now()
    ending = queue_letters("hold_ending", map(_letter, _ending(now)))
    return ending + queue_letters("hold_expired", map(_letter, _expired(now)))


def _ending(now: datetime):
    """Unpaid orders whose payment address was handed out, and offers, shortly before their end."""
    holds = Order.objects.filter(
        state=Order.State.AWAITING_PAYMENT,
        offered_until=None,
        hold_expires_at__gt=now,
        hold_expires_at__lte=now + BEFORE_A_HOLD_ENDS,
    )
    offers = Order.objects.live_holds().filter(
        offered_until__gt=now,
        offered_until__lte=now + BEFORE_AN_OFFER_ENDS,
        created_at__lte=now - OFFER_KNOWN_FOR,
    )
    return holds | offers


def _expired(now: datetime):
    """Holds that ended unpaid, unless their buyer has another order for the same cohort by now.

    A waiting list tells of its own offers that ran out.
    """
    another = Order.objects.filter(
        cohort=OuterRef("cohort"),
        buyer_email=OuterRef("buyer_email"),
        state__in=Order.WITH_SEATS,
        pk__gt=OuterRef("pk"),
    )
    ended = Order.objects.filter(
        ~Exists(another),
        state=Order.State.EXPIRED,
        ended_because="not_paid_in_time",
        ended_at__gt=now - TOLD_WITHIN,
        ended_at__lte=now,
        payments=None,
    )
    return ended.exclude(origin=Order.Origin.WAITING_LIST)


def _letter(order: Order) -> OutboxEmail:
    return OutboxEmail(
        to=order.buyer_email, subject_key=f"order:{order.pk}", context={"order": order.pk}
    )
