"""Runners of a race: each in a process of its own, let go at the same instant.

A stable is one process that sets Django up once and forks a runner for each place of a race, because
twenty starts of Django would take longer than the race and spread it out. It reads races as lines of
JSON and answers each with the list of what became of its runners.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import traceback
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.programs.careless_racers import CARELESS_RACERS
from tests.programs.killing import run_and_kill
from tests.programs.racers import RACERS

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 90


class Stable:
    """Runs races against the database that this test session uses."""

    def __init__(self):
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "site_core.settings.test",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.programs.race"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, runner: str, *, runners: int, **facts) -> list[str]:
        """Each runner's outcome; an outcome with a traceback fails the race."""
        outcomes = self._ask({"runner": runner, "runners": runners, **facts})
        crashes = [outcome for outcome in outcomes if "Traceback" in outcome]
        assert not crashes, crashes[0]
        return outcomes

    def run_and_kill(self, deed: str, **facts) -> str:
        """See `tests.programs.killing`."""
        (outcome,) = self._ask({"deed": deed, **facts})
        assert "Traceback" not in outcome, outcome
        return outcome

    def _ask(self, task: dict) -> list[str]:
        from django.conf import settings

        task["api_base"] = settings.STRIPE_API_BASE
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(PATIENCE_SECONDS)


def database_url() -> str:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    # The address that was given, with the database that this session made for itself.
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def main() -> None:
    import django

    django.setup()
    load_what_runners_use()
    for line in sys.stdin:
        task = json.loads(line)
        outcomes = [run_and_kill(task)] if "deed" in task else race(task)
        sys.stdout.write(json.dumps(outcomes) + "\n")
        sys.stdout.flush()


def load_what_runners_use() -> None:
    """So that every runner starts with all of it: the SDK loads its parts at their first use."""
    import stripe
    import time_machine  # noqa: F401

    from programs import (  # noqa: F401
        cancellation,
        choices,
        letters,
        moves,
        outbox,
        payments,
        reconciler,
        refunds,
        seats,
    )

    client = payments._client("sk_test_suite", "http://127.0.0.1:9")
    for name in ("charges", "checkout", "disputes", "invoices", "payment_intents", "refunds"):
        getattr(client.v1, name)
    for name in ("Charge", "Dispute", "Invoice", "ListObject", "PaymentIntent", "Refund"):
        getattr(stripe, name)
    _ = client.v1.checkout.sessions, stripe.checkout.Session


def race(task: dict) -> list[str]:
    from django.conf import settings

    settings.STRIPE_API_BASE = task["api_base"]
    context = multiprocessing.get_context("fork")
    start = context.Barrier(task["runners"])
    outcomes = context.Queue()
    runners = [
        context.Process(target=run_one, args=(number, task, start, outcomes))
        for number in range(task["runners"])
    ]
    for runner in runners:
        runner.start()
    results = [outcomes.get(timeout=PATIENCE_SECONDS) for _ in runners]
    for runner in runners:
        runner.join()
    return results


def run_one(number: int, task: dict, start, outcomes) -> None:
    from django.db import connection

    racers = RACERS | CARELESS_RACERS
    try:
        connection.ensure_connection()
        start.wait(PATIENCE_SECONDS)
        outcome = racers[task["runner"]](number, task)
    except Exception:
        outcome = traceback.format_exc()
    connection.close()
    outcomes.put(outcome)


if __name__ == "__main__":
    main()
