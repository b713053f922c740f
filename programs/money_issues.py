"""What a person does about money that the site can't settle by itself: one right thing for each kind.

A remedy goes through the same guarded processes as everything else, so two colleagues who press at
once, or twice, have one effect. Whoever settles an issue without a remedy says how in a note.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from programs import confirmation, settlement
from programs.cancellation import cancel_seats
from programs.choices import choose
from programs.exceptions import PurchaseRefused
from programs.models import (
    AuditEntry,
    BuyerChoice,
    MoneyIssue,
    Order,
    Payment,
    Refund,
    RefundAllocation,
)
from programs.money_received import resolve_issue
from programs.money_returned import request_refund, submit_refund, sync_refunds
from programs.money_stories import IN_FULL, open_choice, refund_of
from programs.refunds import give_all_back

Kind = MoneyIssue.Kind


class NothingToDo(PurchaseRefused):
    """A colleague, or the site itself, has settled this meanwhile."""

    def __init__(self) -> None:
        super().__init__("This has been settled meanwhile. Nothing was done now.")


@dataclass(frozen=True)
class Remedy:
    """The one button of an issue. `do` raises PurchaseRefused when it can't be done."""

    label: str
    do: Callable[[MoneyIssue, object], None]


def remedy(issue: MoneyIssue) -> Remedy | None:
    """The right thing to do; None when only a person outside can do something."""
    if issue.resolved_at is not None:
        return None
    return _REMEDIES[Kind(issue.kind)](issue)


def apply_remedy(issue: MoneyIssue, *, actor) -> None:
    """Do it. Raises NothingToDo, or another PurchaseRefused that says why it can't be done."""
    issue.refresh_from_db()
    right = remedy(issue)
    if right is None:
        raise NothingToDo
    right.do(issue, actor)
    AuditEntry.objects.create(
        action="money_issue.remedied",
        order=issue.order,
        actor=actor,
        detail={"kind": issue.kind, "remedy": right.label},
    )


def handle(issue: MoneyIssue, *, note: str, actor) -> None:
    """Put the issue aside with a note of how it was settled. Raises NothingToDo."""
    with transaction.atomic():
        if not resolve_issue(
            issue.kind, subject_key=issue.subject_key, resolution=note[:300], actor=actor
        ):
            raise NothingToDo
        AuditEntry.objects.create(
            action="money_issue.handled",
            order=issue.order,
            actor=actor,
            detail={"kind": issue.kind, "note": note[:300]},
        )


def stripe_address(issue: MoneyIssue) -> str:
    """Where Stripe's dashboard shows what the issue is about; empty when it has no such place."""
    dashboard = f"https://dashboard.stripe.com{'' if settings.STRIPE_LIVE_MODE else '/test'}"
    if issue.kind == Kind.DISPUTE:
        return f"{dashboard}/disputes/{issue.subject_key}"
    return f"{dashboard}/payments/{issue.payment.payment_intent_id}" if issue.payment else ""


def _remedy_money(issue: MoneyIssue) -> Remedy | None:
    return Remedy("Give it back", _give_back) if issue.payment else None


def _remedy_late(issue: MoneyIssue) -> Remedy | None:
    return Remedy("Give it back now", _give_late_money_back)


def _remedy_mismatch(issue: MoneyIssue) -> Remedy | None:
    if issue.payment is None or issue.order is None:
        return None
    same_currency = issue.payment.currency == issue.order.currency
    if same_currency and issue.payment.net_cents >= issue.order.total_cents:
        return Remedy("Accept and confirm", _accept)
    return Remedy("Give the money back", _give_back_and_free)


def _remedy_refund(issue: MoneyIssue) -> Remedy | None:
    if issue.subject_key.endswith(IN_FULL):
        return Remedy("Cancel the seats", _cancel_seats)
    refund = refund_of(issue)
    if refund is None or issue.payment is None:
        return None
    if refund.state == Refund.State.FAILED:
        return Remedy("Try again", _refund_again)
    return Remedy("Ask Stripe", _ask_stripe)


def _no_remedy(issue: MoneyIssue) -> Remedy | None:
    return None


_REMEDIES: dict[Kind, Callable[[MoneyIssue], Remedy | None]] = {
    Kind.SUSPENSE: _remedy_money,
    Kind.LATE_MONEY: _remedy_late,
    Kind.DUPLICATE: _remedy_money,
    Kind.MISMATCH: _remedy_mismatch,
    Kind.REFUND: _remedy_refund,
    Kind.DISPUTE: _no_remedy,
    Kind.UNKNOWN_SESSION: _no_remedy,
}


def _give_back(issue: MoneyIssue, actor) -> None:
    reasons = {Kind.SUSPENSE: Refund.Reason.SUSPENSE, Kind.DUPLICATE: Refund.Reason.DUPLICATE}
    reason = reasons.get(Kind(issue.kind), Refund.Reason.STAFF)
    if give_all_back(_payment_of(issue), reason=reason, actor=actor) is None:
        raise NothingToDo


def _give_late_money_back(issue: MoneyIssue, actor) -> None:
    asked = open_choice(issue)
    if asked is not None:
        choose(asked, BuyerChoice.Answer.REFUND, actor=actor)
    elif give_all_back(_payment_of(issue), reason=Refund.Reason.LATE_MONEY, actor=actor) is None:
        raise NothingToDo


def _accept(issue: MoneyIssue, actor) -> None:
    """What was paid beyond the total goes back."""
    order, payment = _order_of(issue), _payment_of(issue)
    too_much = payment.net_cents - order.total_cents
    if not confirmation.confirm(order, attempt=None, payment=payment):
        raise NothingToDo
    if too_much:
        submit_refund(
            request_refund(
                payment=payment, amount_cents=too_much, reason=Refund.Reason.STAFF, actor=actor
            )
        )
    _resolve(issue, "Accepted; the order is confirmed.", actor)


def _give_back_and_free(issue: MoneyIssue, actor) -> None:
    _give_back(issue, actor)
    settlement.settle(_order_of(issue))
    _resolve(issue, "The money went back.", actor)


def _cancel_seats(issue: MoneyIssue, actor) -> None:
    order = _order_of(issue)
    cancel_seats(
        order=order,
        seats=list(order.seats.counting()),
        because="refunded",
        reason=Refund.Reason.STAFF,
        percent=0,
        actor=actor,
    )
    _resolve(issue, "The seats were cancelled.", actor)


def _refund_again(issue: MoneyIssue, actor) -> None:
    """A new refund with a key of its own; the failed one stays in the books as it is."""
    failed = refund_of(issue)
    assert failed is not None
    with transaction.atomic():
        # Whoever resolves the issue makes the refund; a second one finds it resolved.
        _resolve(issue, "Sent again.", actor)
        allocations = RefundAllocation.objects.filter(refund=failed).select_related("seat")
        again = request_refund(
            payment=failed.payment,
            amount_cents=failed.amount_cents,
            reason=failed.reason,
            seats={one.seat: one.amount_cents for one in allocations},
            note=f"Again, after refund {failed.pk} failed.",
            actor=actor,
        )
    submit_refund(again)


def _ask_stripe(issue: MoneyIssue, actor) -> None:
    sync_refunds(_payment_of(issue).payment_intent_id)
    refund = refund_of(issue)
    if refund is not None and refund.state == Refund.State.SUCCEEDED:
        _resolve(issue, "Stripe has sent it.", actor)


def _resolve(issue: MoneyIssue, resolution: str, actor) -> None:
    if not resolve_issue(
        issue.kind, subject_key=issue.subject_key, resolution=resolution, actor=actor
    ):
        raise NothingToDo


def _payment_of(issue: MoneyIssue) -> Payment:
    if issue.payment is None:
        raise NothingToDo
    return issue.payment


def _order_of(issue: MoneyIssue) -> Order:
    if issue.order is None:
        raise NothingToDo
    return issue.order
