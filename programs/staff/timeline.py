"""Everything that happened to an order, in one line of time and in plain words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from programs.models import Order, OutboxEmail
from site_core.templatetags.money import dollars_and_cents

SAYS = {
    "order.held": "Seats held",
    "order.offered": "Seats offered from the waiting list",
    "order.exchange_offered": "Exchange offered",
    "order.granted": "Seats given",
    "order.awaiting_payment": "Sent to Stripe’s payment page",
    "order.processing": "Bank debit begun",
    "order.confirmed": "Confirmed",
    "order.expired": "Hold ended",
    "order.cancelled": "Cancelled",
    "order.terms_accepted": "Terms agreed to",
    "order.link_renewed": "Got a new link",
    "order.buyer_corrected": "Buyer’s name or address corrected",
    "seats.cancelled": "Seats cancelled",
    "seats.moved": "Seats moved",
    "seat.named": "Seat named",
    "payment.succeeded": "Payment received",
    "payment.processing": "Payment on its way",
    "payment.failed": "Payment failed",
    "payment.declined": "Card declined; the buyer may try another",
    "refund.requested": "Refund asked for",
    "refund.succeeded": "Refund sent",
    "refund.failed": "Refund failed",
    "refund.outside": "Refund made in Stripe’s dashboard",
    "choice.asked": "Buyer asked what to do",
    "choice.answered": "Answered",
    "money_issue.remedied": "Money issue settled",
    "money_issue.handled": "Money issue put aside",
}
# Facts of an entry that people read; ids and states stay in the audit trail.
TOLD = {
    "seats": "seats",
    "seat": "seat",
    "because": "because",
    "to": "to",
    "answer": "answer",
    "why": "why",
    "note": "note",
    "remedy": "remedy",
}
IN_CENTS = {
    "cents": "",
    "paid_cents": "paid",
    "back_cents": "back",
    "difference_cents": "difference",
}


@dataclass(frozen=True)
class Moment:
    at: datetime
    what: str
    detail: str = ""
    who: str = ""


def timeline_of(order: Order) -> list[Moment]:
    """Oldest first. Audit entries, the letters that were written, and the attempts to pay: three queries."""
    moments = [
        Moment(
            entry.created_at,
            SAYS.get(entry.action, entry.action.replace(".", " ").replace("_", " ").capitalize()),
            _facts(entry.detail),
            str(entry.actor) if entry.actor else "",
        )
        for entry in order.audit_entries.select_related("actor")
    ]
    moments += [
        Moment(
            attempt.created_at,
            f"Payment page {attempt.get_state_display().lower()}",
            attempt.session_id or "",
        )
        for attempt in order.attempts.all()
    ]
    moments += [
        Moment(letter.sent_at or letter.created_at, _letter_says(letter), letter.to)
        for letter in letters_of(order)
    ]
    return sorted(moments, key=lambda moment: moment.at)


def letters_of(order: Order):
    """Letters about the order itself, its refunds, its question and its seats."""
    about = Q(context__order=order.pk)
    about |= Q(context__refund__in=[refund.pk for refund in order.refunds.all()])
    about |= Q(context__choice__in=[choice.pk for choice in order.choices.all()])
    about |= Q(context__seat__in=[seat.pk for seat in order.seats.all()])
    return OutboxEmail.objects.filter(about).order_by("pk")


def _letter_says(letter) -> str:
    state = {"sent": "sent", "failed": "could not be sent"}.get(letter.state, "waits to be sent")
    return f"Letter “{letter.kind.replace('_', ' ')}” {state}"


def _facts(detail: dict) -> str:
    facts = [
        f"{IN_CENTS[name]} {dollars_and_cents(value)}".strip()
        for name, value in detail.items()
        if name in IN_CENTS and value
    ]
    for name, label in TOLD.items():
        value = detail.get(name)
        if value or value == 0:
            if isinstance(value, list):
                value = ", ".join(map(str, value))
            facts.append(f"{label} {str(value).replace('_', ' ')}")
    return "; ".join(facts)
