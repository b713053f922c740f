"""
Signed delivery of events, at least once, by background threads.

Signatures are Stripe's (https://docs.stripe.com/webhooks#verify-manually): HMAC-SHA256 over
`<timestamp>.<body>`, one `v1` for each secret while a secret is being rotated.
"""

import hashlib
import hmac
import http.client
import json
import sqlite3
import threading
import time
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from programs.sandbox.objects import public
from programs.sandbox.state import Store

# Seconds before each further attempt: a few quick ones, then slower, then up to three days.
RETRIES = (1, 3, 10, 60, 300, 1800, 7200, *[14400] * 18)
TIMEOUT_SECONDS = 10
LONGEST_IDLE_SECONDS = 0.25


class SignedEvent(NamedTuple):
    """What the site would receive: `stripe.Webhook.construct_event(*signed, secret)`."""

    payload: bytes
    signature: str

    @property
    def event(self) -> dict[str, Any]:
        return json.loads(self.payload)

    @property
    def type(self) -> str:
        return self.event["type"]


def sign(payload: bytes, secrets: list[str], *, timestamp: int | None = None) -> str:
    """The Stripe-Signature header. Its time is the real one, whatever the sandbox's clock says."""
    timestamp = int(time.time()) if timestamp is None else timestamp
    signed = f"{timestamp}.".encode() + payload
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={mark}" for mark in marks)])


def signed_event(store: Store, event_id: str, secrets: list[str]) -> SignedEvent:
    payload = json.dumps(public(store.get("event", event_id)), indent=2).encode()
    return SignedEvent(payload, sign(payload, secrets))


def collect(store: Store, secrets: list[str]) -> list[SignedEvent]:
    """The deliveries that are due, taken from the queue instead of sent."""
    with store.transaction():
        rows = store.rows(
            "SELECT id, event_id FROM deliveries WHERE state = 'pending' AND at <= ? ORDER BY at, id",
            store.now(),
        )
        for row in rows:
            store.execute("UPDATE deliveries SET state = 'collected' WHERE id = ?", row["id"])
        return [signed_event(store, row["event_id"], secrets) for row in rows]


class Deliverer:
    """Threads that post due deliveries to one address until they are told to stop."""

    def __init__(self, store: Store, *, url: str, secrets: list[str], threads: int = 2):
        self.store, self.url, self.secrets = store, url, secrets
        self.stopped = threading.Event()
        self.threads = [
            threading.Thread(target=self._run, name=f"deliverer-{n}", daemon=True)
            for n in range(threads)
        ]
        # A delivery that was under way when an earlier sandbox ended may not have arrived.
        store.execute("UPDATE deliveries SET state = 'pending' WHERE state = 'sending'")

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopped.set()
        self.store.changed.set()

    def _run(self) -> None:
        while not self.stopped.is_set():
            try:
                if not self._deliver_one():
                    self.store.changed.wait(LONGEST_IDLE_SECONDS)
                    self.store.changed.clear()
            except sqlite3.ProgrammingError:
                # The store was closed: the sandbox is ending.
                return

    def _deliver_one(self) -> bool:
        with self.store.transaction():
            rows = self.store.rows(
                "SELECT * FROM deliveries WHERE state = 'pending' AND at <= ? ORDER BY at, id LIMIT 1",
                self.store.now(),
            )
            if not rows:
                return False
            row = rows[0]
            self.store.execute(
                "UPDATE deliveries SET state = 'sending', attempts = attempts + 1 WHERE id = ?",
                row["id"],
            )
            signed = signed_event(self.store, row["event_id"], self.secrets)
        outcome = post(self.url, signed)
        self._record(row, outcome)
        return True

    def _record(self, row: sqlite3.Row, outcome: int | str) -> None:
        arrived = isinstance(outcome, int) and 200 <= outcome < 300
        with self.store.transaction():
            if not self.store.rows("SELECT 1 FROM deliveries WHERE id = ?", row["id"]):
                return  # everything was reset meanwhile
            log = [*json.loads(row["log"]), {"at": int(self.store.now()), "answer": outcome}]
            attempt = row["attempts"]
            state, at = "delivered", row["at"]
            if not arrived and attempt < len(RETRIES):
                state, at = "pending", self.store.now() + RETRIES[attempt]
            elif not arrived:
                state = "gave_up"
            self.store.execute(
                "UPDATE deliveries SET state = ?, at = ?, log = ? WHERE id = ?",
                state,
                at,
                json.dumps(log),
                row["id"],
            )
            if arrived:
                event = self.store.get("event", row["event_id"])
                self.store.save(event | {"pending_webhooks": 0})


def post(url: str, signed: SignedEvent) -> int | str:
    """The status of the answer, or what went wrong. Redirects are not followed: Stripe doesn't."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = connect(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signed.signature,
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks) payment-sandbox",
    }
    try:
        target = parts.path or "/"
        connection.request("POST", target, body=signed.payload, headers=headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        connection.close()
