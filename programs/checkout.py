"""From held seats to the address of a payment page, safe against every point of failure.

    save an attempt with its key and expiry → commit → Stripe → stamp by compare-and-set

A call whose answer was not seen is repeated with the same key and the same values while the expiry is
still far enough away for Stripe; after that a new attempt takes its place, and the old session is
ended if it turns up. The address is handed out only after the session's id is saved.
"""

import contextlib
import logging
import secrets
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import formats, timezone

from programs import confirmation, payments, pricing, settlement
from programs.exceptions import (
    HoldEnded,
    PaymentUnavailable,
    StripeBusy,
    StripeOutcomeUnknown,
    StripeRefused,
)
from programs.models import AuditEntry, CheckoutAttempt, Order
from programs.stripe_facts import SessionFacts
from programs.stripe_requests import ChargedLine, SessionRequest, listed

logger = logging.getLogger(__name__)

# Stripe refuses less than 30 minutes, counted when the request arrives.
SESSION_LASTS = timedelta(minutes=31)
# Leaves time for the call itself before the same values would be refused.
REPEAT_WITHIN = timedelta(seconds=40)
TRIES = 3
BUSY_PAUSES = (0.5, 1.5)  # seconds, while the other of two clicks has the key

State = CheckoutAttempt.State


def start_checkout(order: Order, *, now: datetime | None = None) -> str:
    """The address to send the buyer to: Stripe's page, or the order's own when there is nothing to pay.

    Raises HoldEnded, or PaymentUnavailable after which calling again is safe.
    """
    if order.is_free:
        return _finish_free(order)
    try:
        for _ in range(TRIES):
            attempt = attempt_to_use(order, now=now or timezone.now())
            if attempt.state == State.OPEN:
                if _can_be_resumed(order, attempt):
                    return attempt.url
                continue
            facts = _create_session(order, attempt)
            if stamp(order, attempt, facts):
                return facts.url
    except (StripeOutcomeUnknown, StripeRefused) as error:
        raise PaymentUnavailable(order) from error
    raise PaymentUnavailable(order)


def _finish_free(order: Order) -> str:
    confirmation.confirm(order, attempt=None, payment=None)
    if order.state != Order.State.CONFIRMED:
        raise HoldEnded(order)
    return order.path


def attempt_to_use(order: Order, *, now: datetime) -> CheckoutAttempt:
    """The live attempt, or a new one that is saved before anything is sent. Raises HoldEnded."""
    live = order.live_attempt
    if live and (live.state == State.OPEN or now - live.created_at < REPEAT_WITHIN):
        return live
    try:
        with transaction.atomic(durable=True):
            expires_at = (now + SESSION_LASTS).replace(microsecond=0)
            # Locks the order, so that it can't be freed while this attempt is added.
            held = Order.objects.filter(pk=order.pk, state__in=Order.LIVE_HOLDS)
            held_until = max(expires_at, order.offered_until or expires_at)
            if not held.update(hold_expires_at=held_until):
                order.refresh_from_db()
                raise HoldEnded(order)
            if live:
                live.move(State.SUPERSEDED, from_={State.NEW})
            attempt = CheckoutAttempt.objects.create(
                order=order,
                idempotency_key=f"checkout-{order.reference}-{secrets.token_hex(8)}",
                expires_at=expires_at,
                created_at=now,
            )
    except IntegrityError:
        # A simultaneous call added one first.
        order.refresh_from_db()
        theirs = order.live_attempt
        if theirs is None:
            raise PaymentUnavailable(order) from None
        return theirs
    order.hold_expires_at = held_until
    return attempt


def stamp(order: Order, attempt: CheckoutAttempt, facts: SessionFacts) -> bool:
    """Write the session on its attempt; False when the attempt is no longer wanted.

    Its session is ended then.
    """
    with transaction.atomic(durable=True):
        # The order first, as everywhere; it may have moved on already when money was faster.
        handed_out = order.move(Order.State.AWAITING_PAYMENT, from_={Order.State.HELD})
        stamped = attempt.move(State.OPEN, from_={State.NEW}, session_id=facts.id, url=facts.url)
        if stamped and handed_out:
            AuditEntry.objects.create(
                action="order.awaiting_payment", order=order, detail={"session": facts.id}
            )
    attempt.refresh_from_db()
    order.refresh_from_db()
    if attempt.session_id == facts.id and attempt.state == State.OPEN and order.is_live_hold:
        return True
    settlement.settle_session(facts.id)
    order.refresh_from_db()
    if not order.is_live_hold:
        raise HoldEnded(order)
    return False


def _can_be_resumed(order: Order, attempt: CheckoutAttempt) -> bool:
    """Ask Stripe whether the open attempt can still be paid. Raises HoldEnded."""
    try:
        settlement.settle(order)
    except StripeOutcomeUnknown:
        return True
    if not order.is_live_hold:
        raise HoldEnded(order)
    attempt.refresh_from_db()
    return attempt.state == State.OPEN


def _create_session(order: Order, attempt: CheckoutAttempt) -> SessionFacts:
    request = session_request(order, attempt)
    try:
        for pause in BUSY_PAUSES:
            with contextlib.suppress(StripeBusy):
                return payments.create_session(request)
            time.sleep(pause)
        return payments.create_session(request)
    except StripeOutcomeUnknown as error:
        logger.warning("Checkout for %s: outcome unknown (%s)", order.reference, error)
        raise PaymentUnavailable(order) from error
    except StripeRefused as error:
        logger.exception("Checkout for %s was refused by Stripe", order.reference)
        attempt.move(State.FAILED, from_={State.NEW}, last_error=str(error)[:300])
        raise PaymentUnavailable(order) from error


def session_request(order: Order, attempt: CheckoutAttempt) -> SessionRequest:
    """Made only from what is frozen on the order and attempt, so that repeating it is the same request."""
    cohort = order.cohort
    return SessionRequest(
        key=attempt.idempotency_key,
        order_reference=order.reference,
        buyer_email=order.buyer_email,
        currency=order.currency,
        lines=charged_lines(order),
        success_url=f"{order.url}?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=order.url,
        expires_at=attempt.expires_at,
        deadline_text=deadline_text(order, attempt.expires_at),
        description=f"{order.reference}: {order.lines.all()[0].description}"[:500],
        invoice_fields={"Cohort": cohort.code},
        invoice_footer=order.policy.get("text", ""),
        metadata={
            "cohort": cohort.code,
            "seats": str(order.count),
            "seat_ids": listed(order.seats.order_by("position").values_list("pk", flat=True)),
            "buyer": order.buyer_name[:500],
            "site": settings.SITE_URL[:500],
        },
    )


def charged_lines(order: Order) -> tuple[ChargedLine, ...]:
    """The frozen lines. A discount is spread over the seats, because Stripe takes no negative lines."""
    if not order.discount_cents:
        return tuple(
            ChargedLine(line.description, "", line.unit_cents, line.count)
            for line in order.lines.all()
        )
    name = order.lines.all()[0].description
    prices = pricing.spread(order.total_cents, order.count)
    note = f"With code {order.discount_label}" if order.discount_label else ""
    return tuple(
        ChargedLine(name, note, cents, prices.count(cents))
        for cents in sorted(set(prices), reverse=True)
    )


def deadline_text(order: Order, expires_at: datetime) -> str:
    """Such as "We hold 2 seats for you until 4:31 p.m. EST." """
    local = expires_at.astimezone(order.cohort.zone)
    seats = "1 seat" if order.count == 1 else f"{order.count} seats"
    when = formats.date_format(local, "P")
    return f"We hold {seats} for you until {when} {local.tzname()}."
