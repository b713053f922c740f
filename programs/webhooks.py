"""Stripe's events: verified, stored, and then used only as a hint where to look.

An event's payload may be old, repeated or out of order, so each handler retrieves the object and acts
on its present state. An event is skipped only when it was processed; one whose processing failed is
tried again when Stripe repeats it, and by the reconciler.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from programs import disputes, money_returned, payments, settlement
from programs.exceptions import StripeRefused
from programs.models import AuditEntry, Order, StripeEvent
from programs.stripe_facts import EventFacts

logger = logging.getLogger(__name__)


class WrongMode(Exception):
    """A test event for a live site, or the other way round."""


def receive(body: bytes, signature: str) -> StripeEvent:
    """Verify and store an event. Raises NotStripesSignature, WrongMode."""
    facts = payments.verified_event(body, signature)
    if facts.livemode != settings.STRIPE_LIVE_MODE:
        raise WrongMode(facts.id)
    return _store(facts)


def _store(facts: EventFacts) -> StripeEvent:
    event, _ = StripeEvent.objects.get_or_create(
        event_id=facts.id,
        defaults={
            "type": facts.type,
            "object_id": facts.object_id,
            "livemode": facts.livemode,
            "api_version": facts.api_version,
            "payload": facts.payload,
        },
    )
    return event


def process(event: StripeEvent) -> None:
    """Do what the event hints at, unless done. Whatever is raised is noted on the event first."""
    if event.processed_at is not None:
        return
    row = StripeEvent.objects.filter(pk=event.pk)
    try:
        handle = HANDLERS.get(event.type)
        if handle is not None:
            _handle(handle, event)
    except Exception as error:
        row.update(tries=event.tries + 1, last_error=f"{type(error).__name__}: {error}"[:500])
        raise
    row.update(tries=event.tries + 1, processed_at=timezone.now(), last_error="")


def _handle(handle: Callable[[StripeEvent], None], event: StripeEvent) -> None:
    try:
        handle(event)
    except StripeRefused as error:
        # An object that Stripe does not know will not be known tomorrow.
        if error.code != "resource_missing":
            raise
        logger.warning("Event %s names an object that Stripe does not have", event.event_id)


def _session(event: StripeEvent) -> None:
    settlement.settle_session(event.object_id)


def _refund(event: StripeEvent) -> None:
    refund = payments.retrieve_refund(event.object_id)
    if refund.payment_intent_id:
        money_returned.sync_refunds(refund.payment_intent_id)


def _charge(event: StripeEvent) -> None:
    payment_intent_id = payments.retrieve_charge(event.object_id).payment_intent_id
    if payment_intent_id:
        money_returned.sync_refunds(payment_intent_id)


def _dispute(event: StripeEvent) -> None:
    disputes.learn_dispute(payments.retrieve_dispute(event.object_id))


def _declined(event: StripeEvent) -> None:
    """A card was declined: the session stays open and the buyer may try another. A note only."""
    metadata = event.payload["data"]["object"].get("metadata") or {}
    order = Order.objects.filter(reference=metadata.get("order") or "").first()
    if order is not None:
        AuditEntry.objects.create(
            action="payment.declined", order=order, detail={"payment": event.object_id}
        )


HANDLERS: dict[str, Callable[[StripeEvent], None]] = {
    "checkout.session.completed": _session,
    "checkout.session.async_payment_succeeded": _session,
    "checkout.session.async_payment_failed": _session,
    "checkout.session.expired": _session,
    "charge.refunded": _charge,
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "charge.dispute.created": _dispute,
    "charge.dispute.updated": _dispute,
    "charge.dispute.closed": _dispute,
    "payment_intent.payment_failed": _declined,
}
