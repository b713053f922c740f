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
import time
import traceback
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
THINKING_SECONDS = 0.05  # between the look and the deed of the control, as a slow page would take
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
        from django.conf import settings

        task = {"runner": runner, "runners": runners, "api_base": settings.STRIPE_API_BASE, **facts}
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        outcomes = json.loads(self.process.stdout.readline())
        crashes = [outcome for outcome in outcomes if "Traceback" in outcome]
        assert not crashes, crashes[0]
        return outcomes

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


# --- The runners --------------------------------------------------------------------------------


def hold(number: int, task: dict) -> str:
    """Buyer `number` wants `count` seats."""
    from programs.exceptions import PurchaseRefused
    from programs.models import Cohort
    from programs.seats import hold_seats
    from tests.factories import make_buyer

    try:
        order = hold_seats(
            cohort=Cohort.objects.get(pk=task["cohort"]),
            count=task.get("count", 1),
            buyer=make_buyer(email=task.get("email") or f"buyer{number}@example.org"),
            discount_code=task.get("code", ""),
        )
    except PurchaseRefused as refusal:
        return type(refusal).__name__
    return order.reference


def hold_as_many_as_my_number(number: int, task: dict) -> str:
    """One buyer in several tabs, each with another wish."""
    return hold(number, {**task, "count": number + 1})


def count_then_insert(number: int, task: dict) -> str:
    """The control: what is usually written. Looks, and then does what the look allowed."""
    from programs.models import Cohort, Order, Seat

    cohort = Cohort.objects.get(pk=task["cohort"])
    if Seat.objects.counting().filter(cohort=cohort).count() >= cohort.capacity:
        return "SoldOut"
    time.sleep(THINKING_SECONDS)
    order = Order.objects.create(
        cohort=cohort,
        buyer_name="Control",
        buyer_email=f"buyer{number}@example.org",
        count=1,
        subtotal_cents=0,
        total_cents=0,
    )
    Seat.objects.create(cohort=cohort, order=order, position=1)
    return order.reference


def settle(number: int, task: dict) -> str:
    """Webhook, return page, reconciler and staff, all at once."""
    from programs import reconciler, settlement
    from programs.models import Order

    order = Order.objects.get(pk=task["order"])
    if number % 2:
        reconciler.sweep_holds(order.hold_expires_at)
    return settlement.settle(order).state


def checkout(number: int, task: dict) -> str:
    """A buyer who clicks many times."""
    from programs.checkout import start_checkout
    from programs.models import Order

    return start_checkout(Order.objects.get(pk=task["order"]))


def refund(number: int, task: dict) -> str:
    """Colleagues who give back the whole of one payment at once."""
    from programs.models import Payment
    from programs.money_returned import NothingToRefund, request_refund, submit_refund

    payment = Payment.objects.get(pk=task["payment"])
    try:
        return submit_refund(
            request_refund(payment=payment, amount_cents=payment.amount_cents, reason="staff")
        ).state
    except NothingToRefund:
        return "NothingToRefund"


def cancel(number: int, task: dict) -> str:
    from programs.cancellation import cancel_order
    from programs.models import Order

    return cancel_order(Order.objects.get(pk=task["order"]), because="asked").state


RUNNERS = {
    function.__name__: function
    for function in (
        hold,
        hold_as_many_as_my_number,
        count_then_insert,
        settle,
        checkout,
        refund,
        cancel,
    )
}


def main() -> None:
    import django

    django.setup()
    # Loads what the runners use, so that every runner starts with all of it.
    from programs import cancellation, money_returned, reconciler, seats  # noqa: F401

    for line in sys.stdin:
        sys.stdout.write(json.dumps(race(json.loads(line))) + "\n")
        sys.stdout.flush()


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

    try:
        connection.ensure_connection()
        start.wait(PATIENCE_SECONDS)
        outcome = RUNNERS[task["runner"]](number, task)
    except Exception:
        outcome = traceback.format_exc()
    connection.close()
    outcomes.put(outcome)


if __name__ == "__main__":
    main()
