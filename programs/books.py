"""The invariants of seats and money, as questions to the database. Tests ask them after every test, the
worker every night, and `manage.py check_books` whenever somebody wants to know.

    reserved = Σ ledger = counting seats       confirmed ⇒ paid, zero or on account
    0 ≤ reserved ≤ capacity + overbook         at most one live attempt, no hold older than its session
    an order's state and its seats fit         one confirmation letter per order
    discount uses add up                       each charge ↔ one payment, each refund ↔ one refund
    suspense and late money are in somebody's hands

Each is one SELECT, which sees one moment: what buyers do meanwhile is no false alarm. What is allowed to
be untrue for a while (until Stripe answers, until the worker comes by) is told after an hour.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils import timezone

from programs import books_money, books_seats

MOST_NAMED = 20  # of one kind; the rest is a number

CHECKS: tuple[Callable[[datetime], Iterable[str]], ...] = (
    books_seats.cohorts,
    books_seats.orders_and_seats,
    books_seats.seats_of_other_states,
    books_seats.old_holds,
    books_seats.slow_debits,
    books_seats.attempts,
    books_seats.codes,
    books_seats.letters,
    books_money.unpaid,
    books_money.paid_without_a_seat,
    books_money.paid_twice,
    books_money.suspense,
    books_money.payments_without_charge,
    books_money.refund_sums,
    books_money.allocations,
    books_money.refunds_in_the_air,
    books_money.events,
)


def problems(now: datetime | None = None) -> list[str]:
    """Every invariant that does not hold, in sentences that name orders. Empty when all is well."""
    now = now or timezone.now()
    return [sentence for check in CHECKS for sentence in _named(check(now))]


def _named(sentences: Iterable[str]) -> list[str]:
    found = list(sentences)
    if len(found) <= MOST_NAMED:
        return found
    return [*found[:MOST_NAMED], f"… and {len(found) - MOST_NAMED} more like it."]
