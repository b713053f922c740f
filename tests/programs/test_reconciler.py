"""Every webhook is lost: the books come right anyway, and nothing is paid back twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programs import money_returned, payments, reconciler, webhooks
from programs.books import problems
from programs.cancellation import cancel_order
from programs.checkout import start_checkout
from programs.models import (
    CheckoutAttempt,
    Dispute,
    MoneyIssue,
    Order,
    OutboxEmail,
    Payment,
    Refund,
    StripeEvent,
)
from programs.money_returned import request_refund, submit_refund
from programs.reconciler import reconcile
from tests.factories import make_confirmed_order, make_held_order
from tests.programs.sandboxes import make_session

pytestmark = pytest.mark.django_db

State = Refund.State


@pytest.fixture(autouse=True)
def no_webhooks(sandbox, monkeypatch):
    """Nobody tells us anything, and the SDK tries nothing twice by itself."""
    sandbox.webhooks(enabled=False)
    monkeypatch.setattr(payments, "NETWORK_RETRIES", 0)
    payments._client.cache_clear()
    yield
    payments._client.cache_clear()


def later(**ahead):
    return timezone.now() + timedelta(**ahead)


def run(**options):
    return reconcile(ask_after=timedelta(0), **options)


@pytest.fixture
def payment(sandbox):
    """An order of $395.00, paid, of which only the reconciler learned."""
    order = make_held_order()
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    run()
    return order.payments.get()


def refund_of(payment, cents=5000, **fields):
    return request_refund(payment=payment, amount_cents=cents, **{"reason": "goodwill", **fields})


def refunds_at_stripe(sandbox):
    return [
        refund["amount"]
        for refund in sandbox.store.select("refund")
        if refund["status"] not in ("failed", "canceled")
    ]


# --- Orders and sessions ------------------------------------------------------------------------


def test_a_paid_order_is_confirmed(payment):
    payment.order.refresh_from_db()
    assert payment.order.state == Order.State.CONFIRMED
    assert OutboxEmail.objects.filter(kind="order_confirmed").count() == 1


@pytest.mark.parametrize(
    ("verb", "state"), [("settle", Order.State.CONFIRMED), ("fail", Order.State.EXPIRED)]
)
def test_a_bank_debit_is_followed_to_its_end(sandbox, verb, state):
    order = make_held_order()
    start_checkout(order)
    session_id = order.attempts.get().session_id
    sandbox.bank_debit(session_id)
    run()
    order.refresh_from_db()
    assert order.state == Order.State.PROCESSING
    getattr(sandbox, verb)(session_id)
    run()
    order.refresh_from_db()
    assert order.state == state


def test_an_expired_session_frees_its_order(sandbox):
    order = make_held_order()
    start_checkout(order)
    sandbox.advance(32 * 60)
    run()
    order.refresh_from_db()
    assert order.state == Order.State.EXPIRED


def test_money_of_a_session_whose_attempt_is_unknown_goes_to_suspense_once(sandbox):
    sandbox.pay(make_session(sandbox, metadata={"attempt": "of another life"}).id)
    for _ in range(2):
        run(deep=True)
    payment = Payment.objects.suspense().get()
    assert payment.amount_cents == 138000
    assert MoneyIssue.objects.get().kind == MoneyIssue.Kind.SUSPENSE


def test_a_session_that_was_never_stamped_is_found_by_its_attempt(sandbox):
    order = make_held_order()
    start_checkout(order)
    session_id = order.attempts.get().session_id
    CheckoutAttempt.objects.update(session_id=None, url="", state=CheckoutAttempt.State.NEW)
    sandbox.pay(session_id)
    run()
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED


# --- Refunds ------------------------------------------------------------------------------------


def test_a_refund_lost_between_commit_and_call_is_sent(payment, sandbox):
    refund = refund_of(payment)  # and here the process is killed
    assert run().refunds == 0  # who asked may be sending it just now
    run(now=later(minutes=2))
    refund.refresh_from_db()
    assert (refund.state, refunds_at_stripe(sandbox)) == (State.SUCCEEDED, [5000])


def test_a_refund_lost_with_its_answer_is_found_and_not_made_again(payment, sandbox):
    sandbox.order_fault("/v1/refunds", "reset", method="POST")
    refund = submit_refund(refund_of(payment))
    assert refund.state == State.UNKNOWN
    run(now=later(minutes=2))
    refund.refresh_from_db()
    assert (refund.state, refunds_at_stripe(sandbox)) == (State.SUCCEEDED, [5000])


def test_after_its_key_is_forgotten_a_refund_is_still_not_made_again(payment, sandbox):
    sandbox.order_fault("/v1/refunds", "reset", method="POST")
    refund = submit_refund(refund_of(payment))
    sandbox.advance(25 * 3600)
    run(now=later(hours=25))
    refund.refresh_from_db()
    assert (refund.state, refunds_at_stripe(sandbox)) == (State.SUCCEEDED, [5000])


@pytest.mark.parametrize(("when", "made"), [("before", []), ("after", [5000])])
def test_a_500_is_resolved_at_the_latest_when_its_key_is_forgotten(payment, sandbox, when, made):
    sandbox.order_fault("/v1/refunds", "error_500", method="POST", when=when)
    refund = submit_refund(refund_of(payment))
    run(now=later(minutes=2))
    assert refunds_at_stripe(sandbox) == made
    sandbox.advance(25 * 3600)
    run(now=later(hours=25))
    refund.refresh_from_db()
    assert (refund.state, refunds_at_stripe(sandbox)) == (State.SUCCEEDED, [5000])


def test_a_refund_that_nobody_answers_about_counts_towards_giving_up(payment, sandbox, settings):
    for _ in range(reconciler.GIVE_UP_AFTER + 3):
        refund_of(payment, 100)
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    report = run(now=later(minutes=2))
    assert (report.errors, report.unanswered) == (reconciler.GIVE_UP_AFTER,) * 2
    settings.STRIPE_API_BASE = sandbox.base_url
    run(now=later(minutes=3))
    assert refunds_at_stripe(sandbox) == [100] * (reconciler.GIVE_UP_AFTER + 3)


def test_creating_without_an_answer_counts_too(payment, sandbox):
    for _ in range(reconciler.GIVE_UP_AFTER + 2):
        refund_of(payment, 100)
    sandbox.order_fault("/v1/refunds", "error_429", method="POST", times=99)
    assert run(now=later(minutes=2)).unanswered == reconciler.GIVE_UP_AFTER
    assert Refund.objects.filter(state=State.UNKNOWN).count() == reconciler.GIVE_UP_AFTER


def test_who_asks_for_a_refund_is_not_troubled_by_an_unknown_outcome(payment, sandbox):
    sandbox.order_fault("/v1/refunds", "error_409", method="POST")
    assert submit_refund(refund_of(payment)).state == State.UNKNOWN


def test_a_refund_of_a_payment_that_stripe_does_not_have_is_put_before_a_person(sandbox):
    payment = make_confirmed_order().payments.get()
    refund = refund_of(payment)
    run(now=later(minutes=2))
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, payment.refunding_cents) == (State.FAILED, 0)
    assert MoneyIssue.objects.get().kind == MoneyIssue.Kind.REFUND


def test_pending_refunds_are_asked_about_often_and_then_every_hour(payment, sandbox):
    sandbox.refunds_will("pending")
    refund = submit_refund(refund_of(payment))
    assert run(now=later(minutes=2)).refunds == 1
    assert run(now=later(hours=2)).refunds == 0
    sandbox.succeed_refund(refund.refund_id)
    run(now=later(hours=2), deep=True)
    refund.refresh_from_db()
    assert refund.state == State.SUCCEEDED


def test_a_refund_made_in_the_dashboard_is_found(payment, sandbox):
    sandbox.refund(payment.charge_id, amount=700)
    for _ in range(2):
        run(deep=True)
    refund = Refund.objects.get()
    assert (refund.reason, refund.state, refund.amount_cents) == ("outside", "succeeded", 700)
    assert refund.made_at is not None


def test_a_refund_that_the_bank_sent_back_is_found_and_the_money_can_be_given_again(
    payment, sandbox
):
    refund = submit_refund(refund_of(payment, 39500))
    sandbox.fail_refund(refund.refund_id)
    run(deep=True)
    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.state, payment.refundable_cents) == (State.FAILED, 39500)
    assert MoneyIssue.objects.open().filter(subject_key=refund.idempotency_key).exists()
    assert submit_refund(refund_of(payment, 39500)).state == State.SUCCEEDED
    assert refunds_at_stripe(sandbox) == [39500]


def test_refund_updated_reopens_the_money_when_told(payment, sandbox, deliver):
    cancel_order(payment.order, because="asked")
    refund = submit_refund(refund_of(payment, 39500, reason="staff"))
    payment.order.refresh_from_db()
    assert payment.order.state == Order.State.REFUNDED
    sandbox.webhooks(enabled=True)
    sandbox.fail_refund(refund.refund_id)
    assert deliver("refund.updated", times=2) == [200, 200]
    payment.refresh_from_db()
    assert payment.refundable_cents == 39500
    assert MoneyIssue.objects.open().count() == 1


def test_a_failing_refund_of_money_that_the_dashboard_gave_back_leaves_nothing_to_give(
    payment, sandbox
):
    ours = refund_of(payment, 20000)
    sandbox.refund(payment.charge_id)
    run(deep=True, now=later(minutes=2))
    ours.refresh_from_db()
    payment.refresh_from_db()
    assert ours.state == State.FAILED
    assert payment.refundable_cents == 0
    assert problems() == []


# --- Disputes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("won", "status"), [(True, "won"), (False, "lost")])
def test_a_dispute_is_found_and_so_is_its_end_months_later(payment, sandbox, won, status):
    dispute_id = sandbox.open_dispute(payment.charge_id)["id"]
    run(deep=True)
    dispute = Dispute.objects.get()
    assert (dispute.payment, dispute.closed_at) == (payment, None)
    assert MoneyIssue.objects.open().get().kind == MoneyIssue.Kind.DISPUTE
    sandbox.close_dispute(dispute_id, won=won)
    Dispute.objects.update(opened_at=later(days=-60))
    sandbox.store.execute("UPDATE objects SET created = 1 WHERE id = ?", dispute_id)
    run(deep=True)
    dispute.refresh_from_db()
    assert (dispute.status, bool(dispute.closed_at)) == (status, True)
    assert not MoneyIssue.objects.open().exists()
    ended_at = dispute.closed_at
    run(deep=True)
    dispute.refresh_from_db()
    assert dispute.closed_at == ended_at


def test_disputes_are_followed_when_told(payment, sandbox, deliver):
    sandbox.webhooks(enabled=True)
    dispute_id = sandbox.open_dispute(payment.charge_id)["id"]
    assert set(deliver("charge.dispute.created", times=2)) == {200}
    sandbox.close_dispute(dispute_id, won=False)
    assert set(deliver("charge.dispute.closed", times=2)) == {200}
    assert Dispute.objects.get().status == "lost"


# --- Events and long lists ----------------------------------------------------------------------


def test_invoices_and_a_declined_card_are_notes_at_most(sandbox, deliver):
    sandbox.webhooks(enabled=True)
    order = make_held_order()
    start_checkout(order)
    session_id = order.attempts.get().session_id
    sandbox.decline(session_id)
    assert deliver("payment_intent.payment_failed", times=2) == [200, 200]
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT
    assert order.audit_entries.filter(action="payment.declined").count() == 1
    sandbox.pay(session_id)
    told = sandbox.take_events()
    invoices = [signed for signed in told if signed.type.startswith("invoice.")]
    assert len(invoices) == 4
    assert not {signed.type for signed in invoices} & set(webhooks.HANDLERS)
    for signed in invoices:
        webhooks.process(webhooks.receive(signed.payload, signed.signature))
    assert not StripeEvent.objects.unprocessed().exists()


def test_a_list_longer_than_a_page_is_read_to_its_end(payment, sandbox):
    for _ in range(250):
        sandbox.refund(payment.charge_id, amount=1)
    assert len(payments.refunds_of(payment.payment_intent_id)) == 250
    assert len(list(payments.refunds_since(later(hours=-1)))) == 250
    for _ in range(249):
        sandbox.charge(5000)
    charges = list(payments.charges_between(later(hours=-1), later(hours=1)))
    assert len({charge.id for charge in charges}) == 250
    run(deep=True)
    payment.refresh_from_db()
    assert (payment.refunds.count(), payment.refunding_cents) == (250, 250)


def test_hundreds_of_sessions_are_looked_through(sandbox):
    made = [make_session(sandbox).id for _ in range(250)]
    for session_id in (made[0], made[-1]):
        sandbox.pay(session_id)
    assert {facts.id for facts in payments.sessions_since(later(hours=-1))} == set(made)
    run(deep=True)
    assert Payment.objects.suspense().count() == 2


# --- Faults, at every call ----------------------------------------------------------------------

CALLS = {
    "POST /v1/checkout/sessions": lambda payment, sandbox: start_checkout(make_held_order()),
    "GET /v1/checkout/sessions": lambda payment, sandbox: list(
        payments.sessions_since(later(days=-1))
    ),
    "GET /v1/checkout/sessions/*": lambda payment, sandbox: payments.retrieve_session(
        payment.session_id
    ),
    "POST /v1/checkout/sessions/*/expire": lambda payment, sandbox: payments.expire_session(
        make_session(sandbox).id
    ),
    "POST /v1/refunds": lambda payment, sandbox: money_returned.send_refund(
        refund_of(payment, 100)
    ),
    "GET /v1/refunds": lambda payment, sandbox: payments.refunds_of(payment.payment_intent_id),
    "GET /v1/payment_intents/*": lambda payment, sandbox: payments.retrieve_payment(
        payment.payment_intent_id
    ),
    "GET /v1/charges/*": lambda payment, sandbox: payments.retrieve_charge(payment.charge_id),
    "GET /v1/charges": lambda payment, sandbox: list(
        payments.charges_between(later(days=-1), later())
    ),
    "GET /v1/disputes": lambda payment, sandbox: list(payments.disputes_since(later(days=-1))),
    "GET /v1/invoices/*": lambda payment, sandbox: payments.retrieve_invoice(payment.invoice_id),
}


@pytest.mark.parametrize("kind", ["timeout", "reset", "error_500", "error_409", "error_429"])
@pytest.mark.parametrize("call", CALLS)
def test_a_fault_at_any_call_is_an_unknown_outcome(payment, sandbox, monkeypatch, call, kind):
    monkeypatch.setattr("programs.checkout.BUSY_PAUSES", ())
    method, path = call.split()
    sandbox.order_fault(path, kind, method=method, times=1, seconds=0.01)
    with pytest.raises(Exception) as raised:
        CALLS[call](payment, sandbox)
    assert type(raised.value).__name__ in {
        "StripeOutcomeUnknown",
        "StripeBusy",
        "PaymentUnavailable",
    }
