"""
Events and their queue of deliveries.

An event is written in the transaction that causes it. The settings below make the queue as
unfriendly as the open internet: they are what `POST /_sandbox/webhooks` and the dashboard change.
"""

import contextvars
from typing import Any

import stripe

from programs.sandbox.objects import blank, public
from programs.sandbox.state import Store

# Id and idempotency key of the API request being answered: an event names its cause.
current_request: contextvars.ContextVar[tuple[str | None, str | None]] = contextvars.ContextVar(
    "current_request", default=(None, None)
)
WEBHOOK_SETTINGS = {
    "enabled": True,  # off: events are recorded, but never delivered
    "drop": 0,  # the next n deliveries are lost
    "duplicate": 0,  # the next n events are delivered twice
    "delay": 0,  # seconds that every delivery waits
    "reorder": 0,  # the next n deliveries are held and leave in reverse order
}


def emit(
    store: Store, kind: str, value: dict[str, Any], *, previous: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Record an event about `value` as it is now, and queue its delivery. In a transaction."""
    request_id, idempotency_key = current_request.get()
    data: dict[str, Any] = {"object": public(value)}
    if previous is not None:
        data["previous_attributes"] = previous
    event = store.save(
        blank(
            "event",
            api_version=stripe.api_version,
            created=int(store.now()),
            data=data,
            pending_webhooks=1,
            request={"id": request_id, "idempotency_key": idempotency_key},
            type=kind,
        )
    )
    for name in ("account", "context"):
        # Only events of connected accounts carry these.
        event.pop(name, None)
    store.save(event)
    _queue(store, event["id"])
    return event


def webhook_settings(store: Store) -> dict[str, Any]:
    return WEBHOOK_SETTINGS | store.setting("webhooks", {})


def change_webhook_settings(store: Store, changes: dict[str, Any]) -> dict[str, Any]:
    with store.transaction():
        settings = webhook_settings(store) | changes
        store.set("webhooks", settings)
        if not settings["reorder"]:
            release_held(store)
    store.changed.set()
    return settings


def _queue(store: Store, event_id: str) -> None:
    settings = webhook_settings(store)
    copies, state = 1, "pending"
    if not settings["enabled"]:
        state = "dropped"
    elif settings["drop"]:
        settings["drop"] -= 1
        state = "dropped"
    elif settings["reorder"]:
        settings["reorder"] -= 1
        state = "held"
    if state != "dropped" and settings["duplicate"]:
        settings["duplicate"] -= 1
        copies = 2
    for _ in range(copies):
        store.execute(
            "INSERT INTO deliveries (event_id, state, at) VALUES (?, ?, ?)",
            event_id,
            state,
            store.now() + settings["delay"],
        )
    store.set("webhooks", settings)
    if state == "held" and not settings["reorder"]:
        release_held(store)
    store.changed.set()


def release_held(store: Store) -> None:
    """Let deliveries that were held for reordering go, the youngest first."""
    now = store.now()
    held = store.rows("SELECT id FROM deliveries WHERE state = 'held' ORDER BY id DESC")
    for place, row in enumerate(held):
        store.execute(
            "UPDATE deliveries SET state = 'pending', at = ? WHERE id = ?",
            now + place * 0.05,
            row["id"],
        )


def resend(store: Store, event_id: str) -> None:
    """Queue one more delivery of an event, whatever became of the others."""
    with store.transaction():
        store.get("event", event_id)
        store.execute(
            "INSERT INTO deliveries (event_id, state, at) VALUES (?, 'pending', ?)",
            event_id,
            store.now(),
        )
    store.changed.set()
