"""Money that a buyer's bank asks back. Stripe takes it at once and decides later."""

from django.utils import timezone

from programs import payments
from programs.models import Dispute, MoneyIssue, Payment
from programs.money_received import open_issue, resolve_issue
from programs.stripe_facts import DisputeFacts


def learn_dispute(facts: DisputeFacts) -> Dispute:
    """Record a dispute as it stands; an open one is put before a person."""
    payment = Payment.objects.filter(payment_intent_id=facts.payment_intent_id).first()
    dispute, _ = Dispute.objects.update_or_create(
        dispute_id=facts.id,
        defaults={
            "payment": payment,
            "charge_id": facts.charge_id,
            "amount_cents": facts.amount_cents,
            "reason": facts.reason,
            "status": facts.status,
            "opened_at": facts.opened_at,
        },
    )
    open_issue(
        MoneyIssue.Kind.DISPUTE,
        subject_key=facts.id,
        order=payment.order if payment else None,
        payment=payment,
        detail={"cents": facts.amount_cents, "reason": facts.reason},
    )
    if facts.is_closed:
        Dispute.objects.filter(pk=dispute.pk, closed_at=None).update(closed_at=timezone.now())
        resolve_issue(
            MoneyIssue.Kind.DISPUTE, subject_key=facts.id, resolution=f"Stripe: {facts.status}."
        )
        dispute.refresh_from_db()
    return dispute


def ask_about_dispute(dispute: Dispute) -> Dispute:
    """Banks take months; should nobody tell us of the end, asking does."""
    return learn_dispute(payments.retrieve_dispute(dispute.dispute_id))
