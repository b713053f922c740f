"""Another stand-in than ours may leave out what is empty, and need not expand what we ask for."""

import json
from types import SimpleNamespace

import pytest
import stripe

from programs import payments, reconciler
from programs.exceptions import StripeRefused
from programs.sandbox.webhooks import sign
from programs.stripe_facts import payment_facts, session_facts

SPARSE_SESSION = {
    "id": "cs_1",
    "status": "complete",
    "payment_status": "paid",
    "amount_total": 69000,
    "currency": "usd",
    "expires_at": 1_800_000_000,
    "created": 1_799_990_000,
    "metadata": {"attempt": "key-1"},
    "payment_intent": "pi_1",
}
SPARSE_INTENT = {
    "id": "pi_1",
    "status": "succeeded",
    "amount": 69000,
    "currency": "usd",
    "created": 1_799_990_000,
    "latest_charge": "ch_1",
}


def stripe_object(values):
    return stripe.StripeObject.construct_from(values, "sk_test")


def test_a_session_without_its_empty_fields_can_be_read():
    facts = session_facts(stripe_object(SPARSE_SESSION))
    assert (facts.attempt_key, facts.amount_cents, facts.tax_cents, facts.url) == (
        "key-1",
        69000,
        0,
        "",
    )


def test_a_payment_that_was_not_expanded_is_fetched(monkeypatch):
    fetched = payment_facts(stripe_object(SPARSE_INTENT))
    monkeypatch.setattr(payments, "retrieve_payment", {"pi_1": fetched}.__getitem__)
    monkeypatch.setattr(payments, "_call", lambda do: stripe_object(SPARSE_SESSION))
    payment = payments.retrieve_session("cs_1").payment
    assert (payment.charge_id, payment.amount_cents, payment.refunded_cents) == ("ch_1", 69000, 0)


def test_a_signed_event_needs_no_livemode():
    body = json.dumps({"id": "evt_1", "type": "x", "data": {"object": {"id": "cs_1"}}}).encode()
    event = payments.verified_event(body, sign(body, ["whsec_suite"]))
    assert (event.object_id, event.livemode) == ("cs_1", False)


@pytest.mark.parametrize("status", [200, 500, None])
def test_an_answer_that_says_nothing_is_unknown_and_not_refused(status):
    error = payments._translated(stripe.APIError("unreadable", http_status=status))
    assert not isinstance(error, StripeRefused)


def test_a_list_that_is_refused_does_not_end_the_run():
    def refused():
        yield SimpleNamespace()
        raise StripeRefused("no such list")

    report = reconciler.Report()
    assert len(list(reconciler._listed(report, refused()))) == 1
    assert report.errors == 1
