"""The payment sandbox for tests that pay, and the books that every test must leave in order."""

import pytest
from django.urls import reverse

from programs import payments
from programs.checkout import start_checkout
from programs.sandbox import running_sandbox
from tests.factories import make_held_order
from tests.programs.books import assert_books_agree
from tests.programs.checked_requests import CheckedRequests


@pytest.fixture(scope="session")
def sandbox_server():
    with running_sandbox(webhook_secrets=("whsec_suite",)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_server, settings):
    """Stripe's stand-in, empty, which the site talks to over HTTP."""
    sandbox_server.reset()
    settings.STRIPE_API_BASE = sandbox_server.base_url
    return sandbox_server


@pytest.fixture(autouse=True)
def stripe_requests(monkeypatch):
    """No test passes in which the site sent Stripe a parameter that the SDK does not know, or left one out."""
    requests = CheckedRequests(monkeypatch)
    yield requests
    assert not requests.wrong, "\n".join(requests.wrong)


@pytest.fixture
def deliver(sandbox, client):
    """Post what Stripe has to tell to the webhook, and return the statuses it was answered with."""

    def post(*types: str, times: int = 1) -> list[int]:
        address = reverse("stripe_webhook")
        return [
            client.post(
                address,
                signed.payload,
                content_type="application/json",
                HTTP_STRIPE_SIGNATURE=signed.signature,
            ).status_code
            for signed in sandbox.take_events(*types)
            for _ in range(times)
        ]

    return post


@pytest.fixture
def lose_answer(sandbox, monkeypatch):
    """Have the next call that makes a session end without an answer, and the SDK not try it again."""
    monkeypatch.setattr(payments, "NETWORK_RETRIES", 0)
    payments._client.cache_clear()
    yield lambda kind="reset": sandbox.order_fault("/v1/checkout/sessions", kind, method="POST")
    payments._client.cache_clear()


@pytest.fixture
def buy(sandbox, deliver):
    """Buys seats as a person would, by card: `buy(cohort=…, count=2)`; returns the confirmed order."""

    def buy_one(**overrides):
        order = make_held_order(**overrides)
        start_checkout(order)
        if not order.is_free:
            sandbox.pay(order.attempts.get().session_id)
            deliver()
        order.refresh_from_db()
        return order

    return buy_one


@pytest.fixture(scope="session")
def stable(django_db_setup):
    from tests.programs.race import Stable

    stable = Stable()
    yield stable
    stable.close()


@pytest.fixture
def run_race(stable, transactional_db):
    """Run a race between separate processes: see `tests.programs.race`."""
    return stable.run


@pytest.fixture(autouse=True)
def books_agree_afterwards(request):
    """After every test all invariants of seats and money hold: see `programs.books`."""
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        assert_books_agree()
