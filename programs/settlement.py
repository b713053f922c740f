"""Making an order agree with Stripe. The only way an order is confirmed by money or freed.

`settle(order)` asks Stripe what became of the order's Checkout sessions and does what follows. It may
be called by anybody at any time, any number of times at once: by the webhook, by the page that
buyers return to, by the reconciler, by staff. It never trusts what an event or an address says.

For every session: first the money is recorded in a commit of its own, so that whatever fails after
that, nobody's money is forgotten. Then one short transaction confirms, marks as processing, or frees.
"""

import logging
from datetime import datetime

from django.utils import timezone

from programs import confirmation, money_received, payments
from programs.exceptions import PaymentUnavailable, StripeOutcomeUnknown, StripeRefused
from programs.models import CheckoutAttempt, MoneyIssue, Order, Payment
from programs.order_steps import UNFINISHED_ATTEMPTS
from programs.stripe_facts import SessionFacts

logger = logging.getLogger(__name__)

State = CheckoutAttempt.State


def session_id_of(attempt: CheckoutAttempt) -> str:
    """Stripe's name for the session of an attempt that has reached Stripe."""
    if attempt.session_id is None:
        raise ValueError(f"Attempt {attempt.pk} has no session yet")
    return attempt.session_id


def settle(order: Order) -> Order:
    """Bring the order to what Stripe says now; returns it, refreshed. Raises StripeOutcomeUnknown."""
    # Older attempts first: when one of them was paid, the newest is ended below.
    for attempt in order.attempts.exclude(session_id=None).order_by("created_at", "pk"):
        if _may_still_change(attempt, order):
            facts = _session_now(attempt)
            if facts is not None:
                apply_session(facts, attempt)
    order.refresh_from_db()
    return order


def _session_now(attempt: CheckoutAttempt) -> SessionFacts | None:
    """The attempt's session. None when Stripe says that it has none of that id.

    A changed key or account answers so about sessions that can still be paid, so it proves nothing
    while the session may live. After its end the attempt counts as expired, and a person looks.
    """
    try:
        return payments.retrieve_session(session_id_of(attempt))
    except StripeRefused as error:
        if error.code != "resource_missing":
            raise
    logger.error(
        "Stripe does not know session %s of %s", attempt.session_id, attempt.order.reference
    )
    if timezone.now() >= attempt.expires_at:
        money_received.open_issue(
            MoneyIssue.Kind.UNKNOWN_SESSION,
            subject_key=session_id_of(attempt),
            order=attempt.order,
            detail={"attempt": attempt.idempotency_key},
        )
        attempt.move(
            State.EXPIRED,
            from_=UNFINISHED_ATTEMPTS,
            last_error="Stripe does not know it.",
        )
    return None


def settle_session(session_id: str) -> Order | None:
    """As `settle`, for a session that somebody names. None when it belongs to no order of ours.

    Money of such a session is kept in suspense.
    """
    facts = payments.retrieve_session(session_id)
    attempt = adopt(facts)
    apply_session(facts, attempt)
    return attempt.order if attempt else None


def adopt(facts: SessionFacts) -> CheckoutAttempt | None:
    """The attempt this session was made for; it learns its session if it didn't know it yet."""
    attempts = CheckoutAttempt.objects.select_related("order")
    attempt = attempts.filter(session_id=facts.id).first()
    if attempt or not facts.attempt_key:
        return attempt
    attempt = attempts.filter(idempotency_key=facts.attempt_key, session_id=None).first()
    if attempt is None:
        return None
    nameless = CheckoutAttempt.objects.filter(pk=attempt.pk, session_id=None)
    nameless.update(session_id=facts.id, url=facts.url)
    attempt.refresh_from_db()
    if attempt.move(State.OPEN, from_={State.NEW}):
        attempt.order.move(Order.State.AWAITING_PAYMENT, from_={Order.State.HELD})
    return attempt


def apply_session(facts: SessionFacts, attempt: CheckoutAttempt | None) -> None:
    """Do what follows from the present state of one session."""
    order = attempt.order if attempt else None
    payment = money_received.record_session(facts, order)
    if attempt is None or order is None:
        return
    if facts.status == "complete":
        _apply_complete(facts, attempt, order, payment)
    elif facts.status == "expired":
        attempt.move(State.EXPIRED, from_=UNFINISHED_ATTEMPTS)
        # An offer's seats stay, and can be paid on another page, until the offer itself is over.
        if not order.offer_stands_at(timezone.now()):
            confirmation.free(order, because="not_paid_in_time")
    elif facts.status == "open" and _should_be_closed(attempt, order):
        facts_now = _close(attempt)
        if facts_now is not None and facts_now.status != "open":
            apply_session(facts_now, attempt)


def _apply_complete(
    facts: SessionFacts, attempt: CheckoutAttempt, order: Order, payment: Payment | None
) -> None:
    if _was_given_back(facts) and order.state in Order.UNSETTLED:
        confirmation.free(order, because="refunded", failed_attempt=attempt)
    elif facts.needs_no_payment or facts.is_paid:
        if facts.is_paid and facts.amount_cents and payment is None:
            raise StripeOutcomeUnknown("paid, but its payment does not say so yet")
        if _is_right_amount(facts, order, payment):
            confirmation.confirm(order, attempt=attempt, payment=payment)
        else:
            attempt.move(State.COMPLETE, from_=UNFINISHED_ATTEMPTS)
    elif payment and payment.state == Payment.State.FAILED:
        confirmation.free(
            order, because="payment_failed", letter="payment_failed", failed_attempt=attempt
        )
    else:
        confirmation.mark_processing(order, attempt=attempt)


def _was_given_back(facts: SessionFacts) -> bool:
    """A session stays paid after a full refund, so the charge tells."""
    payment = facts.payment
    return payment is not None and 0 < payment.amount_cents <= payment.refunded_cents


def _is_right_amount(facts: SessionFacts, order: Order, payment: Payment | None) -> bool:
    """Whether amount and currency are what was frozen. A difference is put before a person."""
    right = (
        facts.amount_cents - facts.tax_cents == order.total_cents
        and facts.currency == order.currency
    )
    if not right:
        logger.error("Order %s: amount or currency differs from what was frozen", order.reference)
        money_received.open_issue(
            MoneyIssue.Kind.MISMATCH,
            subject_key=facts.id,
            order=order,
            payment=payment,
            detail={
                "expected_cents": order.total_cents,
                "expected_currency": order.currency,
                "paid_cents": facts.amount_cents,
                "tax_cents": facts.tax_cents,
                "paid_currency": facts.currency,
            },
        )
    return right


def _may_still_change(attempt: CheckoutAttempt, order: Order) -> bool:
    if attempt.state == State.COMPLETE:
        return order.state in Order.UNSETTLED
    return attempt.state in {State.OPEN, State.SUPERSEDED}


def _should_be_closed(attempt: CheckoutAttempt, order: Order) -> bool:
    order.refresh_from_db()
    if attempt.state == State.SUPERSEDED or not order.is_live_hold:
        return True
    return timezone.now() >= attempt.expires_at


def _close(attempt: CheckoutAttempt) -> SessionFacts | None:
    """End an open session that should not be paid any more; what Stripe then says of it."""
    try:
        return payments.expire_session(session_id_of(attempt))
    except StripeRefused:
        # It was paid or ended in this very moment.
        return _session_now(attempt)


def release_hold(order: Order, *, because: str, to: str = Order.State.EXPIRED, actor=None) -> Order:
    """End a live hold before its time. What Stripe reports as paid meanwhile is confirmed instead.

    Look at the returned order's state. Raises PaymentUnavailable when Stripe could not be asked.
    """
    if not order.is_live_hold:
        return order
    try:
        for attempt in order.attempts.exclude(session_id=None).filter(
            state__in=[State.OPEN, State.SUPERSEDED]
        ):
            _end_attempt(attempt)
    except (StripeOutcomeUnknown, StripeRefused) as error:
        raise PaymentUnavailable(order) from error
    forget_unknown_attempts(order)
    confirmation.free(order, because=because, to=to, actor=actor)
    order.refresh_from_db()
    return order


def _end_attempt(attempt: CheckoutAttempt) -> None:
    """End an attempt without freeing the order, unless it turns out to be paid."""
    facts = _close(attempt)
    if facts is not None and facts.status == "expired":
        attempt.move(State.EXPIRED, from_=UNFINISHED_ATTEMPTS)
    elif facts is not None:
        apply_session(facts, attempt)


def forget_unknown_attempts(order: Order) -> None:
    """Give up attempts whose call was never answered: their address was never handed out.

    Should such a session turn up, the reconciler ends it, or settles it if it was paid.
    """
    for attempt in order.attempts.filter(state=State.NEW, session_id=None):
        attempt.move(State.SUPERSEDED, from_={State.NEW})


def free_what_was_never_payable(order: Order, now: datetime) -> bool:
    """Free by the clock a hold of which no payment address was ever handed out (a crash, Stripe down)."""
    if not order.is_live_hold or order.hold_expires_at is None or now < order.hold_expires_at:
        return False
    forget_unknown_attempts(order)
    return confirmation.free(order, because="not_paid_in_time")
