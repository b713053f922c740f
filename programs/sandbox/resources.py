"""What each call of the API does, once its parameters are known to be sound."""

import re
from collections.abc import Callable
from typing import Any

from programs.sandbox import ledger, refunds
from programs.sandbox.errors import ApiError, InvalidParameter, no_such, not_in_the_sandbox
from programs.sandbox.events import emit
from programs.sandbox.lists import expanded, list_objects
from programs.sandbox.objects import blank
from programs.sandbox.sessions import create_session
from programs.sandbox.state import Store
from programs.sandbox.validation import PARAMETERS

ROUTE = re.compile(r"^/v1/(checkout/sessions|[a-z_]+)(?:/([A-Za-z0-9_]+))?(?:/([a-z_]+))?$")
# Collections: the kind of object, and the filters that a list understands.
COLLECTIONS: dict[str, tuple[str, set[str]]] = {
    "checkout.sessions": (
        "checkout.session",
        {"payment_intent", "status", "customer", "customer_details.email"},
    ),
    "payment_intents": ("payment_intent", {"customer"}),
    "charges": ("charge", {"payment_intent", "customer"}),
    "refunds": ("refund", {"charge", "payment_intent"}),
    "disputes": ("dispute", {"charge", "payment_intent"}),
    "events": ("event", {"type"}),
    "customers": ("customer", {"email"}),
    "invoices": ("invoice", {"customer", "status"}),
    "balance_transactions": ("balance_transaction", {"source", "type", "currency"}),
}
PAGING = {"limit", "starting_after", "ending_before", "created", "expand"}
UPDATABLE = {"description", "email", "metadata", "name", "phone", "receipt_email"}


def find_resource(method: str, path: str) -> tuple[str, str | None]:
    """`("checkout.sessions.expire", "cs_test_…")` for `POST /v1/checkout/sessions/cs_test_…/expire`."""
    match = ROUTE.match(path)
    resource, object_id = "", None
    if match:
        collection, object_id, action = match[1].replace("/", "."), match[2], match[3]
        reading = method == "GET"
        if action:
            resource = f"{collection}.{action}" + (".list" if reading else "")
        elif object_id:
            resource = f"{collection}." + ("retrieve" if reading else "update")
        else:
            resource = f"{collection}." + ("list" if reading else "create")
    if resource not in PARAMETERS or method not in ("GET", "POST"):
        raise ApiError(
            404,
            f"Unrecognized request URL ({method}: {path}), or one that the payment sandbox does not know.",
            stored=False,
        )
    return resource, object_id


def perform(
    store: Store, resource: str, object_id: str | None, params: dict[str, Any], *, base_url: str
) -> dict[str, Any]:
    """Do what a call asks for. Returns the answer's body, expanded as asked."""
    expand = params.pop("expand", [])
    collection, _, verb = resource.rpartition(".")
    if verb == "list":
        return _list(store, collection, object_id, params | {"expand": expand})
    if verb == "create":
        made = CREATE[collection](store, params, base_url)
        return expanded(store, made, expand)
    kind = COLLECTIONS[collection][0]
    if object_id is None or store.find(kind, object_id) is None:
        raise no_such(kind, str(object_id))
    if verb == "update":
        found = _update(store, kind, object_id, params)
    elif verb == "expire":
        found = ledger.expire(store, object_id)
    elif verb == "close":
        found = refunds.close_dispute(store, object_id, won=False)
    else:
        found = store.get(kind, object_id)
    return expanded(store, found, expand)


def _list(
    store: Store, collection: str, object_id: str | None, params: dict[str, Any]
) -> dict[str, Any]:
    if collection == "checkout.sessions.line_items":
        session = store.get("checkout.session", str(object_id))
        return list_objects(
            store,
            "item",
            params,
            where={"_session": session["id"]},
            url=f"/v1/checkout/sessions/{session['id']}/line_items",
        )
    kind, filters = COLLECTIONS[collection]
    where: dict[str, Any] = {}
    for name, value in params.items():
        if name in filters:
            where[name] = value
        elif name == "customer_details":
            where["customer_details.email"] = value["email"]
        elif name == "types":
            where["type"] = value
        elif name not in PAGING:
            raise not_in_the_sandbox(f"lists filtered by {name}", param=name)
    url = f"/v1/{collection.replace('.', '/')}"
    return list_objects(store, kind, params, where=where, url=url)


def _update(store: Store, kind: str, object_id: str, params: dict[str, Any]) -> dict[str, Any]:
    for name in sorted(set(params) - UPDATABLE):
        raise not_in_the_sandbox(f"updates of {name}", param=name)
    found = store.get(kind, object_id)
    changes = dict(params)
    if "metadata" in changes:
        changes["metadata"] = _merged(found["metadata"], changes["metadata"])
    return store.save(found | changes)


def _merged(metadata: dict[str, str], changes: Any) -> dict[str, str]:
    """New keys are added, empty values remove a key, an empty string removes them all."""
    if changes == "":
        return {}
    return {key: value for key, value in (metadata | changes).items() if value != ""}


def _create_customer(store: Store, params: dict[str, Any], base_url: str) -> dict[str, Any]:
    for name in sorted(set(params) - UPDATABLE - {"address"}):
        raise not_in_the_sandbox(f"customers with {name}", param=name)
    if "@" not in params.get("email", "@"):
        raise InvalidParameter(
            f"Invalid email address: {params['email']}", code="email_invalid", param="email"
        )
    customer = store.save(blank("customer", created=int(store.now()), **params))
    emit(store, "customer.created", customer)
    return customer


CREATE: dict[str, Callable[[Store, dict[str, Any], str], dict[str, Any]]] = {
    "checkout.sessions": lambda store, params, url: create_session(store, params, base_url=url),
    "refunds": lambda store, params, url: refunds.create_refund(store, params),
    "customers": _create_customer,
}
