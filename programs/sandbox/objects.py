"""
Stripe's objects as dictionaries, in the shape of the API version that the installed SDK speaks.

Every field that the SDK declares is present (null unless the sandbox knows better), so code that
reads an attribute here can read it in production. Keys with a leading underscore are the
sandbox's own and never leave it.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import stripe

from programs.sandbox.ids import new_id

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
    "invoice": stripe.Invoice,
    "line_item": stripe.InvoiceLineItem,
}
# Present only when expanded, or only on a deleted object.
NOT_BY_DEFAULT = {
    "deleted",
    "line_items",
    "payments",
    "refunds",
    "sources",
    "subscriptions",
    "tax_ids",
    "tiers",
}
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
    "invoice": {
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "attempt_count": 1,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "starting_balance": 0,
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    },
    "line_item": {"discount_amounts": [], "discounts": [], "taxes": []},
    "customer": {"balance": 0, "invoice_settings": {}, "preferred_locales": []},
}


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
