"""What a buyer reads about the money: tax, the invoice of a paid session, the bank's statement."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from programs.sandbox.errors import InvalidParameter, not_in_the_sandbox
from programs.sandbox.events import emit
from programs.sandbox.objects import blank
from programs.sandbox.state import Store

# Of the account, as it would be set in the dashboard. https://docs.stripe.com/get-started/account/statement-descriptors
STATEMENT_PREFIX = "THRESHOLD"
LONGEST_STATEMENT = 22
NOT_ON_STATEMENTS = re.compile(r"[<>\\'\"*]")
MOST_CUSTOM_FIELDS, LONGEST_FIELD_NAME, LONGEST_FIELD_VALUE, LONGEST_FOOTER = 4, 40, 140, 5000
IMITATED_INVOICE_DATA = {"custom_fields", "description", "footer", "metadata"}


def check_statement(params: dict[str, Any], *, methods: list[str]) -> None:
    """Refuse what Stripe refuses: a whole descriptor where cards are offered, or an unreadable one."""
    path = "payment_intent_data[statement_descriptor]"
    data = params.get("payment_intent_data", {})
    if data.get("statement_descriptor") and "card" in methods:
        raise InvalidParameter(
            "The statement_descriptor parameter is not supported for the payment_method_type card. "
            "Please use statement_descriptor_suffix instead.",
            param=path,
        )
    for name in ("statement_descriptor", "statement_descriptor_suffix"):
        text = data.get(name)
        if not text:
            continue
        if NOT_ON_STATEMENTS.search(text) or not text.isascii() or not re.search("[A-Za-z]", text):
            raise InvalidParameter(
                "The statement descriptor must contain at least one letter and may not contain any "
                "of these characters: <, >, \\, ', \", *.",
                param=f"payment_intent_data[{name}]",
            )
        if len(text) > LONGEST_STATEMENT:
            raise InvalidParameter(
                f"The statement descriptor must be at most {LONGEST_STATEMENT} characters.",
                param=f"payment_intent_data[{name}]",
            )


def statement_of(intent: dict[str, Any], method: str) -> str | None:
    """What stands on a card's statement; null for other methods. Cut as banks cut it."""
    if method != "card":
        return None
    suffix = intent["statement_descriptor_suffix"]
    whole = f"{STATEMENT_PREFIX}* {suffix}" if suffix else STATEMENT_PREFIX
    return whole[:LONGEST_STATEMENT].upper()


def invoice_creation(params: dict[str, Any]) -> dict[str, Any] | None:
    """The session's field of that name, checked; None when no invoice was asked for."""
    wish = params.get("invoice_creation")
    if not wish or not wish["enabled"]:
        return None
    data = wish.get("invoice_data", {})
    path = "invoice_creation[invoice_data]"
    for name in sorted(set(data) - IMITATED_INVOICE_DATA):
        raise not_in_the_sandbox(f"{path}[{name}]", param=f"{path}[{name}]")
    fields = data.get("custom_fields") or []
    if len(fields) > MOST_CUSTOM_FIELDS:
        raise InvalidParameter(
            f"Array {path}[custom_fields] exceeded maximum {MOST_CUSTOM_FIELDS} allowed elements.",
            param=f"{path}[custom_fields]",
        )
    for place, field in enumerate(fields):
        _check_length(field["name"], LONGEST_FIELD_NAME, f"{path}[custom_fields][{place}][name]")
        _check_length(field["value"], LONGEST_FIELD_VALUE, f"{path}[custom_fields][{place}][value]")
    _check_length(data.get("footer", ""), LONGEST_FOOTER, f"{path}[footer]")
    return {
        "enabled": True,
        "invoice_data": {
            "account_tax_ids": None,
            "custom_fields": fields or None,
            "description": data.get("description"),
            "footer": data.get("footer"),
            "issuer": None,
            "metadata": data.get("metadata", {}),
            "rendering_options": None,
        },
    }


def _check_length(text: str, most: int, param: str) -> None:
    if len(text) > most:
        raise InvalidParameter(
            f"Invalid string: {text[:20]}…; must be at most {most} characters", param=param
        )


def add_tax(store: Store, session: dict[str, Any]) -> None:
    """Stripe knows the tax only when the buyer's address is known."""
    percent = Decimal(str(store.setting("tax_percent", 0)))
    items = store.select("item", where={"_session": session["id"]})
    for item in items:
        tax = int((item["amount_subtotal"] * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))
        store.save(item | {"amount_tax": tax, "amount_total": item["amount_subtotal"] + tax})
        session["total_details"]["amount_tax"] += tax
        session["amount_total"] += tax
    session["automatic_tax"]["status"] = "complete"


def make_invoice(store: Store, session: dict[str, Any]) -> None:
    """The paid invoice of a session that asked for one and has just been paid. In a transaction."""
    if not session["invoice_creation"]["enabled"] or session["invoice"]:
        return
    data, total, now = (
        session["invoice_creation"]["invoice_data"],
        session["amount_total"],
        int(store.now()),
    )
    items = store.select("item", where={"_session": session["id"]}, oldest_first=True)
    invoice = blank(
        "invoice",
        amount_due=total,
        amount_paid=total,
        attempted=True,
        billing_reason="manual",
        collection_method="charge_automatically",
        created=now,
        currency=session["currency"],
        custom_fields=data["custom_fields"],
        customer=session["customer"],
        customer_email=session["customer_details"]["email"],
        customer_name=session["customer_details"]["name"],
        description=data["description"],
        effective_at=now,
        footer=data["footer"],
        lines=_lines(items),
        metadata=data["metadata"],
        number=f"SANDBOX-{len(store.select('invoice')) + 1:04d}",
        period_end=now,
        period_start=now,
        status="paid",
        status_transitions={
            "finalized_at": now,
            "marked_uncollectible_at": None,
            "paid_at": now,
            "voided_at": None,
        },
        subtotal=session["amount_subtotal"],
        subtotal_excluding_tax=session["amount_subtotal"],
        total=total,
        total_excluding_tax=session["amount_subtotal"],
        _session=session["id"],
    )
    page = f"{session['_base_url']}/invoices/{invoice['id']}"
    invoice |= {"hosted_invoice_url": page, "invoice_pdf": f"{page}/pdf"}
    session["invoice"] = store.save(invoice)["id"]
    for kind in ("created", "finalized", "paid", "payment_succeeded"):
        emit(store, f"invoice.{kind}", invoice)


def _lines(items: list[dict[str, Any]]) -> dict[str, Any]:
    lines = [
        blank(
            "line_item",
            amount=item["amount_subtotal"],
            currency=item["currency"],
            description=item["description"],
            discountable=False,
            quantity=item["quantity"],
            subtotal=item["amount_subtotal"],
        )
        for item in items
    ]
    return {"object": "list", "data": lines, "has_more": False, "url": "/v1/invoices/lines"}
