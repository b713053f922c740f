"""What the worker does for seats, money and letters, by the clock."""

from datetime import timedelta

from programs import (
    books_check,
    choices,
    cohort_cancellation,
    cohort_dates,
    holds_ending,
    money_days,
    moves,
    outbox,
    reconciler,
    waiting_list,
    waiting_offers,
)
from site_core.clockwork import chore


@chore(every=timedelta(seconds=5))
def send_letters():
    outbox.send_due()


@chore(every=timedelta(minutes=1))
def sweep_holds():
    reconciler.sweep_holds()


@chore(every=timedelta(minutes=1))
def reconcile():
    reconciler.reconcile()


@chore(every=timedelta(minutes=1))
def carry_out_choices():
    choices.carry_out_due()


@chore(every=timedelta(minutes=1))
def wind_up_cancelled_cohorts():
    cohort_cancellation.wind_up()


@chore(every=timedelta(minutes=1))
def finish_exchanges():
    moves.finish_exchanges()


@chore(every=timedelta(minutes=1))
def keep_waiting_lists():
    waiting_list.close_lists()
    waiting_offers.offer_due()


@chore(every=timedelta(hours=1))
def reconcile_deeply():
    reconciler.reconcile(deep=True)


@chore(every=timedelta(minutes=1))
def remind_of_cohorts():
    cohort_dates.queue_reminders()
    cohort_dates.queue_called_off()


@chore(every=timedelta(minutes=1))
def tell_of_holds_that_end():
    holds_ending.queue_hold_letters()


# The two reports are due every hour and made once a night: one that was cut off is made an hour later.
@chore(every=timedelta(hours=1))
def compare_money():
    money_days.check_last_night()


@chore(every=timedelta(hours=1))
def check_books():
    books_check.check_last_night()
