"""A process that is killed at one of its points: before and after each call of Stripe, each commit and
each letter handed to the mail server.

The runner is forked from the stable of `race`, does one of `DEEDS`, counts the points that it passes,
and kills itself with SIGKILL at point `kill_at`. What Stripe was told and what was committed stays;
nothing else does, as when a machine loses its power.
"""

import multiprocessing
import os
import secrets
import signal
import traceback
from pathlib import Path

KILLED = "killed"


class Points:
    """Counts, and at the chosen number ends the process without a word."""

    def __init__(self, kill_at: int):
        self.kill_at, self.passed = kill_at, 0

    def point(self) -> None:
        self.passed += 1
        if self.passed == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, function):
        def watched(*args, **options):
            self.point()
            result = function(*args, **options)
            self.point()
            return result

        return watched


def watch(points: Points, letters: Path) -> None:
    """Put points around everything that outlives a process."""
    from django.core.mail import EmailMessage
    from django.db import connection

    from programs import payments

    def hand_in(message, *args, **options):
        with letters.open("a") as file:
            file.write(message.extra_headers["Message-ID"] + "\n")

    def execute(execute, sql, params, many, context):
        alone = not connection.in_atomic_block and sql.startswith(("INSERT", "UPDATE", "DELETE"))
        return (points.around(execute) if alone else execute)(sql, params, many, context)

    payments._call = points.around(payments._call)
    connection.commit = points.around(connection.commit)
    connection.execute_wrappers.append(execute)
    EmailMessage.send = points.around(hand_in)


def run_and_kill(task: dict) -> str:
    """`KILLED`, or what the deed returned when it had fewer points than that."""
    context = multiprocessing.get_context("fork")
    outcome, theirs = context.Pipe(duplex=False)
    runner = context.Process(target=run, args=(task, theirs))
    runner.start()
    theirs.close()
    runner.join()
    return KILLED if runner.exitcode == -signal.SIGKILL else outcome.recv()


def run(task: dict, outcome) -> None:
    import time_machine
    from django.conf import settings

    settings.STRIPE_API_BASE = task["api_base"]
    with time_machine.travel(task["now"], tick=False):
        watch(Points(task["kill_at"]), Path(task["letters"]))
        try:
            said = str(DEEDS[task["deed"]](task))
        except Exception:
            said = traceback.format_exc()
    outcome.send(said)


# --- The deeds ----------------------------------------------------------------------------------


def hold_and_checkout(task):
    from programs.checkout import start_checkout
    from programs.models import Cohort
    from programs.seats import hold_seats
    from tests.factories import make_buyer

    return start_checkout(
        hold_seats(cohort=Cohort.objects.get(pk=task["cohort"]), count=2, buyer=make_buyer())
    )


def settle(task):
    from programs.settlement import settle

    return settle(order_of(task)).state


def webhook(task):
    from programs import webhooks
    from programs.models import StripeEvent

    event = StripeEvent.objects.get(pk=task["event"])
    return webhooks.process(event)


def release(task):
    from programs.settlement import release_hold

    return release_hold(order_of(task), because="staff").state


def cancel_two_seats(task):
    from programs.cancellation import cancel_seats

    order = order_of(task)
    return cancel_seats(order=order, seats=list(order.seats.all()[:2]), because="asked").state


def goodwill(task):
    from programs.refunds import give_goodwill

    order = order_of(task)
    seen = order.total_cents
    return give_goodwill(order=order, amount_cents=5000, seen_refundable_cents=seen).state


def move_a_seat(task):
    from programs.models import Cohort
    from programs.moves import move_seats

    order = order_of(task)
    to = Cohort.objects.get(pk=task["to"])
    return len(move_seats(order=order, seats=list(order.seats.all()[:1]), to=to))


def offer_seats(task):
    from programs.waiting_offers import offer_due

    return offer_due()


def decline_an_offer(task):
    from programs.waiting_list import decline

    return decline(order_of(task)).state


def carry_out_choices(task):
    from programs.choices import carry_out_due

    return carry_out_due()


def send_letters(task):
    from programs.outbox import send_due

    return send_due()


def refund_without_a_saved_key(task):
    """The control: pays, and then writes down that it has."""
    from programs import payments
    from programs.models import Payment

    payment = Payment.objects.get(order=task["order"])
    if payment.refunding_cents:
        return "paid back already"
    payments.create_refund(
        payment_intent_id=payment.payment_intent_id,
        amount_cents=5000,
        key=secrets.token_hex(8),
    )
    Payment.objects.filter(pk=payment.pk).update(refunding_cents=5000)
    return "paid back"


def order_of(task):
    from programs.models import Order

    return Order.objects.get(pk=task["order"])


DEEDS = {
    deed.__name__: deed
    for deed in (
        hold_and_checkout,
        settle,
        webhook,
        release,
        cancel_two_seats,
        goodwill,
        move_a_seat,
        offer_seats,
        decline_an_offer,
        carry_out_choices,
        send_letters,
        refund_without_a_saved_key,
    )
}
