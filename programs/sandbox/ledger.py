"""
What happens to money: paying, declining, settling, expiring.

Each verb takes a session's id, is one transaction, and asks for the state first: a second click,
or a click that comes too late, changes nothing and says so with NotNow.
"""

from typing import Any

from programs.sandbox import bills, objects, payment_objects
from programs.sandbox.errors import ApiError
from programs.sandbox.events import emit
from programs.sandbox.sessions import buyer_details
from programs.sandbox.state import Store

# Seconds until Stripe knows the fee of a charge and says so in `charge.updated`.
FEE_DELAY = 1
DECLINED = {
    "advice_code": "try_again_later",
    "code": "card_declined",
    "decline_code": "generic_decline",
    "doc_url": "https://docs.stripe.com/error-codes/card-declined",
    "message": "Your card was declined.",
    "type": "card_error",
}
DEBIT_FAILED = {
    "code": "payment_intent_payment_attempt_failed",
    "doc_url": "https://docs.stripe.com/error-codes/payment-intent-payment-attempt-failed",
    "message": "The customer's bank account has insufficient funds.",
    "type": "invalid_request_error",
}
BUYER = {"email": "buyer@example.com", "name": "Sandbox Buyer"}


class NotNow(Exception):
    """The session is not in a state in which this can happen."""

    def __init__(self, session: dict[str, Any], verb: str):
        self.session = session
        super().__init__(
            f"Cannot {verb} a session that is {session['status']} and {session['payment_status']}."
        )


def pay(
    store: Store, session_id: str, *, email: str | None = None, name: str | None = None
) -> dict[str, Any]:
    """Pay an open session by card. Returns the completed session."""
    with store.transaction():
        session = _open_session(store, session_id, verb="pay")
        _complete(store, session, email=email, name=name)
        if session["amount_total"] == 0:
            _finish(store, session)
            return session
        intent, paid = _attempt(store, session, method="card", status="succeeded")
        emit(store, "charge.succeeded", paid)
        emit(store, "payment_intent.succeeded", intent)
        session["payment_status"] = "paid"
        _finish(store, session)
        store.schedule("fee", paid["id"], at=store.now() + FEE_DELAY)
    return session


def decline(store: Store, session_id: str) -> dict[str, Any]:
    """The card is declined: the session stays open and can still be paid."""
    with store.transaction():
        session = _open_session(store, session_id, verb="decline a card for")
        intent, failed = _attempt(store, session, method="card", status="failed")
        emit(store, "charge.failed", failed)
        emit(store, "payment_intent.payment_failed", intent)
        store.save(session)
    return session


def pay_by_bank_debit(
    store: Store,
    session_id: str,
    *,
    email: str | None = None,
    name: str | None = None,
    settle_after: float | None = None,
    fail_after: float | None = None,
) -> dict[str, Any]:
    """
    Promise money by bank debit: the session is complete and unpaid until `settle_bank_debit` or
    `fail_bank_debit`, which may be asked for in advance, in seconds.
    """
    with store.transaction():
        session = _open_session(store, session_id, verb="pay")
        if "us_bank_account" not in session["payment_method_types"]:
            raise NotNow(session, "pay by bank debit, which is not offered, for")
        _complete(store, session, email=email, name=name)
        intent, pending = _attempt(store, session, method="us_bank_account", status="pending")
        emit(store, "payment_intent.processing", intent)
        emit(store, "charge.pending", pending)
        _finish(store, session)
        for action, seconds in (("settle", settle_after), ("fail", fail_after)):
            if seconds is not None:
                store.schedule(action, session_id, at=store.now() + seconds)
    return session


def settle_bank_debit(store: Store, session_id: str) -> dict[str, Any]:
    """The debited money arrives, days later."""
    with store.transaction():
        session, intent, pending = _processing(store, session_id, verb="settle")
        pending |= {"status": "succeeded", "paid": True}
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "processing": None}
        session["payment_status"] = "paid"
        for value in (pending, intent):
            store.save(value)
        emit(store, "charge.succeeded", pending)
        emit(store, "payment_intent.succeeded", intent)
        bills.make_invoice(store, session)
        store.save(session)
        emit(store, "checkout.session.async_payment_succeeded", session)
        store.schedule("fee", pending["id"], at=store.now() + FEE_DELAY)
    return session


def fail_bank_debit(store: Store, session_id: str) -> dict[str, Any]:
    """The bank refuses the debit, days later: the session stays complete and unpaid for good."""
    with store.transaction():
        session, intent, pending = _processing(store, session_id, verb="fail")
        pending |= {
            "status": "failed",
            "captured": False,
            "amount_captured": 0,
            "failure_code": "insufficient_funds",
            "failure_message": DEBIT_FAILED["message"],
        }
        intent |= {
            "status": "requires_payment_method",
            "last_payment_error": DEBIT_FAILED | {"charge": pending["id"]},
            "payment_method": None,
            "processing": None,
        }
        for value in (pending, intent):
            store.save(value)
        emit(store, "charge.failed", pending)
        emit(store, "payment_intent.payment_failed", intent)
        emit(store, "checkout.session.async_payment_failed", session)
    return session


def expire(store: Store, session_id: str) -> dict[str, Any]:
    """End an open session, as the API's expire call or the clock does."""
    with store.transaction():
        session = store.get("checkout.session", session_id)
        if session["status"] != "open":
            raise ApiError(
                400,
                'Only Checkout Sessions with a status in ["open"] can be expired. This '
                f"Checkout Session has a status of `{session['status']}`.",
            )
        session |= {"status": "expired", "url": None}
        store.save(session)
        if session["payment_intent"]:
            intent = store.get("payment_intent", session["payment_intent"])
            intent |= {
                "status": "canceled",
                "canceled_at": int(store.now()),
                "cancellation_reason": "expired",
            }
            emit(store, "payment_intent.canceled", store.save(intent))
        emit(store, "checkout.session.expired", session)
    return session


def book_fee(store: Store, charge_id: str) -> None:
    """Stripe's fee of a charge becomes known."""
    with store.transaction():
        paid = store.get("charge", charge_id)
        if paid["balance_transaction"]:
            return
        transaction = payment_objects.balance_transaction(
            paid,
            amount=paid["amount"],
            fee=payment_objects.processing_fee(
                paid["amount"], paid["payment_method_details"]["type"]
            ),
            category="charge",
            now=int(store.now()),
        )
        paid["balance_transaction"] = store.save(transaction)["id"]
        emit(store, "charge.updated", store.save(paid), previous={"balance_transaction": None})


def run_due(store: Store) -> None:
    """Everything that the clock brings: expired sessions, fees, bank debits that settle."""
    if not store.rows("SELECT 1 FROM due WHERE at <= ? LIMIT 1", store.now()):
        return
    verbs = {
        "expire": expire,
        "fee": book_fee,
        "settle": settle_bank_debit,
        "fail": fail_bank_debit,
    }
    with store.transaction():
        now = store.now()
        due = store.rows("SELECT * FROM due WHERE at <= ? ORDER BY at, id", now)
        store.execute("DELETE FROM due WHERE at <= ?", now)
        for row in due:
            try:
                verbs[row["action"]](store, row["object_id"])
            except (NotNow, ApiError):
                # Paid before its end, settled by hand before its time: nothing is left to do.
                continue


def _open_session(store: Store, session_id: str, *, verb: str) -> dict[str, Any]:
    session = store.get("checkout.session", session_id)
    if session["status"] != "open" or session["expires_at"] <= store.now():
        raise NotNow(session, verb)
    return session


def _processing(
    store: Store, session_id: str, *, verb: str
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The session, intent and charge of a bank debit that is under way."""
    session = store.get("checkout.session", session_id)
    intent = store.find("payment_intent", session["payment_intent"])
    if intent is None or intent["status"] != "processing":
        raise NotNow(session, verb)
    return session, intent, store.get("charge", intent["latest_charge"])


def _complete(
    store: Store, session: dict[str, Any], *, email: str | None, name: str | None
) -> None:
    email = session["customer_email"] or email or BUYER["email"]
    name = name or BUYER["name"]
    address = dict.fromkeys(("city", "line1", "line2", "state"))
    session["customer_details"] = buyer_details(email) | {
        "address": address | {"country": "US", "postal_code": "43004"},
        "name": name,
        "tax_ids": [],
    }
    session |= {"status": "complete", "url": None}
    if session["automatic_tax"]["enabled"]:
        bills.add_tax(store, session)


def _attempt(
    store: Store, session: dict[str, Any], *, method: str, status: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """One try at paying: the session's intent (made by the first try) and a new charge."""
    now = int(store.now())
    intent = store.find("payment_intent", session["payment_intent"])
    if intent is None:
        intent = payment_objects.payment_intent(session, now=now)
        session["payment_intent"] = intent["id"]
        emit(store, "payment_intent.created", store.save(intent))
    buyer = session["customer_details"] or (buyer_details(BUYER["email"]) | BUYER)
    made = payment_objects.charge(intent, status=status, method=method, buyer=buyer, now=now)
    made["_session"] = session["id"]
    intent |= {"latest_charge": made["id"], "payment_method": made["payment_method"]}
    if status == "succeeded":
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "last_payment_error": None,
        }
        made["receipt_url"] = f"{session['_base_url']}/receipts/{made['id']}"
    elif status == "pending":
        intent |= {"status": "processing", "last_payment_error": None, "processing": None}
        made["receipt_url"] = f"{session['_base_url']}/receipts/{made['id']}"
    else:
        made |= {"failure_code": DECLINED["code"], "failure_message": DECLINED["message"]}
        intent |= {
            "status": "requires_payment_method",
            "last_payment_error": DECLINED | {"charge": made["id"]},
            "payment_method": None,
        }
    return store.save(intent), store.save(made)


def _finish(store: Store, session: dict[str, Any]) -> None:
    # An invoice needs somebody to be addressed to.
    needs_customer = session["invoice_creation"]["enabled"]
    needs_customer = needs_customer or session["customer_creation"] == "always"
    if needs_customer and not session["customer"]:
        customer = objects.blank(
            "customer",
            created=int(store.now()),
            email=session["customer_details"]["email"],
            name=session["customer_details"]["name"],
        )
        session["customer"] = store.save(customer)["id"]
    if session["payment_status"] == "paid":
        bills.make_invoice(store, session)
    emit(store, "checkout.session.completed", store.save(session))
