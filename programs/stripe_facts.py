"""What we read of Stripe's objects, as plain frozen values. Amounts in cents, instants aware.

Fields that may be null at Stripe are read so that another stand-in may leave them out.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class SessionFacts:
    """A Checkout session as it is at Stripe now. Amounts in cents."""

    id: str
    status: str  # open, complete, expired
    payment_status: str  # paid, unpaid, no_payment_required
    url: str
    amount_cents: int
    tax_cents: int
    currency: str
    expires_at: datetime
    created_at: datetime
    order_reference: str
    attempt_key: str
    payment: "PaymentFacts | None"
    invoice_id: str = ""  # made by Stripe once the session is paid

    @property
    def is_paid(self) -> bool:
        return self.payment_status == "paid"

    @property
    def needs_no_payment(self) -> bool:
        return self.payment_status == "no_payment_required"


@dataclass(frozen=True)
class PaymentFacts:
    """A PaymentIntent with its latest charge."""

    id: str
    status: str  # succeeded, processing, requires_payment_method, canceled …
    amount_cents: int
    currency: str
    charge_id: str | None
    method_type: str
    receipt_url: str
    refunded_cents: int
    created_at: datetime
    charged_at: datetime | None = None  # of the charge: its day in the books


@dataclass(frozen=True)
class ChargeFacts:
    """One try at taking money: succeeded, pending (a bank debit on its way) or failed."""

    id: str
    status: str
    amount_cents: int
    currency: str
    payment_intent_id: str
    method_type: str
    receipt_url: str
    refunded_cents: int
    description: str
    made_at: datetime


@dataclass(frozen=True)
class InvoiceFacts:
    """Addresses that Stripe renews: asked for when somebody wants to see them, never stored."""

    id: str
    status: str  # draft, open, paid, void, uncollectible
    page_url: str
    pdf_url: str


@dataclass(frozen=True)
class RefundFacts:
    id: str
    status: str  # pending, requires_action, succeeded, failed, canceled
    amount_cents: int
    payment_intent_id: str
    key: str
    failure_reason: str
    currency: str
    made_at: datetime


@dataclass(frozen=True)
class DisputeFacts:
    id: str
    status: str
    reason: str
    amount_cents: int
    charge_id: str
    payment_intent_id: str
    opened_at: datetime

    @property
    def is_closed(self) -> bool:
        return self.status in {"won", "lost", "warning_closed"}


@dataclass(frozen=True)
class EventFacts:
    id: str
    type: str
    livemode: bool
    api_version: str
    object_id: str
    payload: dict[str, Any]


def session_facts(session: Any) -> SessionFacts:
    metadata = _metadata(session)
    intent = getattr(session, "payment_intent", None)
    totals = getattr(session, "total_details", None)
    return SessionFacts(
        id=session.id,
        status=session.status or "",
        payment_status=session.payment_status,
        url=getattr(session, "url", None) or "",
        amount_cents=getattr(session, "amount_total", None) or 0,
        tax_cents=getattr(totals, "amount_tax", None) or 0,
        currency=session.currency or "",
        expires_at=_instant(session.expires_at),
        created_at=_instant(session.created),
        order_reference=getattr(session, "client_reference_id", None) or metadata.get("order", ""),
        attempt_key=metadata.get("attempt", ""),
        payment=payment_facts(intent) if intent and not isinstance(intent, str) else None,
        invoice_id=id_of(getattr(session, "invoice", None)),
    )


def payment_facts(intent: Any) -> PaymentFacts:
    latest = getattr(intent, "latest_charge", None)
    charge = latest if not isinstance(latest, str) else None
    details = getattr(charge, "payment_method_details", None)
    return PaymentFacts(
        id=intent.id,
        status=intent.status,
        amount_cents=intent.amount,
        currency=intent.currency,
        charge_id=id_of(latest) or None,
        method_type=getattr(details, "type", None) or "",
        receipt_url=getattr(charge, "receipt_url", None) or "",
        refunded_cents=getattr(charge, "amount_refunded", None) or 0,
        created_at=_instant(intent.created),
        charged_at=_instant(charge.created) if charge else None,
    )


def charge_facts(charge: Any) -> ChargeFacts:
    details = getattr(charge, "payment_method_details", None)
    return ChargeFacts(
        id=charge.id,
        status=charge.status,
        amount_cents=charge.amount,
        currency=charge.currency,
        payment_intent_id=id_of(getattr(charge, "payment_intent", None)),
        method_type=getattr(details, "type", None) or "",
        receipt_url=getattr(charge, "receipt_url", None) or "",
        refunded_cents=getattr(charge, "amount_refunded", None) or 0,
        description=getattr(charge, "description", None) or "",
        made_at=_instant(charge.created),
    )


def invoice_facts(invoice: Any) -> InvoiceFacts:
    return InvoiceFacts(
        id=invoice.id,
        status=getattr(invoice, "status", None) or "",
        page_url=getattr(invoice, "hosted_invoice_url", None) or "",
        pdf_url=getattr(invoice, "invoice_pdf", None) or "",
    )


def refund_facts(refund: Any) -> RefundFacts:
    metadata = _metadata(refund)
    return RefundFacts(
        id=refund.id,
        status=refund.status or "",
        amount_cents=refund.amount,
        payment_intent_id=id_of(getattr(refund, "payment_intent", None)),
        key=metadata.get("refund", ""),
        failure_reason=getattr(refund, "failure_reason", None) or "",
        currency=refund.currency,
        made_at=_instant(refund.created),
    )


def dispute_facts(dispute: Any) -> DisputeFacts:
    return DisputeFacts(
        id=dispute.id,
        status=dispute.status,
        reason=dispute.reason or "",
        amount_cents=dispute.amount,
        charge_id=id_of(dispute.charge),
        payment_intent_id=id_of(dispute.payment_intent),
        opened_at=_instant(dispute.created),
    )


def _metadata(thing: Any) -> dict[str, str]:
    metadata = getattr(thing, "metadata", None)
    return metadata.to_dict() if metadata else {}


def id_of(value: Any) -> str:
    return value if isinstance(value, str) else (value.id if value else "")


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
