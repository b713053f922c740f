"""The one number that seats are sold by. Nothing else writes `Cohort.reserved`.

Every transaction that moves seats begins with one of these UPDATEs: it locks the cohort's row, checks
and writes in one statement, so there is nothing to race with on any database. What follows in the
transaction writes the ledger and the seats' states; when a compare-and-set there changes no row,
`LostRace` rolls all of it back.
"""

from django.db.models import F, Q

from programs.exceptions import SoldOut
from programs.models import Cohort, Order, SeatLedger


class LostRace(Exception):
    """Somebody else did this first. Rolls the transaction back; never leaves the process module."""


def take_seats(cohort: Cohort, count: int, *conditions: Q) -> None:
    """Move `count` seats from free to reserved, or raise SoldOut. Must run inside a transaction.

    With `conditions`, raises LostRace when the seats are there but a condition is not met.
    """
    free_enough = Q(reserved__lte=F("capacity") + F("overbook") - count)
    taken = Cohort.objects.filter(free_enough, *conditions, pk=cohort.pk)
    if taken.update(reserved=F("reserved") + count):
        return
    now = Cohort.objects.get(pk=cohort.pk)
    if now.seats_left < count:
        raise SoldOut(now, wanted=count, left=now.seats_left)
    raise LostRace


def give_back_seats(cohort_id: int, count: int) -> None:
    """Move `count` seats from reserved to free. Must run inside a transaction."""
    given = Cohort.objects.filter(pk=cohort_id, reserved__gte=count)
    if not given.update(reserved=F("reserved") - count):
        raise LostRace


def write_ledger(
    order: Order, delta: int, reason: str, *, cohort_id: int | None = None, actor=None
) -> None:
    """Explain the counter. `cohort_id` when the seats are in another cohort than the order."""
    SeatLedger.objects.create(
        cohort_id=cohort_id or order.cohort_id,
        order=order,
        delta=delta,
        reason=reason,
        actor=actor,
    )
