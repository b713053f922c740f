"""Checkout sessions: creating one from validated parameters, as Stripe would or wouldn't."""

from typing import Any
from urllib.parse import urlsplit

from programs.sandbox.bills import check_statement, invoice_creation
from programs.sandbox.errors import InvalidParameter, no_such, not_in_the_sandbox
from programs.sandbox.ids import new_id
from programs.sandbox.objects import blank, line_item
from programs.sandbox.state import Store

LEAST_MINUTES, MOST_HOURS = 30, 24
SMALLEST_TOTAL, LARGEST_TOTAL = 50, 99_999_999
MOST_LINE_ITEMS, LONGEST_REFERENCE, LONGEST_CUSTOM_TEXT = 100, 200, 1200
LONGEST_NAME, LONGEST_URL = 250, 5000
METHODS = ("card", "us_bank_account")
# Real parameters of Stripe's that change what happens, which the sandbox does not imitate.
NOT_IMITATED = {
    "after_expiration",
    "customer_account",
    "discounts",
    "managed_payments",
    "optional_items",
    "payment_method_configuration",
    "permissions",
    "return_url",
    "setup_intent_data",
    "shipping_address_collection",
    "shipping_options",
    "subscription_data",
}
# Switches that must be off here: they would change who pays what.
MUST_BE_OFF = ("adaptive_pricing",)
# Parameters that a session only repeats in its answer.
ECHOED = (
    "billing_address_collection",
    "cancel_url",
    "client_reference_id",
    "consent_collection",
    "custom_fields",
    "customer_creation",
    "customer_email",
    "integration_identifier",
    "locale",
    "name_collection",
    "origin_context",
    "phone_number_collection",
    "submit_type",
    "success_url",
    "tax_id_collection",
)


def create_session(store: Store, params: dict[str, Any], *, base_url: str) -> dict[str, Any]:
    """A new open session in the store, or InvalidParameter with Stripe's words."""
    now = int(store.now())
    _refuse_what_is_not_imitated(params)
    expires_at = _check_expiry(params, now=now)
    _check_texts(params)
    customer = params.get("customer")
    if customer and store.find("customer", customer) is None:
        raise no_such("customer", customer, param="customer")
    methods = _offered_methods(params)
    check_statement(params, methods=methods)
    items = [line_item(item, now=now) for item in _checked_items(params)]
    total = _checked_total(items)
    session_id = new_id("checkout.session")
    session = blank(
        "checkout.session",
        **{name: params[name] for name in ECHOED if name in params},
        id=session_id,
        allow_promotion_codes=params.get("allow_promotion_codes"),
        allowed_payment_method_types=params.get("allowed_payment_method_types"),
        amount_subtotal=total,
        amount_total=total,
        created=now,
        currency=items[0]["currency"],
        custom_text=_custom_text(params),
        customer=customer,
        excluded_payment_method_types=params.get("excluded_payment_method_types"),
        expires_at=expires_at,
        metadata={key: text for key, text in params.get("metadata", {}).items() if text},
        mode="payment",
        payment_method_types=methods,
        payment_status="unpaid" if total else "no_payment_required",
        status="open",
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode="hosted_page",
        url=f"{base_url}/c/pay/{session_id}",
        _base_url=base_url,
        _payment_intent_data=params.get("payment_intent_data", {}),
    )
    if params.get("automatic_tax", {}).get("enabled"):
        session["automatic_tax"] = {
            "enabled": True,
            "liability": {"type": "self"},
            "provider": "stripe",
            "status": "requires_location_inputs",
        }
    if wish := invoice_creation(params):
        session["invoice_creation"] = wish
    if not customer:
        session["customer_creation"] = params.get("customer_creation", "if_required")
    if session["customer_email"]:
        session["customer_details"] = buyer_details(session["customer_email"])
    store.save(session)
    for item in items:
        store.save(item | {"_session": session_id, "created": now})
    store.schedule("expire", session_id, at=expires_at)
    return session


def buyer_details(email: str) -> dict[str, Any]:
    return {
        "address": None,
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": None,
    }


def _refuse_what_is_not_imitated(params: dict[str, Any]) -> None:
    if "mode" not in params:
        # Stripe can infer the mode from the line items; we always say it.
        raise InvalidParameter(
            "Missing required param: mode.", code="parameter_missing", param="mode"
        )
    if params["mode"] != "payment":
        raise not_in_the_sandbox(f"mode={params['mode']}", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise not_in_the_sandbox(f"ui_mode={params['ui_mode']}", param="ui_mode")
    for name in sorted(NOT_IMITATED & set(params)):
        raise not_in_the_sandbox(name, param=name)
    for name in MUST_BE_OFF:
        if params.get(name, {}).get("enabled"):
            raise not_in_the_sandbox(f"{name}[enabled]=true", param=f"{name}[enabled]")
    if params.get("payment_intent_data", {}).get("capture_method", "automatic_async") == "manual":
        raise not_in_the_sandbox("manual capture", param="payment_intent_data[capture_method]")


def _check_expiry(params: dict[str, Any], *, now: int) -> int:
    expires_at = params.get("expires_at", now + MOST_HOURS * 3600)
    if expires_at < now + LEAST_MINUTES * 60:
        raise InvalidParameter(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
            param="expires_at",
        )
    if expires_at > now + MOST_HOURS * 3600:
        raise InvalidParameter(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )
    return expires_at


def _check_texts(params: dict[str, Any]) -> None:
    if "success_url" not in params:
        raise InvalidParameter(
            "Missing required param: success_url.", code="parameter_missing", param="success_url"
        )
    for name in ("success_url", "cancel_url"):
        if name in params and not _is_web_address(params[name]):
            raise InvalidParameter("Not a valid URL", code="url_invalid", param=name)
    if params.get("customer") and params.get("customer_email"):
        raise InvalidParameter(
            "You may only specify one of these parameters: customer, customer_email.",
            param="customer_email",
        )
    email = params.get("customer_email")
    if email is not None and ("@" not in email or " " in email or email.endswith("@")):
        raise InvalidParameter(
            f"Invalid email address: {email}", code="email_invalid", param="customer_email"
        )
    _check_length(params.get("client_reference_id"), LONGEST_REFERENCE, "client_reference_id")
    for place, text in params.get("custom_text", {}).items():
        if text:
            _check_length(text["message"], LONGEST_CUSTOM_TEXT, f"custom_text[{place}][message]")


def _is_web_address(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(address) <= LONGEST_URL


def _check_length(text: str | None, most: int, param: str) -> None:
    if text is not None and len(text) > most:
        raise InvalidParameter(
            f"Invalid string: {text[:20]}…; must be at most {most} characters", param=param
        )


def _checked_items(params: dict[str, Any]) -> list[dict[str, Any]]:
    items = params.get("line_items") or []
    if not items:
        raise InvalidParameter(
            "You must pass `line_items` in `payment` mode.",
            code="parameter_missing",
            param="line_items",
        )
    if len(items) > MOST_LINE_ITEMS:
        raise InvalidParameter("Array is too long: at most 100 line items.", param="line_items")
    for place, item in enumerate(items):
        _check_item(item, path=f"line_items[{place}]")
    currencies = {item["price_data"]["currency"].lower() for item in items}
    if len(currencies) > 1:
        raise InvalidParameter("All line items must have the same currency.", param="line_items")
    return items


def _check_item(item: dict[str, Any], *, path: str) -> None:
    if "price" in item:
        raise no_such("price", item["price"], param=f"{path}[price]")
    price = item.get("price_data")
    if price is None:
        raise InvalidParameter(
            "Each line item needs `price` or `price_data`.",
            code="parameter_missing",
            param=f"{path}[price]",
        )
    for name in ("recurring", "product"):
        if name in price:
            raise not_in_the_sandbox(f"price_data[{name}]", param=f"{path}[price_data][{name}]")
    if "product_data" not in price:
        raise InvalidParameter(
            f"Missing required param: {path}[price_data][product_data].",
            code="parameter_missing",
            param=f"{path}[price_data][product_data]",
        )
    _check_length(price["product_data"]["name"], LONGEST_NAME, f"{path}[price_data][name]")
    if ("unit_amount" in price) == ("unit_amount_decimal" in price):
        raise InvalidParameter(
            "You must pass one of `unit_amount` and `unit_amount_decimal`.",
            param=f"{path}[price_data][unit_amount]",
        )
    if item.get("adjustable_quantity", {}).get("enabled"):
        raise not_in_the_sandbox("adjustable quantities", param=f"{path}[adjustable_quantity]")
    if price["currency"].lower() != "usd":
        raise not_in_the_sandbox("currencies other than usd", param=f"{path}[price_data][currency]")
    if "quantity" not in item:
        raise InvalidParameter(
            f"Missing required param: {path}[quantity].",
            code="parameter_missing",
            param=f"{path}[quantity]",
        )
    for name, number in (("quantity", item["quantity"]), ("unit_amount", price.get("unit_amount"))):
        least = 1 if name == "quantity" else 0
        if number is not None and number < least:
            raise InvalidParameter(
                f"This value must be greater than or equal to {least}.",
                code="parameter_invalid_integer",
                param=f"{path}[{name}]",
            )


def _checked_total(items: list[dict[str, Any]]) -> int:
    total = sum(item["amount_total"] for item in items)
    if 0 < total < SMALLEST_TOTAL:
        raise InvalidParameter(
            "The Checkout Session's total amount due must add up to at least $0.50 usd",
            code="amount_too_small",
        )
    if total > LARGEST_TOTAL:
        raise InvalidParameter(
            "The Checkout Session's total amount due must be no more than $999,999.99",
            code="amount_too_large",
        )
    return total


def _offered_methods(params: dict[str, Any]) -> list[str]:
    allowed = params.get("allowed_payment_method_types", METHODS)
    excluded = params.get("excluded_payment_method_types", ())
    offered = [method for method in METHODS if method in allowed and method not in excluded]
    if not offered:
        raise InvalidParameter(
            "No valid payment method types for this Checkout Session.",
            param="allowed_payment_method_types",
        )
    return offered


def _custom_text(params: dict[str, Any]) -> dict[str, Any]:
    places = ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
    given = params.get("custom_text", {})
    return {place: given.get(place) or None for place in places}
