"""The webhooks that the sandbox signs, delivers, loses and repeats."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import stripe

from programs.sandbox import running_sandbox
from tests.programs.sandboxes import SECRET, make_client, make_session, paid_session, types_of


@pytest.fixture(scope="module")
def running():
    with running_sandbox(webhook_secrets=(SECRET,)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.reset()
    return running


def test_webhooks_are_signed_as_stripe_signs_them(sandbox):
    paid_session(sandbox)
    signed = sandbox.take_events("checkout.session.completed")[0]
    event = stripe.Webhook.construct_event(*signed, SECRET)
    assert (event.type, event.livemode, event.api_version) == (
        "checkout.session.completed",
        False,
        stripe.api_version,
    )
    assert event.data.object.object == "checkout.session"
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(*signed, "whsec_another")
    assert make_client(sandbox).v1.events.retrieve(event.id).type == event.type


def test_an_event_names_the_request_that_caused_it(sandbox):
    session = make_session(sandbox)
    answer = make_client(sandbox).v1.checkout.sessions.expire(
        session.id, {}, {"idempotency_key": "expire-7"}
    )
    event = sandbox.take_events("checkout.session.expired")[0].event
    assert event["request"] == {
        "id": answer.last_response.headers["Request-Id"],
        "idempotency_key": "expire-7",
    }


def test_webhooks_can_be_lost_doubled_held_and_turned_around(sandbox):
    sandbox.webhooks(drop=1)
    paid_session(sandbox)
    in_order = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]
    assert types_of(sandbox.take_events()) == in_order
    sandbox.webhooks(duplicate=1)
    make_client(sandbox).v1.checkout.sessions.expire(make_session(sandbox).id)
    assert types_of(sandbox.take_events()) == ["checkout.session.expired"] * 2
    sandbox.webhooks(reorder=4)
    paid_session(sandbox)
    time.sleep(0.2)
    assert types_of(sandbox.take_events()) == [*in_order[::-1], "payment_intent.created"]
    sandbox.webhooks(enabled=False)
    paid_session(sandbox)
    assert sandbox.take_events() == []


def test_events_are_listed_newest_first_and_by_type(sandbox):
    paid_session(sandbox)
    events = make_client(sandbox).v1.events
    assert events.list({"limit": 1}).data[0].type == "checkout.session.completed"
    assert [event.type for event in events.list({"types": ["charge.succeeded"]}).data] == [
        "charge.succeeded"
    ]


class Listener:
    """A web server that notes what it is sent, and answers 500 as often as it is told."""

    def __init__(self, failures=0):
        self.received, self.failures = [], failures
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.received.append((body, self.headers["Stripe-Signature"]))
                listener.failures -= 1
                self.send_response(500 if listener.failures >= 0 else 204)
                self.end_headers()

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/webhooks/stripe/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self.server.shutdown()
        self.server.server_close()

    def wait_for(self, count):
        deadline = time.monotonic() + 10
        while len(self.received) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return [stripe.Webhook.construct_event(*each, SECRET) for each in self.received]


def test_a_webhook_that_fails_is_sent_again_with_the_same_event():
    with (
        Listener(failures=1) as listener,
        running_sandbox(webhook_url=listener.url, webhook_secrets=("whsec_old", SECRET)) as sandbox,
    ):
        make_client(sandbox).v1.checkout.sessions.expire(make_session(sandbox).id)
        first, second = listener.wait_for(2)
    assert (first.id, first.type) == (second.id, "checkout.session.expired")


def test_all_events_of_a_payment_are_delivered():
    with (
        Listener() as listener,
        running_sandbox(webhook_url=listener.url, webhook_secrets=(SECRET,)) as sandbox,
    ):
        sandbox.pay(make_session(sandbox).id)
        delivered = {event.type for event in listener.wait_for(5)}
    assert delivered == {
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
        "charge.updated",
    }
