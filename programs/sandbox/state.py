"""
What the sandbox remembers: one SQLite file, one connection, one lock.

A write is a whole transaction or nothing, and a sandbox that is killed and started again knows
every session, payment and undelivered webhook. The path `:memory:` remembers nothing.
"""

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from programs.sandbox.errors import no_such

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    created INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_by_kind ON objects (kind, seq);
CREATE INDEX IF NOT EXISTS objects_by_intent
    ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_by_charge ON objects (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS objects_by_session ON objects (kind, json_extract(body, '$._session'));
CREATE TABLE IF NOT EXISTS due (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, action TEXT NOT NULL, object_id TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS due_by_time ON due (at);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, state TEXT NOT NULL, at REAL NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, log TEXT NOT NULL DEFAULT '[]');
CREATE INDEX IF NOT EXISTS deliveries_by_state ON deliveries (state, at);
CREATE INDEX IF NOT EXISTS deliveries_by_event ON deliveries (event_id);
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, at REAL NOT NULL, endpoint TEXT NOT NULL, fingerprint TEXT NOT NULL,
    request_id TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS faults (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TABLES = ("objects", "due", "deliveries", "answers", "faults", "settings")
# Comparisons that Stripe's lists understand.
COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


class Store:
    """All methods may be called from any thread."""

    def __init__(self, path: str | Path = ":memory:"):
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.depth = 0
        # Set after each commit that queued an event: the delivery threads wait for it.
        self.changed = threading.Event()
        self.database = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self.database.row_factory = sqlite3.Row
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=NORMAL")
        self.database.executescript(SCHEMA)

    def close(self) -> None:
        with self.lock:
            self.database.close()

    def reset(self) -> None:
        """Forget everything."""
        with self.transaction():
            for table in TABLES:
                self.execute(f"DELETE FROM {table}")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing; nobody else reads or writes meanwhile."""
        with self.lock:
            if self.depth:
                yield
                return
            self.depth += 1
            self.database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
            else:
                self.database.execute("COMMIT")
            finally:
                self.depth -= 1

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        with self.lock:
            return self.database.execute(sql, values)

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self.lock:
            return self.database.execute(sql, values).fetchall()

    # Objects, as JSON. Keys that start with an underscore are the sandbox's own.

    def save(self, value: dict[str, Any]) -> dict[str, Any]:
        self.execute(
            "INSERT INTO objects (id, kind, created, body) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            value["id"],
            value["object"],
            value.get("created", 0),
            json.dumps(value),
        )
        return value

    def find(self, kind: str, object_id: str | None) -> dict[str, Any] | None:
        rows = self.rows("SELECT body FROM objects WHERE kind = ? AND id = ?", kind, object_id)
        return json.loads(rows[0]["body"]) if rows else None

    def get(self, kind: str, object_id: str) -> dict[str, Any]:
        found = self.find(kind, object_id)
        if found is None:
            raise no_such(kind, object_id)
        return found

    def select(
        self,
        kind: str,
        *,
        where: dict[str, Any] | None = None,
        created: Any = None,
        before: int | None = None,
        after: int | None = None,
        limit: int | None = None,
        oldest_first: bool = False,
    ) -> list[dict[str, Any]]:
        """
        Objects of a kind, newest first. `where` compares JSON paths with a value or a list of
        values; `before` and `after` are places in the order of creation (see `place`).
        """
        conditions = ["kind = ?"]
        values: list[Any] = [kind]
        for path, wanted in (where or {}).items():
            wanted = wanted if isinstance(wanted, list) else [wanted]
            marks = ", ".join("?" for _ in wanted)
            conditions.append(f"json_extract(body, '$.{path}') IN ({marks})")
            values += wanted
        ranges = created if isinstance(created, dict) else {}
        for name, instant in ranges.items():
            conditions.append(f"created {COMPARISONS[name]} ?")
            values.append(instant)
        if isinstance(created, int):
            conditions.append("created = ?")
            values.append(created)
        for comparison, place in (("<", before), (">", after)):
            if place is not None:
                conditions.append(f"seq {comparison} ?")
                values.append(place)
        order = "ASC" if oldest_first else "DESC"
        sql = f"SELECT body FROM objects WHERE {' AND '.join(conditions)} ORDER BY seq {order}"
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        return [json.loads(row["body"]) for row in self.rows(sql, *values)]

    def place(self, kind: str, object_id: str) -> int | None:
        """Where an object stands in the order of creation."""
        rows = self.rows("SELECT seq FROM objects WHERE kind = ? AND id = ?", kind, object_id)
        return rows[0]["seq"] if rows else None

    # Settings, and what time brings.

    def setting(self, name: str, default: Any = None) -> Any:
        rows = self.rows("SELECT value FROM settings WHERE name = ?", name)
        return json.loads(rows[0]["value"]) if rows else default

    def set(self, name: str, value: Any) -> None:
        self.execute(
            "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name,
            json.dumps(value),
        )

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def fast_forward(self, seconds: float) -> None:
        """
        Let all that is waiting happen `seconds` earlier. The clock itself stays right: the site
        reads its own, and would not understand a sandbox that lives in the future.
        """
        with self.transaction():
            for table in ("due", "deliveries", "answers"):
                self.execute(f"UPDATE {table} SET at = at - ?", seconds)

    def schedule(self, action: str, object_id: str, *, at: float) -> None:
        self.execute(
            "INSERT INTO due (at, action, object_id) VALUES (?, ?, ?)", at, action, object_id
        )
