"""The dashboard: what the sandbox remembers, and a button for all that can happen to it."""

import json
from typing import Any

from programs.sandbox.controls import VERBS, change_sandbox, perform_verb
from programs.sandbox.events import webhook_settings
from programs.sandbox.faults import KINDS, ordered_faults
from programs.sandbox.formats import dollars, local_time
from programs.sandbox.refunds import OUTCOMES
from programs.sandbox.state import Store

ROWS = 40
BUTTONS = {
    "settle": "Let the debit settle",
    "fail": "Let the debit fail",
    "expire": "Expire now",
}


def dashboard_context(store: Store) -> dict[str, Any]:
    sessions = store.select("checkout.session", limit=ROWS)
    charges = store.select("charge", limit=ROWS)
    return {
        "now": local_time(store.now()),
        "sessions": [_session_row(store, session) for session in sessions],
        "charges": [_charge_row(charge) for charge in charges],
        "refunds": [_money_row(refund) for refund in store.select("refund", limit=ROWS)],
        "disputes": [_money_row(dispute) for dispute in store.select("dispute", limit=ROWS)],
        "events": [_event_row(store, event) for event in store.select("event", limit=ROWS)],
        "webhooks": webhook_settings(store),
        "refund_outcome": store.setting("refund_outcome", "succeeded"),
        "outcomes": OUTCOMES,
        "faults": ordered_faults(store),
        "fault_kinds": KINDS,
    }


def press_button(store: Store, path: str, form: dict[str, str]) -> None:
    """`path` is `<collection>/<id>/<verb>`, or the name of a switch of the whole sandbox."""
    parts = path.split("/")
    if len(parts) == 3 and (parts[0], parts[2]) in VERBS:
        params: dict[str, Any] = {}
        if form.get("amount"):
            params["amount"] = round(float(form["amount"]) * 100)
        perform_verb(store, parts[0], parts[1], parts[2], params)
    elif path == "webhooks":
        numbers = {name: int(form.get(name) or 0) for name in ("drop", "duplicate", "reorder")}
        delay = float(form.get("delay") or 0)
        enabled = form.get("enabled") == "on"
        change_sandbox(store, "webhooks", numbers | {"delay": delay, "enabled": enabled})
    elif path == "clock":
        change_sandbox(store, "clock", {"advance_seconds": float(form["minutes"]) * 60})
    elif path == "refunds":
        change_sandbox(store, "refunds", {"outcome": form.get("outcome")})
    elif path == "faults":
        order = {"path": form["path"], "kind": form["kind"], "times": int(form["times"])}
        change_sandbox(store, "faults", {"clear": True} if form.get("clear") else order)
    elif path == "reset":
        change_sandbox(store, "reset", {})
    else:
        raise ValueError("There is no such button.")


def _session_row(store: Store, session: dict[str, Any]) -> dict[str, Any]:
    intent = store.find("payment_intent", session["payment_intent"])
    verbs = []
    if session["status"] == "open":
        verbs = ["expire"]
    elif intent and intent["status"] == "processing":
        verbs = ["settle", "fail"]
    return {
        "id": session["id"],
        "url": session["url"],
        "state": f"{session['status']}, {session['payment_status'].replace('_', ' ')}",
        "amount": dollars(session["amount_total"]),
        "email": (session["customer_details"] or {}).get("email", ""),
        "reference": session["client_reference_id"] or "",
        "created": local_time(session["created"]),
        "expires": local_time(session["expires_at"]),
        "buttons": [{"verb": verb, "label": BUTTONS[verb]} for verb in verbs],
    }


def _charge_row(charge: dict[str, Any]) -> dict[str, Any]:
    left = charge["amount"] - charge["amount_refunded"]
    return _money_row(charge) | {
        "intent": charge["payment_intent"],
        "method": charge["payment_method_details"]["type"].replace("_", " "),
        "refunded": dollars(charge["amount_refunded"]) if charge["amount_refunded"] else "",
        "left": f"{left / 100:.2f}",
        "receipt_url": charge["receipt_url"],
        "can_refund": charge["status"] == "succeeded" and left and not charge["_charged_back"],
        "can_dispute": charge["status"] == "succeeded" and left and not charge["disputed"],
        "disputed": charge["disputed"],
    }


def _money_row(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": value["id"],
        "state": value["status"].replace("_", " "),
        "amount": dollars(value["amount"]),
        "created": local_time(value["created"]),
        "reason": (value.get("reason") or "").replace("_", " "),
        "charge": value.get("charge"),
        "is_open": value["status"] not in ("won", "lost", "failed"),
        "is_pending": value["status"] == "pending",
    }


def _event_row(store: Store, event: dict[str, Any]) -> dict[str, Any]:
    rows = store.rows("SELECT * FROM deliveries WHERE event_id = ? ORDER BY id", event["id"])
    deliveries = []
    for row in rows:
        answers = ", ".join(str(attempt["answer"]) for attempt in json.loads(row["log"]))
        deliveries.append({"state": row["state"].replace("_", " "), "answers": answers})
    return {
        "id": event["id"],
        "type": event["type"],
        "about": event["data"]["object"]["id"],
        "created": local_time(event["created"]),
        "deliveries": deliveries,
    }
