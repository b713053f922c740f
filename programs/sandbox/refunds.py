"""Money that goes back: refunds, and disputes that the buyer's bank opens."""

from typing import Any

from programs.sandbox import payment_objects
from programs.sandbox.errors import ApiError, InvalidParameter, no_such, not_in_the_sandbox
from programs.sandbox.events import emit
from programs.sandbox.state import Store

DISPUTE_FEE = 1500
# What becomes of new refunds: see `POST /_sandbox/refunds`. Bank debits are always pending first.
OUTCOMES = ("succeeded", "pending", "failed")


def create_refund(store: Store, params: dict[str, Any]) -> dict[str, Any]:
    """A refund of a charge, or ApiError with Stripe's words when there is nothing to give back."""
    for name in ("customer", "origin", "currency", "refund_application_fee", "reverse_transfer"):
        if params.get(name):
            raise not_in_the_sandbox(f"refunds with {name}", param=name)
    with store.transaction():
        paid = _refundable_charge(store, params)
        left = paid["amount"] - paid["amount_refunded"]
        amount = params.get("amount", left)
        _check_amount(paid, amount=amount, left=left)
        refund = payment_objects.refund(
            paid,
            amount=amount,
            reason=params.get("reason"),
            metadata=params.get("metadata") or {},
            now=int(store.now()),
        )
        outcome = store.setting("refund_outcome", "succeeded")
        if paid["payment_method_details"]["type"] != "card" and outcome == "succeeded":
            outcome = "pending"
        _book(store, refund, paid)
        if outcome == "succeeded":
            refund["status"] = "succeeded"
        else:
            refund["pending_reason"] = "processing"
        store.save(refund)
        emit(store, "refund.created", refund)
        emit(store, "charge.refunded", paid)
        if outcome == "failed":
            return fail_refund(store, refund["id"])
    return refund


def succeed_refund(store: Store, refund_id: str) -> dict[str, Any]:
    """A pending refund arrives at the buyer's bank."""
    with store.transaction():
        refund = store.get("refund", refund_id)
        if refund["status"] != "pending":
            raise ApiError(400, f"This refund is {refund['status']}.")
        refund |= {"status": "succeeded", "pending_reason": None}
        emit(store, "refund.updated", store.save(refund), previous={"status": "pending"})
        emit(store, "charge.refund.updated", refund, previous={"status": "pending"})
    return refund


def fail_refund(store: Store, refund_id: str) -> dict[str, Any]:
    """The buyer's bank sends the money back: it stands in our balance again."""
    with store.transaction():
        refund = store.get("refund", refund_id)
        if refund["status"] not in ("pending", "succeeded"):
            raise ApiError(400, f"This refund is {refund['status']}.")
        before = refund["status"]
        returned = payment_objects.balance_transaction(
            refund,
            amount=refund["amount"],
            fee=0,
            category="refund_failure",
            now=int(store.now()),
        )
        refund |= {
            "status": "failed",
            "failure_reason": "expired_or_canceled_card",
            "failure_balance_transaction": store.save(returned)["id"],
            "pending_reason": None,
        }
        store.save(refund)
        paid = store.get("charge", refund["charge"])
        paid["amount_refunded"] -= refund["amount"]
        paid["refunded"] = False
        store.save(paid)
        emit(store, "refund.updated", refund, previous={"status": before})
        emit(store, "charge.refund.updated", refund, previous={"status": before})
        emit(store, "refund.failed", refund)
    return refund


def open_dispute(store: Store, charge_id: str, *, reason: str = "fraudulent") -> dict[str, Any]:
    """The buyer's bank takes the money and a fee until the dispute is decided."""
    with store.transaction():
        paid = store.get("charge", charge_id)
        if paid["disputed"] or paid["status"] != "succeeded" or paid["refunded"]:
            raise ApiError(400, "This charge cannot be disputed now.")
        now = int(store.now())
        dispute = payment_objects.dispute(paid, reason=reason, now=now)
        taken = payment_objects.balance_transaction(
            dispute, amount=-dispute["amount"], fee=DISPUTE_FEE, category="dispute", now=now
        )
        dispute["balance_transactions"] = [store.save(taken)]
        paid |= {"disputed": True, "_charged_back": True}
        store.save(paid)
        emit(store, "charge.dispute.created", store.save(dispute))
        emit(store, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(store: Store, dispute_id: str, *, won: bool) -> dict[str, Any]:
    """The dispute is decided; what was taken comes back when it is won."""
    with store.transaction():
        dispute = store.get("dispute", dispute_id)
        if dispute["status"] in ("won", "lost"):
            raise ApiError(400, f"This dispute is already {dispute['status']}.")
        before = dispute["status"]
        dispute["status"] = "won" if won else "lost"
        if won:
            # `disputed` stays true for good, but the money can be refunded again.
            store.save(store.get("charge", dispute["charge"]) | {"_charged_back": False})
            returned = payment_objects.balance_transaction(
                dispute,
                amount=dispute["amount"],
                fee=-DISPUTE_FEE,
                category="dispute_reversal",
                now=int(store.now()),
            )
            dispute["balance_transactions"].append(store.save(returned | {"type": "adjustment"}))
        emit(store, "charge.dispute.closed", store.save(dispute), previous={"status": before})
        if won:
            emit(store, "charge.dispute.funds_reinstated", dispute)
    return dispute


def _refundable_charge(store: Store, params: dict[str, Any]) -> dict[str, Any]:
    if ("charge" in params) == ("payment_intent" in params):
        raise InvalidParameter(
            "One of the following params should be provided for this request: payment_intent or charge.",
            code="parameter_missing",
        )
    charge_id = params.get("charge")
    if charge_id is None:
        intent = store.find("payment_intent", params["payment_intent"])
        if intent is None:
            raise no_such("payment_intent", params["payment_intent"], param="payment_intent")
        if intent["status"] != "succeeded":
            raise ApiError(
                400,
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
                code="payment_intent_unexpected_state",
                param="payment_intent",
            )
        charge_id = intent["latest_charge"]
    paid = store.find("charge", charge_id)
    if paid is None:
        raise no_such("charge", charge_id, param="charge")
    if paid["status"] != "succeeded":
        raise ApiError(400, f"Charge {charge_id} is not a successful payment.", param="charge")
    return paid


def _check_amount(paid: dict[str, Any], *, amount: int, left: int) -> None:
    if paid["_charged_back"]:
        raise ApiError(
            400,
            f"Charge {paid['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if left == 0:
        raise ApiError(
            400, f"Charge {paid['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount < 1:
        raise InvalidParameter(
            "This value must be greater than or equal to 1.",
            code="parameter_invalid_integer",
            param="amount",
        )
    if amount > left:
        raise ApiError(
            400,
            f"Refund amount (${amount / 100:,.2f}) is greater than unrefunded amount on charge (${left / 100:,.2f})",
            param="amount",
        )


def _book(store: Store, refund: dict[str, Any], paid: dict[str, Any]) -> None:
    transaction = payment_objects.balance_transaction(
        refund, amount=-refund["amount"], fee=0, category="refund", now=int(store.now())
    )
    refund["balance_transaction"] = store.save(transaction)["id"]
    paid["amount_refunded"] += refund["amount"]
    paid["refunded"] = paid["amount_refunded"] == paid["amount"]
    store.save(paid)
