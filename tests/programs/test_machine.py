"""Seats and money under whatever may happen, in whatever order: see `tests.programs.machine`.

Every run tries the same examples. For a soak, `MACHINE_MINUTES=10` tries new ones for that long (ten
minutes at most) and prints what breaks; the example is reproduced by the lines that it prints.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from programs import checkout, payments
from tests.programs.machine.outside import Outside
from tests.programs.machine.staff import Staff
from tests.programs.machine.waiting import Waiting

MINUTES = min(float(os.environ.get("MACHINE_MINUTES", 0)), 10)
LOOKED_AT = settings(
    deadline=None,
    database=None,
    derandomize=True,
    max_examples=20,
    stateful_step_count=40,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
    print_blob=False,
)


class Machine(Waiting, Staff, Outside):
    """All of it."""


@pytest.fixture
def hurried(monkeypatch):
    """Nothing waits: a fault that the SDK would retry is a fault that the site has to live with."""
    monkeypatch.setattr(payments, "NETWORK_RETRIES", 0)
    monkeypatch.setattr(checkout, "BUSY_PAUSES", ())
    payments._client.cache_clear()
    yield
    payments._client.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_seats_and_money_agree_whatever_happens(sandbox, hurried):
    Machine.sandbox = sandbox
    run_state_machine_as_test(Machine, settings=LOOKED_AT)
    soak = settings(LOOKED_AT, derandomize=False, max_examples=20)
    end = time.monotonic() + MINUTES * 60
    while time.monotonic() < end:
        run_state_machine_as_test(Machine, settings=soak)
