"""
`POST /_sandbox/…`: what a test or a person does instead of a buyer, a bank or the passing of time.

Bodies are JSON or absent; answers are JSON. The dashboard's buttons call the same verbs.
"""

import re
from collections.abc import Callable
from typing import Any

from programs.sandbox import ledger, outside, refunds
from programs.sandbox.errors import ApiError, InvalidParameter
from programs.sandbox.events import WEBHOOK_SETTINGS, change_webhook_settings, resend
from programs.sandbox.faults import clear_faults, order_fault
from programs.sandbox.http import Request, Response
from programs.sandbox.objects import public
from programs.sandbox.state import Store

OBJECT_ROUTE = re.compile(
    r"^/_sandbox/(sessions|refunds|charges|disputes|events)/([A-Za-z0-9_]+)/([a-z_]+)$"
)
VERBS: dict[tuple[str, str], Callable[..., Any]] = {
    ("sessions", "pay"): ledger.pay,
    ("sessions", "decline"): ledger.decline,
    ("sessions", "bank_debit"): ledger.pay_by_bank_debit,
    ("sessions", "settle"): ledger.settle_bank_debit,
    ("sessions", "fail"): ledger.fail_bank_debit,
    ("sessions", "expire"): ledger.expire,
    ("refunds", "succeed"): refunds.succeed_refund,
    ("refunds", "fail"): refunds.fail_refund,
    ("charges", "refund"): lambda store, charge_id, **params: refunds.create_refund(
        store, {"charge": charge_id} | params
    ),
    ("charges", "dispute"): refunds.open_dispute,
    ("disputes", "win"): lambda store, dispute_id: refunds.close_dispute(
        store, dispute_id, won=True
    ),
    ("disputes", "lose"): lambda store, dispute_id: refunds.close_dispute(
        store, dispute_id, won=False
    ),
    ("events", "resend"): resend,
}


def answer_control(store: Store, request: Request) -> Response:
    """One verb on one object, or a change to the whole sandbox."""
    try:
        body = request.json()
        match = OBJECT_ROUTE.match(request.path)
        if match:
            result = perform_verb(store, match[1], match[2], match[3], body)
        else:
            result = change_sandbox(store, request.path.removeprefix("/_sandbox/"), body)
    except ledger.NotNow as refusal:
        return Response.of_json({"error": {"message": str(refusal)}}, status=409)
    except (ValueError, TypeError) as error:
        return Response.of_json({"error": {"message": str(error)}}, status=400)
    except ApiError as error:
        return Response.of_json(error.body(), status=error.status)
    return Response.of_json(public(result))


def perform_verb(
    store: Store, collection: str, object_id: str, verb: str, params: dict[str, Any]
) -> Any:
    if (collection, verb) not in VERBS:
        raise ApiError(404, f"The payment sandbox cannot {verb} one of the {collection}.")
    ledger.run_due(store)
    return VERBS[collection, verb](store, object_id, **params) or {}


def change_sandbox(store: Store, what: str, body: dict[str, Any]) -> dict[str, Any]:
    if what == "faults":
        orders = body.get("faults", [body])
        if body.get("clear"):
            clear_faults(store)
            orders = []
        return {"ordered": [vars(order_fault(store, **order)) for order in orders]}
    if what == "webhooks":
        unknown = set(body) - set(WEBHOOK_SETTINGS)
        if unknown:
            raise InvalidParameter(f"Unknown webhook settings: {', '.join(sorted(unknown))}")
        return change_webhook_settings(store, body)
    if what == "clock":
        fast_forward(store, float(body.get("advance_seconds", 0)))
        return {}
    if what == "refunds":
        if body.get("outcome") not in refunds.OUTCOMES:
            raise InvalidParameter(f"outcome must be one of {', '.join(refunds.OUTCOMES)}")
        store.set("refund_outcome", body["outcome"])
        return body
    if what == "charges":
        return outside.charge(store, **body)
    if what == "tax":
        store.set("tax_percent", float(body.get("percent", 0)))
        return body
    if what == "reset":
        store.reset()
        return {}
    raise ApiError(404, f"The payment sandbox has no control called {what}.")


def fast_forward(store: Store, seconds: float) -> None:
    """What would have happened `seconds` from now happens at once: sessions expire, debits settle."""
    store.fast_forward(seconds)
    ledger.run_due(store)
    store.changed.set()
