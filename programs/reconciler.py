"""Makes the books right even if every webhook is lost.

Done by the worker every few minutes and by `manage.py reconcile`. Asks Stripe about every order whose
end depends on it, adopts sessions that turn up after an unanswered call, tries failed events again,
and (deep, once an hour) looks through recent sessions, refunds and disputes for what nobody told us.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from programs import disputes, money_returned, payments, settlement, webhooks
from programs.exceptions import StripeOutcomeUnknown, StripeRefused
from programs.models import CheckoutAttempt, Dispute, Order, Payment, Refund, StripeEvent

logger = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=3)
LOOK_BACK_DEEP = timedelta(days=8)  # Stripe repeats webhooks for three days, bank debits take four
# A bank may send a refund back weeks later, because the account was closed meanwhile.
LOOK_BACK_REFUNDS = timedelta(days=35)
EVENT_TRIES = 20
# The buyer is on the payment page: asking earlier learns nothing.
ASK_AFTER = timedelta(minutes=1)
PENDING_OFTEN = timedelta(hours=1)  # asked about at every run for so long, then at the deep ones
# Each call waits for seconds: when Stripe is away, letters and other chores must not wait for all of them.
GIVE_UP_AFTER = 3
# After the end of a hold of which no payment address was handed out.
GRACE = timedelta(minutes=5)


@dataclass
class Report:
    """How many of each were looked at, and what went wrong (each by itself; the rest goes on)."""

    events: int = 0
    orders: int = 0
    sessions: int = 0
    refunds: int = 0
    disputes: int = 0
    freed: int = 0
    errors: int = 0
    unanswered: int = 0  # in a row

    def __str__(self) -> str:
        return ", ".join(f"{value} {name}" for name, value in vars(self).items())


def reconcile(
    *, deep: bool = False, ask_after: timedelta = ASK_AFTER, now: datetime | None = None
) -> Report:
    """Bring everything unsettled to what Stripe says. Safe to run twice at once."""
    now = now or timezone.now()
    report = Report()
    _each(report, "events", _failed_events(), webhooks.process)
    unfinished = _unfinished_refunds(now, deep=deep)
    _each(report, "refunds", unfinished, money_returned.ask_about_refund)
    since = _sessions_to_look_for(now, deep=deep)
    if since is not None:
        _each(report, "sessions", _listed(report, payments.sessions_since(since)), _adopt_and_apply)
    _each(report, "orders", _orders_to_ask_about(now - ask_after), settlement.settle)
    if deep:
        _look_back(report, now)
    report.freed = _free_by_clock(now)
    return report


def _look_back(report: Report, now: datetime) -> None:
    """Refunds and disputes that were made, decided or undone while nobody told us."""
    refunds = payments.refunds_since(now - LOOK_BACK_REFUNDS)
    _each(report, "refunds", _listed(report, refunds), _learn_refund)
    opened = payments.disputes_since(now - LOOK_BACK_DEEP)
    _each(report, "disputes", _listed(report, opened), disputes.learn_dispute)
    undecided = Dispute.objects.filter(closed_at=None, opened_at__lte=now - LOOK_BACK_DEEP)
    _each(report, "disputes", undecided, disputes.ask_about_dispute)


def sweep_holds(now: datetime | None = None) -> Report:
    """Ask about holds past their end. The clock only makes us ask: Stripe's answer frees seats."""
    now = now or timezone.now()
    report = Report()
    over = Order.objects.live_holds().filter(hold_expires_at__lte=now).order_by("hold_expires_at")
    _each(report, "orders", over, settlement.settle)
    report.freed = _free_by_clock(now)
    return report


def _failed_events():
    return StripeEvent.objects.unprocessed().filter(tries__lt=EVENT_TRIES).order_by("received_at")


def _orders_to_ask_about(made_before: datetime):
    """Unsettled orders after a while, and ended ones of which a session may still be open."""
    open_session = Q(attempts__state=CheckoutAttempt.State.OPEN) | Q(
        attempts__state=CheckoutAttempt.State.SUPERSEDED, attempts__session_id__isnull=False
    )
    ended = Q(state__in=set(Order.State) - Order.UNSETTLED) & open_session
    waiting = Q(state__in=Order.UNSETTLED, created_at__lte=made_before)
    return Order.objects.filter(waiting | ended).distinct().order_by("pk")


def _sessions_to_look_for(now: datetime, *, deep: bool) -> datetime | None:
    """Since when sessions must be listed: there are attempts that never heard theirs, or it is time."""
    if deep:
        return now - LOOK_BACK_DEEP
    unheard = CheckoutAttempt.objects.filter(session_id=None, created_at__gte=now - LOOK_BACK)
    unheard = unheard.exclude(state=CheckoutAttempt.State.FAILED)
    oldest = unheard.order_by("created_at").first()
    return oldest.created_at - timedelta(minutes=1) if oldest else None


def _adopt_and_apply(facts) -> None:
    settled = {CheckoutAttempt.State.EXPIRED, CheckoutAttempt.State.FAILED}
    attempt = settlement.adopt(facts)
    if attempt is not None and attempt.state in settled:
        return
    if attempt is None and not facts.is_paid:
        return
    settlement.apply_session(facts, attempt)


def _unfinished_refunds(now: datetime, *, deep: bool):
    """One that was requested just now is being sent by who requested it; a bank takes days."""
    unfinished = Refund.objects.filter(state__in=Refund.UNFINISHED, created_at__lte=now - ASK_AFTER)
    if not deep:
        unfinished = unfinished.exclude(
            state=Refund.State.PENDING, created_at__lte=now - PENDING_OFTEN
        )
    return unfinished.select_related("payment").order_by("pk")


def _learn_refund(facts) -> None:
    state = money_returned.STATE_OF_STATUS.get(facts.status, Refund.State.PENDING)
    known = Refund.objects.filter(refund_id=facts.id, state=state).exists()
    if not known and Payment.objects.filter(payment_intent_id=facts.payment_intent_id).exists():
        money_returned.sync_refunds(facts.payment_intent_id)


def _free_by_clock(now: datetime) -> int:
    over = Order.objects.live_holds().filter(hold_expires_at__lte=now - GRACE)
    return sum(settlement.free_what_was_never_payable(order, now) for order in over)


def _listed(report: Report, items):
    """The items as far as Stripe lists them; being cut off is an error of this run only."""
    try:
        yield from items
    except (StripeOutcomeUnknown, StripeRefused) as error:
        logger.warning("Stripe did not give a list: %s", error)
        report.errors += 1


def _each(report: Report, name: str, items, do: Callable) -> None:
    for item in items:
        if report.unanswered >= GIVE_UP_AFTER:
            logger.warning(
                "Stripe is not answering; the rest of the %s waits for the next run", name
            )
            return
        try:
            do(item)
        except StripeOutcomeUnknown as error:
            logger.warning("Stripe did not answer about %s: %s", item, error)
            report.errors += 1
            report.unanswered += 1
        except Exception:
            logger.exception("Reconciling %s failed", item)
            report.errors += 1
        else:
            report.unanswered = 0
            setattr(report, name, getattr(report, name) + 1)
