"""Payment intents, charges, refunds, disputes and what they do to the balance, as dictionaries."""

from typing import Any

from programs.sandbox.bills import statement_of
from programs.sandbox.ids import new_id, random_text
from programs.sandbox.objects import blank

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


def charge(
    intent: dict[str, Any], *, status: str, method: str, buyer: dict[str, Any], now: int
) -> dict[str, Any]:
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
        calculated_statement_descriptor=statement_of(intent, method),
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
                "The bank did not return any further details with this decline."
                if failed
                else "Payment complete."
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


def balance_transaction(
    source: dict[str, Any], *, amount: int, fee: int, category: str, now: int
) -> dict[str, Any]:
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
