"""A day's money, at Stripe and with us, side by side. A day runs from midnight to midnight UTC.

Compared are succeeded charges and refunds that have not failed, each on the day that Stripe gives it
(`created`), whenever we heard of it: a bank debit belongs to the day on which it was begun, and counts
on both sides only once it has settled. So the last days are compared again every night. Disputes are
not in it: what a bank takes back stands on the staff's list of disputes.

What we don't know is first brought in by the usual ways. A charge of a Checkout session of ours becomes a
payment, in suspense when it belongs to no order. A charge made elsewhere in the same Stripe account
is none of our orders' money and can't be given back from here, so it gets no payment: it is put before a
person, and stays named as a difference of its day. A day agrees when both sides list the same.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from programs import money_received, money_returned, payments, settlement
from programs.exceptions import StripeRefused
from programs.models import MoneyDay, MoneyIssue, Payment, Refund
from programs.models.prices import CURRENCY
from programs.stripe_facts import ChargeFacts, RefundFacts

logger = logging.getLogger(__name__)

# As long as a bank debit may take to settle, and a few days more.
NIGHTLY_DAYS = 8
GIVEN_BACK = {Refund.State.PENDING, Refund.State.SUCCEEDED}


@dataclass(frozen=True)
class Movement:
    """One charge or refund on one side. `key` is what both sides know it by; amount in cents."""

    key: str
    kind: str  # charge or refund
    cents: int
    currency: str
    payment_intent_id: str
    order: str = ""  # reference, where we know it


def check_day(day: date) -> MoneyDay:
    """Compare one day and keep the result. Raises StripeOutcomeUnknown when Stripe can't be asked."""
    start = datetime.combine(day, time.min, UTC)
    end = start + timedelta(days=1)
    charges = [c for c in payments.charges_between(start, end) if c.status == "succeeded"]
    refunds = [r for r in payments.refunds_since(start, end) if _is_given_back(r)]
    at_stripe = _by_key([*map(_charge, charges), *map(_refund, refunds)])
    here = _with_us(start, end)
    if _differ(at_stripe, here):
        _learn(charges, at_stripe, here)
        here = _with_us(start, end)
    row, _ = MoneyDay.objects.update_or_create(
        day=day,
        defaults={
            "charged_at_stripe_cents": _sum(at_stripe.values(), "charge"),
            "charged_cents": _sum(here.values(), "charge"),
            "refunded_at_stripe_cents": _sum(at_stripe.values(), "refund"),
            "refunded_cents": _sum(here.values(), "refund"),
            "differences": _differences(at_stripe, here),
        },
    )
    return row


def check_days(*, last: date, count: int = NIGHTLY_DAYS) -> list[MoneyDay]:
    """Compare `count` days up to and with `last`, oldest first."""
    return [check_day(last - timedelta(days=back)) for back in reversed(range(count))]


def check_last_night() -> list[MoneyDay]:
    """The last days up to yesterday, once a day; a run that was cut off is made up for by the next call."""
    midnight = datetime.combine(today(), time.min, UTC)
    last = today() - timedelta(days=1)
    done = MoneyDay.objects.filter(
        day__gt=last - timedelta(days=NIGHTLY_DAYS), day__lte=last, checked_at__gte=midnight
    )
    return [] if done.count() == NIGHTLY_DAYS else check_days(last=last)


def today() -> date:
    """The day that it is in UTC."""
    return timezone.now().astimezone(UTC).date()


# --- The two sides ------------------------------------------------------------------------------


def _is_given_back(refund: RefundFacts) -> bool:
    return money_returned.STATE_OF_STATUS.get(refund.status) in GIVEN_BACK


def _charge(charge: ChargeFacts) -> Movement:
    key = charge.payment_intent_id or charge.id
    return Movement(key, "charge", charge.amount_cents, charge.currency, charge.payment_intent_id)


def _refund(refund: RefundFacts) -> Movement:
    return Movement(
        refund.id, "refund", refund.amount_cents, refund.currency, refund.payment_intent_id
    )


def _with_us(start: datetime, end: datetime) -> dict[str, Movement]:
    charged = Payment.objects.received().filter(charged_at__gte=start, charged_at__lt=end)
    refunded = Refund.objects.filter(state__in=GIVEN_BACK, made_at__gte=start, made_at__lt=end)
    return _by_key(
        [
            *(
                Movement(
                    payment.payment_intent_id,
                    "charge",
                    payment.amount_cents,
                    payment.currency,
                    payment.payment_intent_id,
                    order=payment.order.reference if payment.order else "",
                )
                for payment in charged.select_related("order")
            ),
            *(
                Movement(
                    refund.refund_id or refund.idempotency_key,
                    "refund",
                    refund.amount_cents,
                    refund.payment.currency,
                    refund.payment.payment_intent_id,
                    order=refund.order.reference if refund.order else "",
                )
                for refund in refunded.select_related("order", "payment")
            ),
        ]
    )


def _by_key(movements: Iterable[Movement]) -> dict[str, Movement]:
    return {movement.key: movement for movement in movements}


def _sum(movements: Iterable[Movement], kind: str) -> int:
    """In our currency; what came in another one is named as a difference instead."""
    return sum(m.cents for m in movements if m.kind == kind and m.currency == CURRENCY)


# --- Bringing in what is missing ----------------------------------------------------------------


def _differ(at_stripe: dict[str, Movement], here: dict[str, Movement]) -> set[str]:
    return set(at_stripe) ^ set(here)


def _learn(
    charges: list[ChargeFacts], at_stripe: dict[str, Movement], here: dict[str, Movement]
) -> None:
    for charge in charges:
        if _charge(charge).key not in here:
            _try(_learn_charge, charge)
    unlike = _differ(at_stripe, here)
    movements = [*at_stripe.values(), *here.values()]
    for intent in {
        m.payment_intent_id for m in movements if m.key in unlike and m.kind == "refund"
    }:
        if intent:
            _try(money_returned.sync_refunds, intent)


def _try(learn, what) -> None:
    try:
        learn(what)
    except StripeRefused as error:
        logger.warning("Stripe does not tell more about %s: %s", what, error)


def _learn_charge(charge: ChargeFacts) -> None:
    intent = charge.payment_intent_id
    sessions = payments.sessions_of_payment(intent) if intent else []
    known = Payment.objects.filter(payment_intent_id=intent).first() if intent else None
    for session in sessions:
        settlement.settle_session(session.id)
    if known and not sessions:
        money_received.record_payment(
            payments.retrieve_payment(intent), state=Payment.State.SUCCEEDED, order=known.order
        )
    elif not sessions:
        money_received.open_issue(
            MoneyIssue.Kind.SUSPENSE,
            subject_key=charge.id,
            detail={
                "cents": charge.amount_cents,
                "currency": charge.currency,
                "payment": intent,
                "description": charge.description,
                "why": "charged at Stripe, but not by this site",
            },
        )


# --- Saying it ----------------------------------------------------------------------------------


def _differences(at_stripe: dict[str, Movement], here: dict[str, Movement]) -> list[dict]:
    """What one side has and the other has not, or has with another amount. Empty when all is well."""
    found = []
    for key in sorted(set(at_stripe) | set(here)):
        theirs, ours = at_stripe.get(key), here.get(key)
        if theirs and ours and (theirs.cents, theirs.currency) == (ours.cents, ours.currency):
            continue
        found.append(_difference(key, theirs, ours))
    return found


def _difference(key: str, theirs: Movement | None, ours: Movement | None) -> dict:
    what = "other amount" if theirs and ours else "missing here" if theirs else "missing there"
    either = theirs or ours
    return {
        "what": what,
        "kind": either.kind if either else "",
        "id": key,
        "order": ours.order if ours else "",
        "at_stripe": _amount(theirs),
        "here": _amount(ours),
    }


def _amount(movement: Movement | None) -> str:
    if movement is None:
        return ""
    return f"{movement.cents / 100:,.2f} {movement.currency.upper()}"


def in_words(difference: dict) -> str:
    """Such as "Charge pi_3… is at Stripe (395.00 USD) and missing here." """
    name = f"{difference['kind'].capitalize()} {difference['id']}"
    if difference["order"]:
        name = f"{name} of {difference['order']}"
    if difference["what"] == "missing here":
        return f"{name} is at Stripe ({difference['at_stripe']}) and missing here."
    if difference["what"] == "missing there":
        return f"{name} is here ({difference['here']}) and missing at Stripe."
    return f"{name} is {difference['at_stripe']} at Stripe and {difference['here']} here."
