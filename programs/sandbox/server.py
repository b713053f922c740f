"""
The sandbox as a threaded HTTP server of its own.

It is the standard library's http.server and not WSGI because some ordered faults (no answer, a
reset connection) need the socket.
"""

import contextlib
import logging
import socket
import socketserver
import sqlite3
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from programs.sandbox import ledger, pages
from programs.sandbox.api import Api
from programs.sandbox.controls import answer_control, change_sandbox, fast_forward, perform_verb
from programs.sandbox.events import change_webhook_settings
from programs.sandbox.faults import order_fault
from programs.sandbox.http import Request, Response
from programs.sandbox.state import Store
from programs.sandbox.webhooks import Deliverer, SignedEvent, collect

logger = logging.getLogger(__name__)

LARGEST_BODY = 1_000_000
TICK_SECONDS = 0.25


class Sandbox:
    """A running payment sandbox. Tests drive it with these methods, or over HTTP."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        state: str = ":memory:",
        webhook_url: str | None = None,
        webhook_secrets: tuple[str, ...] = ("whsec_sandbox",),
    ):
        self.store = Store(state)
        self.api = Api(self.store)
        self.secrets = list(webhook_secrets)
        self.stopping = threading.Event()
        self.server = Server((host, port), Handler)
        self.server.sandbox = self
        self.base_url = f"http://{host}:{self.server.server_address[1]}"
        self.deliverer = None
        if webhook_url:
            self.deliverer = Deliverer(self.store, url=webhook_url, secrets=self.secrets)

    def start(self) -> None:
        for target in (self._serve, self._tick):
            threading.Thread(target=target, daemon=True).start()
        if self.deliverer:
            self.deliverer.start()

    def stop(self) -> None:
        self.stopping.set()
        if self.deliverer:
            self.deliverer.stop()
        self.server.shutdown()
        self.server.server_close()
        self.store.close()

    def _serve(self) -> None:
        self.server.serve_forever(poll_interval=0.05)

    def _tick(self) -> None:
        while not self.stopping.wait(TICK_SECONDS):
            try:
                ledger.run_due(self.store)
            except sqlite3.ProgrammingError:
                return  # the store was closed: the sandbox is ending

    def answer(self, request: Request) -> Response:
        try:
            return self._route(request)
        except Exception:
            logger.exception("The payment sandbox broke at %s %s", request.method, request.path)
            return Response.of_json({"error": {"message": "The sandbox itself broke."}}, status=500)

    def _route(self, request: Request) -> Response:
        if request.path.startswith("/v1/"):
            return self.api.answer(request)
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            return Response(403)
        if request.path.startswith("/_sandbox/") and request.method == "POST":
            return answer_control(self.store, request)
        return pages.answer_page(self.store, request)

    # What tests say instead of clicking.

    def pay(self, session_id: str, **details: Any) -> dict[str, Any]:
        return perform_verb(self.store, "sessions", session_id, "pay", details)

    def decline(self, session_id: str) -> dict[str, Any]:
        return perform_verb(self.store, "sessions", session_id, "decline", {})

    def bank_debit(self, session_id: str, **details: Any) -> dict[str, Any]:
        return perform_verb(self.store, "sessions", session_id, "bank_debit", details)

    def settle(self, session_id: str) -> dict[str, Any]:
        return perform_verb(self.store, "sessions", session_id, "settle", {})

    def fail(self, session_id: str) -> dict[str, Any]:
        return perform_verb(self.store, "sessions", session_id, "fail", {})

    def expire(self, session_id: str) -> dict[str, Any]:
        return perform_verb(self.store, "sessions", session_id, "expire", {})

    def charge(self, amount: int, **details: Any) -> dict[str, Any]:
        """Money that somebody took in Stripe's dashboard, without any session."""
        return change_sandbox(self.store, "charges", {"amount": amount, **details})

    def refund(self, charge_id: str, **params: Any) -> dict[str, Any]:
        """A refund made in Stripe's dashboard, behind the site's back."""
        return perform_verb(self.store, "charges", charge_id, "refund", params)

    def fail_refund(self, refund_id: str) -> dict[str, Any]:
        return perform_verb(self.store, "refunds", refund_id, "fail", {})

    def succeed_refund(self, refund_id: str) -> dict[str, Any]:
        return perform_verb(self.store, "refunds", refund_id, "succeed", {})

    def refunds_will(self, outcome: str) -> None:
        """New refunds end as `succeeded`, `pending` or `failed`."""
        change_sandbox(self.store, "refunds", {"outcome": outcome})

    def open_dispute(self, charge_id: str) -> dict[str, Any]:
        return perform_verb(self.store, "charges", charge_id, "dispute", {})

    def close_dispute(self, dispute_id: str, *, won: bool) -> dict[str, Any]:
        verb = "win" if won else "lose"
        return perform_verb(self.store, "disputes", dispute_id, verb, {})

    def advance(self, seconds: float) -> None:
        """What would happen within `seconds` happens now: sessions expire, fees arrive."""
        fast_forward(self.store, seconds)

    def tax(self, percent: float) -> None:
        """What automatic tax adds when a session that asked for it is paid."""
        change_sandbox(self.store, "tax", {"percent": percent})

    def order_fault(self, path: str, kind: str, **fields: Any) -> None:
        """See `programs.sandbox.faults`."""
        order_fault(self.store, path=path, kind=kind, **fields)

    def webhooks(self, **settings: Any) -> dict[str, Any]:
        """Change `enabled drop duplicate delay reorder`: see `programs.sandbox.events`."""
        return change_webhook_settings(self.store, settings)

    def take_events(self, *types: str) -> list[SignedEvent]:
        """
        Due webhooks that nobody got yet, as (payload, signature). All are taken from the queue;
        with `types`, only those are returned.
        """
        ledger.run_due(self.store)
        taken = collect(self.store, self.secrets)
        return [signed for signed in taken if not types or signed.type in types]

    def reset(self) -> None:
        self.store.reset()


@contextlib.contextmanager
def running_sandbox(**options: Any) -> Iterator[Sandbox]:
    """A sandbox on a free port of this process, gone at the end of the block."""
    sandbox = Sandbox(**options)
    sandbox.start()
    try:
        yield sandbox
    finally:
        sandbox.stop()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    sandbox: Sandbox

    def server_bind(self) -> None:
        # HTTPServer's own asks the network for this machine's name.
        socketserver.TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # Longer than a pooled connection of the SDK is likely to rest.
    timeout = 300
    server: Server

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_HEAD = do_DELETE = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the dashboard shows what happened."""

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(Response(413))
            return
        parts = urlsplit(self.path)
        host = self.headers.get("Host") or urlsplit(self.server.sandbox.base_url).netloc
        request = Request(
            method=self.command,
            path=parts.path,
            query=parts.query,
            headers=self.headers,
            body=self.rfile.read(int(length)),
            base_url=f"http://{host}",
        )
        response = self.server.sandbox.answer(request)
        if response.fate == "timeout":
            self.server.sandbox.stopping.wait(response.seconds)
        if response.fate == "reset":
            # Closing a socket that lingers for 0 seconds sends RST instead of FIN.
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        if response.fate != "send":
            self.close_connection = True
            return
        self._send(response)

    def _send(self, response: Response) -> None:
        head = [
            f"HTTP/1.1 {response.status} {self.responses.get(response.status, ('',))[0]}",
            f"Date: {self.date_time_string()}",
            f"Content-Length: {len(response.body)}",
            "Cache-Control: no-store",
            *(f"{name}: {value}" for name, value in response.headers.items()),
        ]
        if self.close_connection:
            head.append("Connection: close")
        body = b"" if self.command == "HEAD" else response.body
        self.wfile.write("\r\n".join([*head, "", ""]).encode("latin-1") + body)
