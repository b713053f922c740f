"""What people do in Stripe's own dashboard, which no site of ours asked for."""

from typing import Any

from programs.sandbox import payment_objects
from programs.sandbox.events import emit
from programs.sandbox.objects import blank
from programs.sandbox.state import Store


def charge(
    store: Store, *, amount: int, description: str = "Other business", currency: str = "usd"
) -> dict[str, Any]:
    """A card charged by hand, without any Checkout session."""
    now = int(store.now())
    buyer = {"address": None, "email": None, "name": "Walk-in customer"}
    with store.transaction():
        intent = blank(
            "payment_intent",
            amount=amount,
            amount_received=amount,
            created=now,
            currency=currency,
            description=description,
            payment_method_types=["card"],
            status="succeeded",
        )
        made = payment_objects.charge(
            intent, status="succeeded", method="card", buyer=buyer, now=now
        )
        made["_session"] = None
        store.save(intent | {"latest_charge": made["id"]})
        emit(store, "charge.succeeded", store.save(made))
    return made
