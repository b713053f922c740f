"""
Faults that a test orders in advance: "the next two calls to create a session answer 500".

    {"path": "/v1/checkout/sessions", "method": "POST", "times": 2, "kind": "error_500"}

`path` is a prefix, or a shell pattern when it has a `*`. Kinds:

    error_500   an internal error, remembered under the idempotency key as Stripe does
    error_409   a lock or key in use; nothing is done or remembered
    error_429   too many requests; nothing is done or remembered
    timeout     no answer for `seconds` (30), then the connection closes
    reset       the connection is reset
    slow        the right answer, `seconds` later (the work waits too)

`when` is `after` (the work was done, the caller just doesn't hear of it: the default of timeout
and reset) or `before` (nothing was done: the default of error_500).
"""

import dataclasses
import fnmatch
import json
from typing import Any

from programs.sandbox.errors import ApiError, InvalidParameter
from programs.sandbox.state import Store

KINDS = ("error_500", "error_409", "error_429", "timeout", "reset", "slow")

REFUSALS = {
    "error_409": (
        409,
        "lock_timeout",
        "This object cannot be accessed right now because another API request is currently "
        "accessing it (ordered from the payment sandbox).",
    ),
    "error_429": (
        429,
        "rate_limit",
        "Too many requests hit the API too quickly (ordered from the payment sandbox).",
    ),
}


@dataclasses.dataclass
class Fault:
    path: str
    kind: str
    method: str = ""
    times: int = 1
    when: str = ""
    seconds: float = 0

    def __post_init__(self):
        if self.kind not in KINDS:
            raise InvalidParameter(f"kind must be one of {', '.join(KINDS)}", param="kind")
        self.when = self.when or ("after" if self.kind in ("timeout", "reset") else "before")
        self.seconds = self.seconds or (30 if self.kind == "timeout" else 1)

    def hits(self, method: str, path: str) -> bool:
        if self.method and self.method.upper() != method:
            return False
        if "*" in self.path:
            return fnmatch.fnmatchcase(path, self.path)
        return path.startswith(self.path)


def order_fault(store: Store, **fields: Any) -> Fault:
    """Have the next `times` calls that match fail."""
    try:
        fault = Fault(**fields)
    except TypeError as error:
        raise InvalidParameter(str(error)) from error
    store.execute("INSERT INTO faults (body) VALUES (?)", json.dumps(dataclasses.asdict(fault)))
    return fault


def clear_faults(store: Store) -> None:
    store.execute("DELETE FROM faults")


def ordered_faults(store: Store) -> list[Fault]:
    return [Fault(**json.loads(row["body"])) for row in store.rows("SELECT * FROM faults")]


def take_fault(store: Store, method: str, path: str) -> Fault | None:
    """The oldest ordered fault that matches this call, used up once."""
    if not store.rows("SELECT 1 FROM faults LIMIT 1"):
        return None
    with store.transaction():
        for row in store.rows("SELECT * FROM faults ORDER BY id"):
            fault = Fault(**json.loads(row["body"]))
            if not fault.hits(method, path):
                continue
            fault.times -= 1
            if fault.times < 1:
                store.execute("DELETE FROM faults WHERE id = ?", row["id"])
            else:
                body = json.dumps(dataclasses.asdict(fault))
                store.execute("UPDATE faults SET body = ? WHERE id = ?", body, row["id"])
            return fault
    return None


def internal_error() -> ApiError:
    return ApiError(
        500, "An unknown error occurred (ordered from the payment sandbox).", kind="api_error"
    )


def refuse(fault: Fault | None, *, kinds: tuple[str, ...]) -> None:
    """Raise what an ordered fault of one of these kinds says, unless it comes after the work."""
    if fault is None or fault.kind not in kinds or fault.when != "before":
        return
    if fault.kind == "error_500":
        raise internal_error()
    status, code, message = REFUSALS[fault.kind]
    raise ApiError(status, message, code=code, stored=False)
