"""
Idempotency keys as Stripe keeps them (https://docs.stripe.com/api/idempotent_requests): the first
answer of a key, a 500 too, is the answer for a day; the same key with other parameters is an
error; a request that arrives while the first is at work gets a 409.
"""

import hashlib
import json
import threading
from typing import Any

from programs.sandbox.errors import ApiError
from programs.sandbox.state import Store

REMEMBERED_SECONDS = 24 * 3600
LONGEST_KEY = 255


class Keys:
    """The keys of one sandbox. Which are being worked on is not worth remembering in a crash."""

    def __init__(self, store: Store):
        self.store = store
        self.lock = threading.Lock()
        self.working: set[str] = set()

    def begin(self, key: str, *, endpoint: str, params: dict[str, Any]) -> dict[str, Any] | None:
        """The stored answer of a key, or None, and then the key is ours until `end`."""
        if len(key) > LONGEST_KEY:
            raise ApiError(400, "Idempotency keys can have up to 255 characters.", stored=False)
        with self.lock:
            if key in self.working:
                raise ApiError(
                    409,
                    "There is currently another in-progress request using this Idempotent Key "
                    "(that probably means you submitted twice, and the other request is still "
                    f"going through): {key}. Please try again later.",
                    code="idempotency_key_in_use",
                    stored=False,
                )
            stored = self._stored(key)
            if stored is None:
                self.working.add(key)
                return None
        if stored["endpoint"] != endpoint:
            raise _misused(
                "Keys for idempotent requests can only be used for the same endpoint they were "
                f"first used for ('{endpoint}' vs '{stored['endpoint']}'). Try using a key other "
                f"than '{key}' if you meant to execute a different request."
            )
        if stored["fingerprint"] != _fingerprint(params):
            raise _misused(
                "Keys for idempotent requests can only be used with the same parameters they were "
                f"first used with. Try using a key other than '{key}' if you meant to execute a "
                "different request."
            )
        return stored

    def remember(
        self,
        key: str,
        *,
        endpoint: str,
        params: dict[str, Any],
        request_id: str,
        status: int,
        body: str,
    ) -> None:
        self.store.execute(
            "INSERT OR REPLACE INTO answers"
            " (key, at, endpoint, fingerprint, request_id, status, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            key,
            self.store.now(),
            endpoint,
            _fingerprint(params),
            request_id,
            status,
            body,
        )

    def end(self, key: str) -> None:
        with self.lock:
            self.working.discard(key)

    def _stored(self, key: str) -> dict[str, Any] | None:
        oldest = self.store.now() - REMEMBERED_SECONDS
        rows = self.store.rows("SELECT * FROM answers WHERE key = ? AND at > ?", key, oldest)
        return dict(rows[0]) if rows else None


def _misused(message: str) -> ApiError:
    return ApiError(400, message, kind="idempotency_error", stored=False)


def _fingerprint(params: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(params, sort_keys=True).encode()).hexdigest()
