"""Money going back: refunds that we ask for, and refunds that happen at Stripe.

    requested → submitted → pending → succeeded | failed | unknown

A refund first takes its amount from what is refundable, by conditional UPDATE, so a double click or
two colleagues can't pay one remainder back twice; then its row with the key is committed; then Stripe
is called. A call whose answer was not seen leaves it `unknown`, and the same key is sent again.
"""

import logging
import secrets

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Least
from django.utils import timezone

from programs import payments
from programs.exceptions import (
    PurchaseRefused,
    QuoteChanged,
    StripeOutcomeUnknown,
    StripeRefused,
)
from programs.models import (
    AuditEntry,
    MoneyIssue,
    Order,
    Payment,
    Refund,
    RefundAllocation,
)
from programs.money_received import open_issue, resolve_issue
from programs.outbox import queue_letter
from programs.stripe_facts import RefundFacts

logger = logging.getLogger(__name__)

State = Refund.State
# As far as we know; the call may have been carried out.
UNSENT = [State.REQUESTED, State.SUBMITTED, State.UNKNOWN]
# Of a refund: https://docs.stripe.com/api/refunds/object#refund_object-status
STATE_OF_STATUS = {
    "pending": State.PENDING,
    "requires_action": State.PENDING,
    "succeeded": State.SUCCEEDED,
    "failed": State.FAILED,
    "canceled": State.FAILED,
}


class NothingToRefund(PurchaseRefused):
    def __init__(self, payment: Payment | None) -> None:
        self.payment = payment
        super().__init__("That much is not left of this payment to give back.")


def request_refund(
    *,
    payment: Payment,
    amount_cents: int,
    reason: str,
    seats: dict | None = None,
    note: str = "",
    actor=None,
    seen_refundable_cents: int | None = None,
) -> Refund:
    """Reserve the amount and save the refund; nothing is sent yet. Raises NothingToRefund.

    `seats` maps seats to their cents. With `seen_refundable_cents` raises QuoteChanged when something
    else is refundable by now. Send it with `submit_refund` after the commit.
    """
    with transaction.atomic():
        if not _reserve(payment, amount_cents, seen_refundable_cents):
            payment.refresh_from_db()
            if seen_refundable_cents not in {None, payment.refundable_cents}:
                raise QuoteChanged
            raise NothingToRefund(payment)
        refund = Refund.objects.create(
            payment=payment,
            order_id=payment.order_id,
            reason=reason,
            amount_cents=amount_cents,
            idempotency_key=f"refund-{secrets.token_hex(12)}",
            note=note,
            requested_by=actor,
        )
        RefundAllocation.objects.bulk_create(
            RefundAllocation(refund=refund, seat=seat, amount_cents=cents)
            for seat, cents in (seats or {}).items()
        )
        AuditEntry.objects.create(
            action="refund.requested",
            order_id=payment.order_id,
            actor=actor,
            detail={"cents": amount_cents, "reason": reason},
        )
        _tell_buyer(refund)
    return refund


def _tell_buyer(refund: Refund) -> None:
    """Money of an order that goes back is written about once; what belongs to no order has no reader."""
    if refund.order is not None:
        queue_letter(
            kind="refund_made",
            subject_key=f"refund:{refund.pk}",
            to=refund.order.buyer_email,
            context={"refund": refund.pk},
        )


def submit_refund(refund: Refund) -> Refund:
    """Send a refund. An outcome that was not seen leaves it `unknown`: the reconciler asks again."""
    try:
        return send_refund(refund)
    except StripeOutcomeUnknown:
        logger.warning("Refund %s: outcome unknown", refund.pk)
        return refund


def send_refund(refund: Refund) -> Refund:
    """Send a refund, or send it again with the same key. Raises StripeOutcomeUnknown, and notes it."""
    unsent = Refund.objects.filter(pk=refund.pk, state__in=UNSENT)
    if not unsent.update(state=State.SUBMITTED):
        refund.refresh_from_db()
        return refund
    try:
        facts = payments.create_refund(
            payment_intent_id=refund.payment.payment_intent_id,
            amount_cents=refund.amount_cents,
            key=refund.idempotency_key,
        )
    except StripeOutcomeUnknown as error:
        unsent.update(state=State.UNKNOWN, last_error=str(error)[:300])
        refund.refresh_from_db()
        raise
    except StripeRefused as error:
        _finish(refund, State.FAILED, error=str(error))
    else:
        _apply(refund, facts)
    refund.refresh_from_db()
    return refund


def ask_about_refund(refund: Refund) -> Refund:
    """Learn what became of an unfinished refund, and send it again when Stripe has none of its key.

    Stripe is asked first, because it forgets a key after a day: what was sent before then under the
    same key would be paid back twice. (A key whose first answer was an error 500 answers so until
    it is forgotten; such a refund is made a day later.) Raises StripeOutcomeUnknown.
    https://docs.stripe.com/api/idempotent_requests
    """
    try:
        sync_refunds(refund.payment.payment_intent_id)
    except StripeRefused as error:
        # A payment that Stripe does not have can't be given back twice either.
        if error.code != "resource_missing":
            raise
    refund.refresh_from_db()
    return send_refund(refund) if refund.state in UNSENT else refund


def sync_refunds(payment_intent_id: str) -> None:
    """Learn every refund that Stripe has of a payment, ours and those made in the dashboard."""
    payment = Payment.objects.filter(payment_intent_id=payment_intent_id).first()
    if payment is None:
        return
    for facts in payments.refunds_of(payment_intent_id):
        refund = _known_refund(facts) or _add_outside_refund(payment, facts)
        if refund is not None:
            _apply(refund, facts)
    note_fully_refunded(payment)


def note_fully_refunded(payment: Payment) -> None:
    """Once all of a payment went back: what waited for that is over, and seats that stay are looked at."""
    given = payment.refunds.filter(state=State.SUCCEEDED).values_list("amount_cents", flat=True)
    if sum(given) < payment.amount_cents:
        return
    for kind in (MoneyIssue.Kind.SUSPENSE, MoneyIssue.Kind.LATE_MONEY, MoneyIssue.Kind.DUPLICATE):
        resolve_issue(kind, subject_key=payment.payment_intent_id, resolution="Refunded in full.")
    order = payment.order
    if order is None:
        return
    order.refresh_from_db()
    order.move(Order.State.REFUNDED, from_={Order.State.EXPIRED, Order.State.CANCELLED})
    still_paid = order.payments.received().exclude(pk=payment.pk).exists()
    if order.state == Order.State.CONFIRMED and not still_paid:
        # A refund never takes seats by itself.
        open_issue(
            MoneyIssue.Kind.REFUND,
            subject_key=f"{payment.payment_intent_id} in full",
            order=order,
            payment=payment,
            detail={
                "cents": payment.amount_cents,
                "why": "all of it went back, and the seats are still taken",
            },
        )


def _reserve(payment: Payment, amount_cents: int, seen_refundable_cents: int | None = None) -> bool:
    enough = Payment.objects.filter(
        pk=payment.pk,
        state=Payment.State.SUCCEEDED,
        refunding_cents__lte=F("amount_cents") - amount_cents,
    )
    if seen_refundable_cents is not None:
        enough = enough.filter(refunding_cents=F("amount_cents") - seen_refundable_cents)
    return amount_cents > 0 and bool(
        enough.update(refunding_cents=F("refunding_cents") + amount_cents)
    )


def _known_refund(facts: RefundFacts) -> Refund | None:
    known = Refund.objects.filter(refund_id=facts.id).first()
    if known is None and facts.key:
        known = Refund.objects.filter(idempotency_key=facts.key).first()
    return known


def _add_outside_refund(payment: Payment, facts: RefundFacts) -> Refund | None:
    """A refund made in Stripe's dashboard. None when it came to nothing."""
    if STATE_OF_STATUS.get(facts.status) == State.FAILED:
        return None
    with transaction.atomic(durable=True):
        refund, is_new = Refund.objects.get_or_create(
            idempotency_key=f"outside-{facts.id}",
            defaults={
                "payment": payment,
                "order_id": payment.order_id,
                "reason": Refund.Reason.OUTSIDE,
                "amount_cents": facts.amount_cents,
                "refund_id": facts.id,
                "made_at": facts.made_at,
                "state": State.PENDING,
            },
        )
        if is_new and not _reserve(payment, facts.amount_cents):
            # Ours are still on their way for money that is gone already; a person must look.
            open_issue(
                MoneyIssue.Kind.REFUND,
                subject_key=facts.id,
                order=payment.order,
                payment=payment,
                detail={"cents": facts.amount_cents, "why": "more refunded than was left"},
            )
            Payment.objects.filter(pk=payment.pk).update(refunding_cents=F("amount_cents"))
        if is_new:
            AuditEntry.objects.create(
                action="refund.outside", order=payment.order, detail={"cents": facts.amount_cents}
            )
            _tell_buyer(refund)
    return refund


def _apply(refund: Refund, facts: RefundFacts) -> None:
    if refund.refund_id is None or refund.made_at is None:
        unnamed = Refund.objects.filter(Q(refund_id=None) | Q(refund_id=facts.id), pk=refund.pk)
        unnamed.update(refund_id=facts.id, made_at=facts.made_at)
    state = STATE_OF_STATUS.get(facts.status, State.PENDING)
    if state == State.PENDING:
        Refund.objects.filter(pk=refund.pk, state__in=UNSENT).update(state=State.PENDING)
    else:
        _finish(refund, state, error=facts.failure_reason)


def _finish(refund: Refund, state: str, *, error: str = "") -> None:
    """Success is final unless the bank sends the money back later; failure frees the amount once."""
    before = set(Refund.UNFINISHED) | ({State.SUCCEEDED} if state == State.FAILED else set())
    with transaction.atomic(durable=True):
        payment = Payment.objects.filter(pk=refund.payment_id)
        # The order's row first, as everywhere.
        Order.objects.filter(payments__in=payment).update(state=F("state"))
        # Locks it: no refund can be asked for between the sum below and its being written.
        payment.update(refunding_cents=F("refunding_cents"))
        changed = Refund.objects.filter(pk=refund.pk, state__in=before).update(
            state=state, finished_at=timezone.now(), last_error=error[:300]
        )
        if not changed:
            return
        if state == State.FAILED:
            # Summed up anew: more may have gone back than was left, when the dashboard gave some too.
            others = Refund.objects.filter(payment=refund.payment_id).exclude(state=State.FAILED)
            asked = sum(others.values_list("amount_cents", flat=True))
            payment.update(refunding_cents=Least(asked, F("amount_cents")))
            open_issue(
                MoneyIssue.Kind.REFUND,
                subject_key=refund.idempotency_key,
                order=refund.order,
                payment=refund.payment,
                detail={"cents": refund.amount_cents, "why": error[:300]},
            )
        AuditEntry.objects.create(
            action=f"refund.{state}", order=refund.order, detail={"cents": refund.amount_cents}
        )
        if state == State.SUCCEEDED:
            # In the same commit: nobody looks at a finished refund again.
            note_fully_refunded(refund.payment)
