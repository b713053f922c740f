"""
The front of the API: who asks, which version, which idempotency key, which ordered fault.

A request that changes something is one transaction together with the answer that its
idempotency key will replay, so a sandbox that is killed has done all of it or nothing.
"""

import base64
import binascii
import contextlib
import dataclasses
import json
import time
from typing import Any

import stripe

from programs.sandbox import faults
from programs.sandbox.errors import ApiError, InvalidParameter
from programs.sandbox.events import current_request
from programs.sandbox.forms import parse_form
from programs.sandbox.http import Request, Response
from programs.sandbox.idempotency import Keys
from programs.sandbox.ids import new_id
from programs.sandbox.ledger import run_due
from programs.sandbox.resources import find_resource, perform
from programs.sandbox.state import Store
from programs.sandbox.validation import validate_params


@dataclasses.dataclass(frozen=True)
class Call:
    """One request that got as far as having a known address and readable parameters."""

    id: str
    request: Request
    resource: str
    object_id: str | None
    params: dict[str, Any]
    key: str | None
    fault: faults.Fault | None

    @property
    def endpoint(self) -> str:
        return f"{self.request.method} {self.request.path}"

    def ordered(self, *kinds: str, when: str) -> faults.Fault | None:
        """The call's fault, if it is of one of these kinds and meant for this moment."""
        fits = self.fault is not None and self.fault.kind in kinds and self.fault.when == when
        return self.fault if fits else None


class Api:
    """Answers requests to `/v1/…`."""

    def __init__(self, store: Store):
        self.store = store
        self.keys = Keys(store)

    def answer(self, request: Request) -> Response:
        request_id = new_id("request")
        try:
            response = self._answer(request, request_id)
        except ApiError as error:
            response = Response.of_json(error.body(), status=error.status)
        response.headers |= {"Request-Id": request_id, "Stripe-Version": stripe.api_version}
        if response.status == 500:
            # The SDK would retry it, and only be told the same again.
            response.headers["Stripe-Should-Retry"] = "false"
        return response

    def _answer(self, request: Request, request_id: str) -> Response:
        check_key(request.headers.get("Authorization", ""))
        check_version(request.headers.get("Stripe-Version"))
        resource, object_id = find_resource(request.method, request.path)
        run_due(self.store)
        posting = request.method == "POST"
        call = Call(
            id=request_id,
            request=request,
            resource=resource,
            object_id=object_id,
            params=parse_form(_text(request.body) if posting else request.query),
            key=request.headers.get("Idempotency-Key") if posting else None,
            fault=faults.take_fault(self.store, request.method, request.path),
        )
        faults.refuse(call.fault, kinds=("error_409", "error_429"))
        with self._key(call) as stored:
            if stored:
                replayed = Response(stored["status"], stored["body"].encode())
                replayed.headers = {
                    "Content-Type": "application/json",
                    "Idempotent-Replayed": "true",
                    "Original-Request": stored["request_id"],
                }
                return replayed
            return self._first_answer(call)

    @contextlib.contextmanager
    def _key(self, call: Call):
        """Hold the call's idempotency key; gives the stored answer if there is one."""
        if not call.key:
            yield None
            return
        stored = self.keys.begin(call.key, endpoint=call.endpoint, params=call.params)
        try:
            yield stored
        finally:
            if stored is None:
                self.keys.end(call.key)

    def _first_answer(self, call: Call) -> Response:
        if slow := call.ordered("slow", when="before"):
            time.sleep(slow.seconds)
        if silence := call.ordered("timeout", "reset", when="before"):
            return Response(fate=silence.kind, seconds=silence.seconds)
        params = validate_params(call.resource, call.params)
        token = current_request.set((call.id, call.key))
        try:
            with self.store.transaction():
                faults.refuse(call.fault, kinds=("error_500",))
                body = perform(
                    self.store,
                    call.resource,
                    call.object_id,
                    params,
                    base_url=call.request.base_url,
                )
                status = 200
                if call.ordered("error_500", when="after"):
                    status, body = 500, faults.internal_error().body()
                self._remember(call, status, body)
        except ApiError as error:
            if error.stored:
                self._remember(call, error.status, error.body())
            raise
        finally:
            current_request.reset(token)
        response = Response.of_json(body, status=status)
        if silence := call.ordered("timeout", "reset", when="after"):
            response.fate, response.seconds = silence.kind, silence.seconds
        return response

    def _remember(self, call: Call, status: int, body: dict[str, Any]) -> None:
        if call.key:
            self.keys.remember(
                call.key,
                endpoint=call.endpoint,
                params=call.params,
                request_id=call.id,
                status=status,
                body=json.dumps(body, indent=2),
            )


def check_key(authorization: str) -> None:
    """Any test-mode secret key will do, as Bearer or as the user name of Basic."""
    scheme, _, credentials = authorization.partition(" ")
    key = credentials.strip()
    if scheme.lower() == "basic":
        with contextlib.suppress(binascii.Error, UnicodeDecodeError):
            key = base64.b64decode(key).decode().partition(":")[0]
    if not key or scheme.lower() not in ("basic", "bearer"):
        raise ApiError(
            401,
            "You did not provide an API key. You need to provide your API key in the "
            "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
            "YOUR_SECRET_KEY').",
            stored=False,
        )
    if not key.startswith(("sk_test_", "rk_test_")):
        raise ApiError(
            401,
            f"Invalid API Key provided: {key[:8]}****. The payment sandbox accepts any key that starts with sk_test_.",
            stored=False,
        )


def check_version(version: str | None) -> None:
    """Objects here have the shape of one version only."""
    if version and version != stripe.api_version:
        raise InvalidParameter(
            f"Invalid Stripe API version: {version}. The payment sandbox speaks {stripe.api_version}."
        )


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise InvalidParameter("Invalid request body: not UTF-8.") from error
