"""What the sandbox does with money: payments, refunds, disputes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe

from programs.sandbox import running_sandbox
from programs.sandbox.ledger import NotNow
from tests.programs.sandboxes import (
    SECRET,
    look_up,
    make_client,
    make_session,
    paid_session,
    types_of,
)

DAY = 24 * 3600


@pytest.fixture(scope="module")
def running():
    with running_sandbox(webhook_secrets=(SECRET,)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.reset()
    return running


def test_paying_completes_the_session_and_makes_one_charge(sandbox):
    session = paid_session(sandbox, payment_intent_data={"metadata": {"order": "7"}})
    intent = session.payment_intent
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert (intent.status, intent.amount_received, intent.metadata.order) == (
        "succeeded",
        138000,
        "7",
    )
    assert (intent.latest_charge.paid, intent.latest_charge.amount) == (True, 138000)
    assert types_of(sandbox.take_events()) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


def test_twenty_clicks_on_pay_pay_once(sandbox):
    session = make_session(sandbox)

    def click(_):
        try:
            return sandbox.pay(session.id)["id"]
        except NotNow:
            return None

    with ThreadPoolExecutor(20) as clicks:
        assert [each for each in clicks.map(click, range(20)) if each] == [session.id]
    assert len(make_client(sandbox).v1.charges.list().data) == 1


def test_a_declined_card_leaves_the_session_open_and_payable(sandbox):
    session = make_session(sandbox)
    sandbox.decline(session.id)
    declined = look_up(sandbox, session.id)
    assert (declined.status, declined.payment_status) == ("open", "unpaid")
    assert declined.payment_intent.status == "requires_payment_method"
    assert declined.payment_intent.last_payment_error.code == "card_declined"
    assert "payment_intent.payment_failed" in types_of(sandbox.take_events())
    sandbox.pay(session.id)
    paid = look_up(sandbox, session.id)
    assert (paid.payment_status, paid.payment_intent.id) == ("paid", declined.payment_intent.id)
    assert (
        len(make_client(sandbox).v1.charges.list({"payment_intent": paid.payment_intent.id}).data)
        == 2
    )


def test_a_bank_debit_is_complete_and_unpaid_until_it_settles(sandbox):
    session = make_session(sandbox)
    sandbox.bank_debit(session.id)
    waiting = look_up(sandbox, session.id)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert (waiting.payment_intent.status, waiting.payment_intent.latest_charge.status) == (
        "processing",
        "pending",
    )
    assert types_of(sandbox.take_events())[-1] == "checkout.session.completed"
    sandbox.settle(session.id)
    assert look_up(sandbox, session.id).payment_status == "paid"
    assert types_of(sandbox.take_events())[-1] == "checkout.session.async_payment_succeeded"
    with pytest.raises(NotNow):
        sandbox.fail(session.id)


def test_a_bank_debit_that_fails_stays_complete_and_unpaid(sandbox):
    session = make_session(sandbox)
    sandbox.bank_debit(session.id, fail_after=4 * DAY)
    sandbox.take_events()
    sandbox.advance(4 * DAY)
    failed = look_up(sandbox, session.id)
    assert (failed.status, failed.payment_status) == ("complete", "unpaid")
    assert failed.payment_intent.status == "requires_payment_method"
    assert types_of(sandbox.take_events()) == [
        "charge.failed",
        "payment_intent.payment_failed",
        "checkout.session.async_payment_failed",
    ]


def test_a_session_expires_by_the_clock_and_cannot_be_paid_afterwards(sandbox):
    session, paid = make_session(sandbox), paid_session(sandbox)
    sandbox.take_events()
    sandbox.advance(31 * 60 - 5)
    assert look_up(sandbox, session.id).status == "open"
    sandbox.advance(6)
    assert look_up(sandbox, session.id).status == "expired"
    assert look_up(sandbox, paid.id).status == "complete"
    expired = sandbox.take_events("checkout.session.expired")
    assert [signed.event["data"]["object"]["id"] for signed in expired] == [session.id]
    with pytest.raises(NotNow):
        sandbox.pay(session.id)


def test_the_fee_arrives_later_with_charge_updated(sandbox):
    charge = paid_session(sandbox).payment_intent.latest_charge
    assert charge.balance_transaction is None
    sandbox.take_events()
    sandbox.advance(2)
    (updated,) = sandbox.take_events()
    assert updated.type == "charge.updated"
    known = make_client(sandbox).v1.charges.retrieve(charge.id, {"expand": ["balance_transaction"]})
    assert known.balance_transaction.fee == round(138000 * 0.029) + 30


def test_automatic_tax_is_added_when_the_session_is_paid(sandbox):
    sandbox.tax(7.25)
    session = make_session(sandbox, automatic_tax={"enabled": True})
    assert (session.amount_total, session.automatic_tax.status) == (
        138000,
        "requires_location_inputs",
    )
    sandbox.pay(session.id)
    paid = look_up(sandbox, session.id)
    assert (paid.amount_subtotal, paid.total_details.amount_tax, paid.amount_total) == (
        138000,
        10005,
        148005,
    )
    assert paid.payment_intent.amount_received == 148005


# Refunds


def test_refunds_add_up_and_never_exceed_the_charge(sandbox):
    session = paid_session(sandbox)
    sandbox.take_events()
    refunds = make_client(sandbox).v1.refunds
    part = refunds.create(
        {"payment_intent": session.payment_intent.id, "amount": 69000, "metadata": {"seat": "1"}}
    )
    assert (part.status, part.amount, part.metadata.seat) == ("succeeded", 69000, "1")
    assert types_of(sandbox.take_events()) == ["refund.created", "charge.refunded"]
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        refunds.create({"payment_intent": session.payment_intent.id, "amount": 69001})
    refunds.create({"charge": session.payment_intent.latest_charge.id})
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        refunds.create({"payment_intent": session.payment_intent.id})
    assert refusal.value.code == "charge_already_refunded"
    after = look_up(sandbox, session.id)
    assert (after.payment_status, after.payment_intent.status) == ("paid", "succeeded")
    assert (
        after.payment_intent.latest_charge.refunded,
        after.payment_intent.latest_charge.amount_refunded,
    ) == (
        True,
        138000,
    )
    assert len(refunds.list({"payment_intent": session.payment_intent.id}).data) == 2


def test_a_refund_with_the_same_key_is_made_once(sandbox):
    session = paid_session(sandbox)
    refunds = make_client(sandbox).v1.refunds
    params = {"payment_intent": session.payment_intent.id, "amount": 1000}
    first, second = (refunds.create(params, {"idempotency_key": "refund-1"}) for _ in range(2))
    assert first.id == second.id
    assert (
        make_client(sandbox)
        .v1.charges.retrieve(session.payment_intent.latest_charge.id)
        .amount_refunded
        == 1000
    )


def test_what_was_not_paid_cannot_be_refunded(sandbox):
    session = make_session(sandbox)
    sandbox.decline(session.id)
    intent = look_up(sandbox, session.id).payment_intent
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        make_client(sandbox).v1.refunds.create({"payment_intent": intent.id})


def test_a_refund_may_be_pending_and_fail_and_give_the_money_back_to_us(sandbox):
    session = paid_session(sandbox)
    sandbox.refunds_will("pending")
    refunds = make_client(sandbox).v1.refunds
    refund = refunds.create({"payment_intent": session.payment_intent.id})
    assert refund.status == "pending"
    sandbox.take_events()
    sandbox.fail_refund(refund.id)
    failed = refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert look_up(sandbox, session.id).payment_intent.latest_charge.amount_refunded == 0
    assert types_of(sandbox.take_events())[-1] == "refund.failed"


def test_a_refund_made_in_the_dashboard_is_told_by_webhook(sandbox):
    charge = paid_session(sandbox).payment_intent.latest_charge
    sandbox.take_events()
    made = sandbox.refund(charge.id, amount=500)
    told = sandbox.take_events("refund.created")
    assert [signed.event["data"]["object"]["id"] for signed in told] == [made["id"]]


def test_a_dispute_takes_the_money_and_gives_it_back_when_won(sandbox):
    charge = paid_session(sandbox).payment_intent.latest_charge
    sandbox.take_events()
    dispute = sandbox.open_dispute(charge.id)
    client = make_client(sandbox).v1
    assert client.charges.retrieve(charge.id).disputed
    assert [each.id for each in client.disputes.list({"charge": charge.id}).data] == [dispute["id"]]
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.refunds.create({"charge": charge.id})
    assert refusal.value.code == "charge_disputed"
    sandbox.close_dispute(dispute["id"], won=True)
    assert client.disputes.retrieve(dispute["id"]).status == "won"
    assert types_of(sandbox.take_events("charge.dispute.created", "charge.dispute.closed")) == [
        "charge.dispute.created",
        "charge.dispute.closed",
    ]
    assert client.refunds.create({"charge": charge.id}).status == "succeeded"
    sandbox.advance(2)
    moved = client.balance_transactions.list({"limit": 100}).data
    assert sorted(each.amount for each in moved) == [-138000, -138000, 138000, 138000]
