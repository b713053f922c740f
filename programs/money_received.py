"""Money as it came in: payments, suspense, and what a person has to look at.

Everything here commits by itself, before anything is concluded from it.
"""

from django.db import transaction
from django.utils import timezone

from programs.models import AuditEntry, MoneyIssue, Order, Payment
from programs.stripe_facts import PaymentFacts, SessionFacts

# Of a PaymentIntent: https://docs.stripe.com/payments/paymentintents/lifecycle
FAILED_STATUSES = {"requires_payment_method", "canceled"}


def record_session(facts: SessionFacts, order: Order | None) -> Payment | None:
    """Record the money of a session, if it took any or is taking it. None when there is none."""
    if facts.payment is None:
        return None
    state = payment_state(facts.payment)
    if state is None or (state == Payment.State.FAILED and facts.status != "complete"):
        return None
    return record_payment(
        facts.payment,
        state=state,
        order=order,
        tax_cents=facts.tax_cents,
        session_id=facts.id,
        invoice_id=facts.invoice_id,
    )


def payment_state(facts: PaymentFacts) -> str | None:
    if facts.status == "succeeded":
        return Payment.State.SUCCEEDED
    if facts.status == "processing":
        return Payment.State.PROCESSING
    return Payment.State.FAILED if facts.status in FAILED_STATUSES else None


def record_payment(
    facts: PaymentFacts,
    *,
    state: str,
    order: Order | None,
    tax_cents: int = 0,
    session_id: str = "",
    invoice_id: str = "",
) -> Payment:
    """The row of this PaymentIntent, made or brought forward. Without an order it is in suspense."""
    now = timezone.now()
    with transaction.atomic(durable=True):
        payment, is_new = Payment.objects.get_or_create(
            payment_intent_id=facts.id,
            defaults={
                "state": state,
                "order": order,
                "amount_cents": facts.amount_cents,
                "tax_cents": tax_cents,
                "currency": facts.currency,
                "charge_id": facts.charge_id,
                "method_type": facts.method_type,
                "receipt_url": facts.receipt_url,
                "session_id": session_id,
                "invoice_id": invoice_id,
                "charged_at": facts.charged_at,
                "received_at": now if state == Payment.State.SUCCEEDED else None,
            },
        )
        if is_new:
            AuditEntry.objects.create(
                action=f"payment.{state}", order=order, detail={"cents": facts.amount_cents}
            )
        else:
            _bring_forward(payment, facts, state=state, order=order, now=now)
            if invoice_id and invoice_id != payment.invoice_id:
                # Stripe makes it after it has said that the session is complete.
                Payment.objects.filter(pk=payment.pk).update(invoice_id=invoice_id)
                payment.invoice_id = invoice_id
        if payment.order_id is None and payment.state == Payment.State.SUCCEEDED:
            open_issue(MoneyIssue.Kind.SUSPENSE, subject_key=facts.id, payment=payment)
    return payment


def _bring_forward(payment: Payment, facts: PaymentFacts, *, state: str, order, now) -> None:
    row = Payment.objects.filter(pk=payment.pk)
    if order is not None and row.filter(order=None).update(order=order):
        resolve_issue(
            MoneyIssue.Kind.SUSPENSE, subject_key=facts.id, resolution="Its order turned up."
        )
    if state != payment.state:
        # A debit goes from processing to succeeded or failed; a late failure undoes neither way.
        received_at = now if state == Payment.State.SUCCEEDED else None
        not_received = row.exclude(state=Payment.State.SUCCEEDED)
        if not_received.update(state=state, received_at=received_at):
            AuditEntry.objects.create(
                action=f"payment.{state}", order=order, detail={"cents": facts.amount_cents}
            )
    if facts.charge_id:
        row.update(
            charge_id=facts.charge_id,
            charged_at=facts.charged_at or payment.charged_at,
            method_type=facts.method_type,
            receipt_url=facts.receipt_url,
        )
    payment.refresh_from_db()


def open_issue(
    kind: str,
    *,
    subject_key: str,
    order: Order | None = None,
    payment: Payment | None = None,
    detail: dict | None = None,
) -> MoneyIssue:
    """Put something before a person, once."""
    issue, is_new = MoneyIssue.objects.get_or_create(
        kind=kind,
        subject_key=subject_key,
        defaults={"order": order, "payment": payment, "detail": detail or {}},
    )
    if is_new:
        AuditEntry.objects.create(action=f"money_issue.{kind}", order=order, detail=issue.detail)
    return issue


def resolve_issue(kind: str, *, subject_key: str, resolution: str, actor=None) -> bool:
    unresolved = MoneyIssue.objects.open().filter(kind=kind, subject_key=subject_key)
    return bool(
        unresolved.update(resolved_at=timezone.now(), resolved_by=actor, resolution=resolution)
    )
