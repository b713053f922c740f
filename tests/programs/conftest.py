"""The payment sandbox for tests that pay, and the books that every test must leave in order."""

import pytest
from django.urls import reverse

from programs.models import Cohort
from programs.sandbox import running_sandbox
from tests.programs.books import assert_books_agree


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
    """After every test: the counter, its ledger and the active seats of every cohort are one number."""
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        for cohort in Cohort.objects.all():
            assert_books_agree(cohort)
