"""Stripe, behind functions that take and return plain values. Alone imports stripe.

Calls raise StripeOutcomeUnknown when the answer was not seen (try the same call with the same key
again) and StripeRefused when Stripe said no. None may be made inside a database transaction: a lock
would be held for as long as a network takes.
"""

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import stripe
from django.conf import settings
from django.db import connection

from programs.exceptions import NotStripesSignature, StripeBusy, StripeOutcomeUnknown, StripeRefused
from programs.stripe_facts import (
    ChargeFacts,
    DisputeFacts,
    EventFacts,
    InvoiceFacts,
    PaymentFacts,
    RefundFacts,
    SessionFacts,
    charge_facts,
    dispute_facts,
    invoice_facts,
    payment_facts,
    refund_facts,
    session_facts,
)
from programs.stripe_requests import SessionRequest, session_params

API_VERSION = "2026-10-28.endive"
TIMEOUT_SECONDS = 10
NETWORK_RETRIES = 1  # by the SDK, with the same idempotency key
PAGE = 100
SESSION_DETAILS = ["payment_intent.latest_charge"]


def create_session(request: SessionRequest) -> SessionFacts:
    """Make, or with a key used before find again, a hosted Checkout session."""
    session = _call(
        lambda client: client.v1.checkout.sessions.create(
            session_params(request), {"idempotency_key": request.key}
        )
    )
    return session_facts(session)


def retrieve_session(session_id: str) -> SessionFacts:
    session = _call(
        lambda client: client.v1.checkout.sessions.retrieve(session_id, {"expand": SESSION_DETAILS})
    )
    return _with_payment(session)


def expire_session(session_id: str) -> SessionFacts:
    """End an open session, so that it can't be paid any more. Refused when it isn't open."""
    session = _call(
        lambda client: client.v1.checkout.sessions.expire(session_id, {"expand": SESSION_DETAILS})
    )
    return _with_payment(session)


def sessions_since(since: datetime) -> Iterator[SessionFacts]:
    """Every session made since, newest first. Stripe can't list them by our reference."""
    params = {"created": _span(since), "limit": PAGE}
    params["expand"] = [f"data.{path}" for path in SESSION_DETAILS]
    for session in _pages(
        lambda client, page: client.v1.checkout.sessions.list({**params, **page})
    ):
        yield _with_payment(session)


def sessions_of_payment(payment_intent_id: str) -> list[SessionFacts]:
    """The session that a payment was made in; none for a charge made in the dashboard."""
    params = {"payment_intent": payment_intent_id, "limit": PAGE}
    params["expand"] = [f"data.{path}" for path in SESSION_DETAILS]
    pages = _pages(lambda client, page: client.v1.checkout.sessions.list({**params, **page}))
    return [_with_payment(session) for session in pages]


def _with_payment(session: Any) -> SessionFacts:
    """The facts, and those of payment and charge even where a stand-in does not expand them for us."""
    facts = session_facts(session)
    intent = getattr(session, "payment_intent", None)
    if isinstance(intent, str):
        return replace(facts, payment=retrieve_payment(intent))
    return replace(facts, payment=facts.payment and _with_charge(facts.payment))


def retrieve_payment(payment_intent_id: str) -> PaymentFacts:
    intent = _call(
        lambda client: client.v1.payment_intents.retrieve(
            payment_intent_id, {"expand": ["latest_charge"]}
        )
    )
    return _with_charge(payment_facts(intent))


def _with_charge(facts: PaymentFacts) -> PaymentFacts:
    if facts.charge_id is None or facts.charged_at is not None:
        return facts
    charge = retrieve_charge(facts.charge_id)
    return replace(
        facts,
        charged_at=charge.made_at,
        method_type=charge.method_type,
        receipt_url=charge.receipt_url,
        refunded_cents=charge.refunded_cents,
    )


def retrieve_charge(charge_id: str) -> ChargeFacts:
    return charge_facts(_call(lambda client: client.v1.charges.retrieve(charge_id)))


def charges_between(start: datetime, end: datetime) -> Iterator[ChargeFacts]:
    """Every charge made at `start` or later and before `end`, whatever became of it."""
    params = {"created": _span(start, end), "limit": PAGE}
    for charge in _pages(lambda client, page: client.v1.charges.list({**params, **page})):
        yield charge_facts(charge)


def retrieve_invoice(invoice_id: str) -> InvoiceFacts:
    return invoice_facts(_call(lambda client: client.v1.invoices.retrieve(invoice_id)))


def receipt_address(charge_id: str) -> str:
    """Where Stripe shows the receipt of a charge today; such addresses end after a while.

    Empty when it has none. It tells refunds too.
    """
    return retrieve_charge(charge_id).receipt_url


def invoice_address(invoice_id: str) -> str:
    """Where Stripe gives out the invoice as PDF today; empty until it is made."""
    return retrieve_invoice(invoice_id).pdf_url


def create_refund(*, payment_intent_id: str, amount_cents: int, key: str) -> RefundFacts:
    params = {
        "payment_intent": payment_intent_id,
        "amount": amount_cents,
        "metadata": {"refund": key},
    }
    return refund_facts(
        _call(lambda client: client.v1.refunds.create(params, {"idempotency_key": key}))
    )


def retrieve_refund(refund_id: str) -> RefundFacts:
    return refund_facts(_call(lambda client: client.v1.refunds.retrieve(refund_id)))


def refunds_of(payment_intent_id: str) -> list[RefundFacts]:
    params = {"payment_intent": payment_intent_id, "limit": PAGE}
    pages = _pages(lambda client, page: client.v1.refunds.list({**params, **page}))
    return [refund_facts(refund) for refund in pages]


def refunds_since(since: datetime, until: datetime | None = None) -> Iterator[RefundFacts]:
    params = {"created": _span(since, until), "limit": PAGE}
    for refund in _pages(lambda client, page: client.v1.refunds.list({**params, **page})):
        yield refund_facts(refund)


def retrieve_dispute(dispute_id: str) -> DisputeFacts:
    return dispute_facts(_call(lambda client: client.v1.disputes.retrieve(dispute_id)))


def disputes_since(since: datetime) -> Iterator[DisputeFacts]:
    params = {"created": _span(since), "limit": PAGE}
    for dispute in _pages(lambda client, page: client.v1.disputes.list({**params, **page})):
        yield dispute_facts(dispute)


def verified_event(body: bytes, signature: str) -> EventFacts:
    """The event, when one of the configured secrets signed it; else NotStripesSignature.

    Several secrets are good at once while one replaces the other: https://docs.stripe.com/webhooks
    """
    if not any(_signed_by(secret, body, signature) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        raise NotStripesSignature("No configured secret signed this.")
    try:
        payload = json.loads(body)
        return EventFacts(
            id=payload["id"],
            type=payload["type"],
            livemode=bool(payload.get("livemode")),
            api_version=payload.get("api_version") or "",
            object_id=payload["data"]["object"].get("id") or "",
            payload=payload,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotStripesSignature("It is signed, but no event.") from error


def _signed_by(secret: str, body: bytes, signature: str) -> bool:
    # What the SDK raises carries the header and the body; none of that may reach a log.
    try:
        tolerance = stripe.Webhook.DEFAULT_TOLERANCE
        return bool(
            stripe.WebhookSignature.verify_header(body.decode(), signature, secret, tolerance)
        )
    except (stripe.SignatureVerificationError, ValueError):
        return False


# --- The SDK's own ways -------------------------------------------------------------------------


@functools.lru_cache(maxsize=8)
def _client(key: str, base: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": base} if base else None,
        max_network_retries=NETWORK_RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
    )


def _call(do: Callable[[stripe.StripeClient], Any]) -> Any:
    _refuse_inside_transaction()
    try:
        return do(_client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE))
    except stripe.StripeError as error:
        raise _translated(error) from error


def _translated(error: stripe.StripeError) -> Exception:
    status, code = error.http_status, error.code or ""
    if status == 409:
        return StripeBusy("HTTP 409")
    if isinstance(error, stripe.APIConnectionError):
        return StripeOutcomeUnknown(type(error).__name__)
    # An answer below 400 is one that the SDK could not read.
    if status is None or status == 429 or status < 400 or status >= 500:
        return StripeOutcomeUnknown(f"HTTP {status}")
    return StripeRefused(error.user_message or str(error), code=code)


def _pages(fetch: Callable[[stripe.StripeClient, dict[str, Any]], Any]) -> Iterator[Any]:
    page: dict[str, Any] = {}
    while True:
        answer = _call(lambda client, page=page: fetch(client, page))
        yield from answer.data
        if not answer.has_more or not answer.data:
            return
        page = {"starting_after": answer.data[-1].id}


def _span(start: datetime, end: datetime | None = None) -> dict[str, int]:
    """Stripe's filter for a time from `start` until just before `end`."""
    span = {"gte": int(start.timestamp())}
    return span | {"lt": int(end.timestamp())} if end else span


def _refuse_inside_transaction() -> None:
    # A test that is wrapped in a transaction marks its own blocks; those hold no lock others want.
    if any(not block._from_testcase for block in connection.atomic_blocks):
        raise RuntimeError("Stripe must not be called inside a database transaction.")
