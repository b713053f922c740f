"""Reading objects: lists with cursors, and `expand`."""

from typing import Any

from programs.sandbox.errors import InvalidParameter
from programs.sandbox.objects import public
from programs.sandbox.state import Store

DEFAULT_LIMIT, LARGEST_LIMIT, DEEPEST_EXPANSION = 10, 100, 4
# Fields that hold another object's id.
REFERENCES: dict[str, dict[str, str | None]] = {
    "checkout.session": {
        "payment_intent": "payment_intent",
        "customer": "customer",
        "invoice": "invoice",
    },
    "invoice": {"customer": "customer"},
    "payment_intent": {"latest_charge": "charge", "customer": "customer"},
    "charge": {
        "payment_intent": "payment_intent",
        "balance_transaction": "balance_transaction",
        "customer": "customer",
    },
    "refund": {
        "charge": "charge",
        "payment_intent": "payment_intent",
        "balance_transaction": "balance_transaction",
        "failure_balance_transaction": "balance_transaction",
    },
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "balance_transaction": {"source": None},
}
# Lists that appear only when asked for: their kind, and the field that points back.
INCLUDABLE: dict[str, dict[str, tuple[str, str]]] = {
    "checkout.session": {"line_items": ("item", "_session")},
    "charge": {"refunds": ("refund", "charge")},
}
SOURCES = {"ch_": "charge", "re_": "refund", "du_": "dispute"}


def list_objects(
    store: Store, kind: str, params: dict[str, Any], *, where: dict[str, Any], url: str
) -> dict[str, Any]:
    """One page of a Stripe list, newest first, as an answer with its expansions."""
    limit = params.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= LARGEST_LIMIT:
        raise InvalidParameter(
            f"Invalid limit: must be between 1 and {LARGEST_LIMIT}.",
            code="parameter_invalid_integer",
            param="limit",
        )
    if "starting_after" in params and "ending_before" in params:
        raise InvalidParameter("You may pass starting_after or ending_before, not both.")
    items_in_order = kind == "item"
    cursor = _cursor(store, kind, params)
    forward = "ending_before" not in params
    oldest_first = forward == items_in_order
    side = "after" if oldest_first else "before"
    found = store.select(
        kind,
        where=where,
        created=params.get("created"),
        **{side: cursor},
        limit=limit + 1,
        oldest_first=oldest_first,
    )
    page = found[:limit]
    if not forward:
        page.reverse()
    expand = params.get("expand", [])
    for path in expand:
        if not path.startswith("data."):
            raise _not_expandable(path)
    inner = [path.removeprefix("data.") for path in expand]
    return {
        "object": "list",
        "data": [expanded(store, value, inner) for value in page],
        "has_more": len(found) > limit,
        "url": url,
    }


def _cursor(store: Store, kind: str, params: dict[str, Any]) -> int | None:
    for name in ("starting_after", "ending_before"):
        if name in params:
            place = store.place(kind, params[name])
            if place is None:
                raise InvalidParameter(
                    f"No such {kind}: '{params[name]}'", code="resource_missing", param=name
                )
            return place
    return None


def expanded(store: Store, value: dict[str, Any], paths: list[str]) -> dict[str, Any]:
    """The object as the world sees it, with the fields named by `paths` expanded."""
    value = dict(value)
    heads: dict[str, list[str]] = {}
    for path in paths:
        if path.count(".") >= DEEPEST_EXPANSION:
            raise InvalidParameter("You cannot expand more than 4 levels of a property.")
        head, _, rest = path.partition(".")
        heads.setdefault(head, []).extend([rest] if rest else [])
    for head, rests in heads.items():
        value[head] = _expanded_field(store, value, head, rests)
    return public(value)


def _expanded_field(store: Store, value: dict[str, Any], head: str, rests: list[str]) -> Any:
    kind = value["object"]
    if head in INCLUDABLE.get(kind, {}):
        inner_kind, field = INCLUDABLE[kind][head]
        return list_objects(
            store,
            inner_kind,
            {"expand": rests},
            where={field: value["id"]},
            url=f"/v1/{kind.replace('.', '/')}s/{value['id']}/{head}",
        )
    if head not in REFERENCES.get(kind, {}):
        raise _not_expandable(head)
    if value[head] is None:
        return None
    inner_kind = REFERENCES[kind][head] or SOURCES.get(value[head][:3], "")
    inner = store.find(inner_kind, value[head])
    return value[head] if inner is None else expanded(store, inner, rests)


def _not_expandable(path: str) -> InvalidParameter:
    return InvalidParameter(f"This property cannot be expanded ({path}).", param="expand")
