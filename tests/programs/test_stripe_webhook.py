import json
from unittest import mock

import pytest
import stripe
from django.urls import reverse

from programs import reconciler, webhooks
from programs.checkout import start_checkout
from programs.models import Order, StripeEvent
from programs.sandbox.webhooks import sign
from tests.factories import make_held_order

pytestmark = pytest.mark.django_db


def post(client, event, *, secrets=("whsec_suite",), signature=None, **headers):
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    signature = sign(body, list(secrets)) if signature is None else signature
    address = reverse("stripe_webhook")
    return client.post(
        address, body, content_type="application/json", HTTP_STRIPE_SIGNATURE=signature, **headers
    ).status_code


def make_event(**overrides):
    return {
        "id": "evt_1",
        "object": "event",
        "api_version": stripe.api_version,
        "type": "product.created",
        "livemode": False,
        "data": {"object": {"id": "prod_1", "object": "product"}},
        **overrides,
    }


@pytest.fixture
def paid(sandbox):
    """An order that was paid, and the event that tells so."""
    order = make_held_order()
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    (signed,) = sandbox.take_events("checkout.session.completed")
    order.event = signed.event
    return order


def is_confirmed(order):
    return Order.objects.get(pk=order.pk).state == Order.State.CONFIRMED


def test_the_address_is_the_one_stripe_was_told():
    assert reverse("stripe_webhook") == "/webhooks/stripe/"


def test_stripe_needs_no_origin_that_browsers_send(client):
    assert (
        post(
            client, make_event(), HTTP_SEC_FETCH_SITE="cross-site", HTTP_ORIGIN="https://stripe.com"
        )
        == 200
    )


def test_only_posts_are_taken(client):
    assert client.get(reverse("stripe_webhook")).status_code == 405


@pytest.mark.parametrize("signature", ["", "t=1,v1=00", "nonsense"])
def test_a_bad_signature_is_refused_and_nothing_stored(client, paid, signature):
    assert post(client, paid.event, signature=signature) == 400
    assert not StripeEvent.objects.exists()
    assert not is_confirmed(paid)
    assert post(client, paid.event) == 200
    assert is_confirmed(paid)


def test_a_signature_for_another_body_is_refused(client, paid):
    signature = sign(json.dumps(make_event()).encode(), ["whsec_suite"])
    assert post(client, paid.event, signature=signature) == 400


def test_an_old_signature_is_refused(client, paid):
    body = json.dumps(paid.event).encode()
    assert post(client, body, signature=sign(body, ["whsec_suite"], timestamp=1_700_000_000)) == 400


def test_what_is_refused_is_not_logged(client, paid, caplog):
    post(client, paid.event, secrets=["whsec_wrong"])
    assert sign(json.dumps(paid.event).encode(), ["whsec_suite"])[-40:] not in caplog.text
    assert "whsec_suite" not in caplog.text


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"{}"])
def test_a_body_that_is_no_event_is_refused(client, body):
    assert post(client, body) == 400


def test_both_secrets_are_good_while_one_replaces_the_other(client, paid, settings):
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    assert post(client, make_event(id="evt_2"), secrets=["whsec_new"]) == 200
    assert post(client, paid.event, secrets=["whsec_old"]) == 200
    assert is_confirmed(paid)


def test_a_live_event_is_refused_by_a_site_in_test_mode(client, paid):
    assert post(client, {**paid.event, "livemode": True}) == 400
    assert not is_confirmed(paid)


def test_a_test_event_is_refused_by_a_live_site(client, paid, settings):
    settings.STRIPE_LIVE_MODE = True
    assert post(client, paid.event) == 400


def test_an_unknown_type_is_stored_and_answered_well(client):
    assert post(client, make_event(type="radar.early_fraud_warning.created")) == 200
    assert StripeEvent.objects.get().processed_at


def test_the_payload_is_never_believed(client, sandbox):
    order = make_held_order()
    start_checkout(order)
    session = {
        "id": order.attempts.get().session_id,
        "object": "checkout.session",
        "payment_status": "paid",
    }
    event = make_event(type="checkout.session.completed", data={"object": session})
    assert post(client, event) == 200
    assert not is_confirmed(order)


def test_an_object_that_stripe_does_not_have_is_no_fault_of_ours(client, sandbox):
    session = {"id": "cs_test_unknown", "object": "checkout.session"}
    assert (
        post(client, make_event(type="checkout.session.completed", data={"object": session})) == 200
    )


def test_when_processing_fails_stripe_sends_it_again_and_it_works(client, paid):
    with mock.patch.object(
        webhooks.settlement, "settle_session", side_effect=RuntimeError("broken")
    ):
        assert post(client, paid.event) == 500
    event = StripeEvent.objects.get()
    assert (event.processed_at, event.tries) == (None, 1)
    assert "broken" in event.last_error
    assert post(client, paid.event) == 200
    assert is_confirmed(paid)


def test_a_processed_event_is_skipped(client, paid):
    assert post(client, paid.event) == 200
    with mock.patch.object(
        webhooks.settlement, "settle_session", side_effect=AssertionError("again")
    ):
        assert post(client, paid.event) == 200


def test_the_reconciler_tries_failed_events_again(client, paid, settings, sandbox):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    assert post(client, paid.event) == 500
    settings.STRIPE_API_BASE = sandbox.base_url
    assert reconciler.reconcile().events == 1
    assert is_confirmed(paid)
