"""
Stripe's objects as dictionaries, in the shape of the API version that the installed SDK speaks.

Every field that the SDK declares is present (null unless the sandbox knows better), so code that
reads an attribute here can read it in production. Keys with a leading underscore are the
sandbox's own and never leave it.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import stripe

from programs.sandbox.ids import new_id, random_text

CLASSES: dict[str, Any] = {
    "checkout.session": stripe.checkout.Session,
    "item": stripe.LineItem,
    "price": stripe.Price,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "balance_transaction": stripe.BalanceTransaction,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "customer": stripe.Customer,
}
# Present only when expanded, or only on a deleted object.
NOT_BY_DEFAULT = {"deleted", "line_items", "refunds", "sources", "subscriptions", "tax_ids", "tiers"}
# Fields that Stripe never answers with null where the sandbox has nothing to say.
EMPTY: dict[str, dict[str, Any]] = {
    "checkout.session": {
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "collected_information": {
            "business_name": None,
            "individual_name": None,
            "shipping_details": None,
        },
        "custom_fields": [],
        "discounts": [],
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
    },
    "payment_intent": {
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "capture_method": "automatic_async",
        "confirmation_method": "automatic",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
    },
    "charge": {
        "amount_captured": 0,
        "amount_refunded": 0,
        "disputed": False,
        "fraud_details": {},
        "_charged_back": False,
    },
    "dispute": {"enhanced_eligibility_types": [], "evidence": {}},
    "customer": {"balance": 0, "invoice_settings": {}, "preferred_locales": []},
}
CARD = {
    "brand": "visa",
    "country": "US",
    "exp_month": 12,
    "exp_year": 2034,
    "fingerprint": "sandboxcard00000",
    "funding": "credit",
    "last4": "4242",
    "network": "visa",
}
BANK = {
    "account_holder_type": "individual",
    "account_type": "checking",
    "bank_name": "STRIPE TEST BANK",
    "fingerprint": "sandboxbank00000",
    "last4": "6789",
    "routing_number": "110000000",
}
METHODS: dict[str, dict[str, Any]] = {"card": CARD, "us_bank_account": BANK}


def blank(kind: str, **fields: Any) -> dict[str, Any]:
    """An object of a kind with a new id and all its fields; what isn't given is null."""
    names = [
        name
        for name in CLASSES[kind].__annotations__
        if name.islower() and not name.startswith("_") and name not in NOT_BY_DEFAULT
    ]
    value = dict.fromkeys(names) | {"id": new_id(kind), "object": kind} | EMPTY.get(kind, {})
    if "livemode" in value:
        value["livemode"] = False
    if "metadata" in value:
        value["metadata"] = {}
    return value | fields


def public(value: Any) -> Any:
    """The object without the sandbox's own keys."""
    if isinstance(value, dict):
        return {key: public(item) for key, item in value.items() if not key.startswith("_")}
    if isinstance(value, list):
        return [public(item) for item in value]
    return value


def line_item(params: dict[str, Any], *, now: int) -> dict[str, Any]:
    price_data, quantity = params["price_data"], params.get("quantity", 1)
    exact = Decimal(str(price_data.get("unit_amount_decimal") or price_data["unit_amount"]))
    amount = int((exact * quantity).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    product = price_data.get("product_data", {})
    price = blank(
        "price",
        active=False,
        billing_scheme="per_unit",
        created=now,
        currency=price_data["currency"].lower(),
        product=new_id("product"),
        tax_behavior=price_data.get("tax_behavior", "unspecified"),
        type="one_time",
        unit_amount=int(exact) if exact == int(exact) else None,
        unit_amount_decimal=str(exact),
    )
    return blank(
        "item",
        amount_discount=0,
        amount_subtotal=amount,
        amount_tax=0,
        amount_total=amount,
        currency=price["currency"],
        description=product.get("name"),
        metadata=params.get("metadata", {}),
        price=price,
        quantity=quantity,
        _details=product.get("description", ""),
    )


def payment_intent(session: dict[str, Any], *, now: int) -> dict[str, Any]:
    """The intent of a session's first attempt: null until then (API since 2022-08-01)."""
    data = session["_payment_intent_data"]
    intent_id = new_id("payment_intent")
    return blank(
        "payment_intent",
        id=intent_id,
        amount=session["amount_total"],
        amount_received=0,
        client_secret=f"{intent_id}_secret_{random_text(25)}",
        created=now,
        currency=session["currency"],
        customer=session["customer"],
        description=data.get("description"),
        metadata=data.get("metadata") or {},
        payment_method_types=session["payment_method_types"],
        receipt_email=data.get("receipt_email"),
        setup_future_usage=data.get("setup_future_usage"),
        statement_descriptor=data.get("statement_descriptor"),
        statement_descriptor_suffix=data.get("statement_descriptor_suffix"),
        status="requires_payment_method",
    )


def charge(intent: dict[str, Any], *, status: str, method: str, buyer: dict[str, Any], now: int) -> dict[str, Any]:
    """A charge that is `succeeded`, `pending` (a bank debit) or `failed`."""
    failed = status == "failed"
    charge_id = new_id("charge")
    return blank(
        "charge",
        id=charge_id,
        amount=intent["amount"],
        amount_captured=0 if failed else intent["amount"],
        billing_details={
            "address": buyer["address"],
            "email": buyer["email"],
            "name": buyer["name"],
            "phone": None,
            "tax_id": None,
        },
        calculated_statement_descriptor="THRESHOLD LEARNING",
        captured=not failed,
        created=now,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        metadata=intent["metadata"],
        outcome={
            "advice_code": "try_again_later" if failed else None,
            "network_advice_code": None,
            "network_decline_code": "01" if failed else None,
            "network_status": "declined_by_network" if failed else "approved_by_network",
            "reason": "generic_decline" if failed else None,
            "risk_level": "normal",
            "seller_message": (
                "The bank did not return any further details with this decline." if failed else "Payment complete."
            ),
            "type": "issuer_declined" if failed else "authorized",
        },
        paid=status == "succeeded",
        payment_intent=intent["id"],
        payment_method=new_id("payment_method"),
        payment_method_details={"type": method, method: dict(METHODS[method])},
        receipt_email=intent["receipt_email"],
        refunded=False,
        statement_descriptor=intent["statement_descriptor"],
        statement_descriptor_suffix=intent["statement_descriptor_suffix"],
        status=status,
    )


def refund(
    paid: dict[str, Any], *, amount: int, reason: str | None, metadata: dict[str, str], now: int
) -> dict[str, Any]:
    method = paid["payment_method_details"]["type"]
    details = {"reference_status": "pending", "reference_type": "acquirer_reference_number"}
    if method == "card":
        details["type"] = "refund"
    return blank(
        "refund",
        amount=amount,
        charge=paid["id"],
        created=now,
        currency=paid["currency"],
        destination_details={"type": method, method: details},
        metadata=metadata,
        payment_intent=paid["payment_intent"],
        reason=reason,
        status="pending",
    )


def balance_transaction(source: dict[str, Any], *, amount: int, fee: int, category: str, now: int) -> dict[str, Any]:
    fees = [
        {
            "amount": fee,
            "application": None,
            "currency": source["currency"],
            "description": "Payment processing fees",
            "type": "stripe_fee",
        }
    ]
    return blank(
        "balance_transaction",
        amount=amount,
        available_on=now + 2 * 24 * 3600,
        balance_type="payments",
        created=now,
        currency=source["currency"],
        description=source.get("description"),
        fee=fee,
        fee_details=fees if fee else [],
        net=amount - fee,
        reporting_category=category,
        source=source["id"],
        status="pending",
        type="adjustment" if category == "dispute" else category,
    )


def dispute(paid: dict[str, Any], *, reason: str, now: int) -> dict[str, Any]:
    return blank(
        "dispute",
        amount=paid["amount"] - paid["amount_refunded"],
        balance_transactions=[],
        charge=paid["id"],
        created=now,
        currency=paid["currency"],
        evidence_details={
            "due_by": now + 9 * 24 * 3600,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=False,
        payment_intent=paid["payment_intent"],
        payment_method_details={
            "type": "card",
            "card": {"brand": "visa", "case_type": "chargeback", "network_reason_code": "10"},
        },
        reason=reason,
        status="needs_response",
    )


def processing_fee(amount: int, method: str) -> int:
    """Stripe's list price in the United States: 2.9 % + 30 cents; bank debits 0.8 %, 5 dollars at most."""
    rate, fixed, most = (29, 30, None) if method == "card" else (8, 0, 500)
    fee = (amount * rate + 500) // 1000 + fixed
    return fee if most is None else min(fee, most)
