"""What a Checkout session is asked for, as the parameters of `checkout.sessions.create`.

Equal requests give equal parameters, because a repeated idempotency key demands the same bytes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

METHODS = ["card", "us_bank_account"]
# https://docs.stripe.com/api/metadata
LONGEST_METADATA_VALUE = 500
# https://docs.stripe.com/get-started/account/statement-descriptors
LONGEST_STATEMENT = 22
LONGEST_FIELD_VALUE = 140  # of an invoice's own field
LONGEST_FOOTER = 5000


@dataclass(frozen=True)
class ChargedLine:
    name: str
    description: str
    unit_cents: int
    count: int


@dataclass(frozen=True)
class SessionRequest:
    """What a Checkout session is made from, all of it frozen on an order and its attempt."""

    key: str
    order_reference: str
    buyer_email: str
    currency: str
    lines: tuple[ChargedLine, ...]
    success_url: str
    cancel_url: str
    expires_at: datetime
    deadline_text: str
    description: str
    invoice_fields: dict[str, str] = field(default_factory=dict)  # at most 4, beside the order
    invoice_footer: str = ""
    metadata: dict[str, str] = field(default_factory=dict)


def session_params(request: SessionRequest) -> dict[str, Any]:
    """Quantity, codes and currency stay ours; cards and bank debits are taken.

    What stands on the buyer's statement: `statement_descriptor` is for other methods than cards, and
    Stripe refuses it wherever a card is one of the methods on offer, as it is here. The suffix is
    for cards, behind the account's own prefix ("THRESHOLD* TL-7F3K9Q"); a bank debit shows the
    account's descriptor. Both are set in the dashboard.
    https://docs.stripe.com/get-started/account/statement-descriptors
    https://support.stripe.com/questions/use-of-the-statement-descriptor-parameter-on-paymentintents-for-card-charges
    """
    metadata = {**request.metadata, "order": request.order_reference, "attempt": request.key}
    params: dict[str, Any] = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "line_items": [_line_item(line, request.currency) for line in request.lines],
        "client_reference_id": request.order_reference,
        "customer_email": request.buyer_email,
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
        "expires_at": int(request.expires_at.timestamp()),
        "allowed_payment_method_types": METHODS,
        "allow_promotion_codes": False,
        "adaptive_pricing": {"enabled": False},
        "custom_text": {"submit": {"message": request.deadline_text}},
        "metadata": metadata,
        "payment_intent_data": {
            "description": request.description,
            "metadata": metadata,
            "receipt_email": request.buyer_email,
            "statement_descriptor_suffix": request.order_reference[:LONGEST_STATEMENT],
        },
        "invoice_creation": {"enabled": True, "invoice_data": _invoice_data(request, metadata)},
    }
    if settings.STRIPE_TAX:
        params["automatic_tax"] = {"enabled": True}
        params["billing_address_collection"] = "required"
    return params


def _invoice_data(request: SessionRequest, metadata: dict[str, str]) -> dict[str, Any]:
    """The invoice that Stripe makes once the session is paid: https://docs.stripe.com/receipts"""
    fields = {"Order": request.order_reference, **request.invoice_fields}
    data: dict[str, Any] = {
        "description": request.description,
        "metadata": metadata,
        "custom_fields": [
            {"name": name, "value": value[:LONGEST_FIELD_VALUE]} for name, value in fields.items()
        ],
    }
    if request.invoice_footer:
        data["footer"] = request.invoice_footer[:LONGEST_FOOTER]
    return data


def _line_item(line: ChargedLine, currency: str) -> dict[str, Any]:
    product = {"name": line.name}
    if line.description:
        product["description"] = line.description
    price: dict[str, Any] = {
        "currency": currency,
        "unit_amount": line.unit_cents,
        "product_data": product,
    }
    if settings.STRIPE_TAX:
        price["tax_behavior"] = "exclusive"
    return {"price_data": price, "quantity": line.count}


def listed(ids) -> str:
    """Ids for a metadata value: as many whole ones as it can hold."""
    text = ""
    for each in map(str, ids):
        longer = f"{text},{each}" if text else each
        if len(longer) > LONGEST_METADATA_VALUE:
            break
        text = longer
    return text
