"""Three ways to sell a seat, for the benchmark: the site's own, and the two that are usually written.

Each takes a cohort's id and a buyer's number, writes the same rows, and returns False when the cohort is
full. Only what guards the last seat differs.
"""

import time

from django.db import transaction


def conditional_update(cohort_id: int, number: str) -> bool:
    """The site's own `hold_seats`, with everything that a buyer's post goes through."""
    from programs.exceptions import SoldOut
    from programs.models import Cohort
    from programs.seats import hold_seats

    try:
        hold_seats(cohort=Cohort.objects.get(pk=cohort_id), count=1, buyer=buyer_of(number))
    except SoldOut:
        return False
    return True


def count_and_insert(cohort_id: int, number: str) -> bool:
    from programs.models import Cohort, Seat

    with transaction.atomic():
        cohort = Cohort.objects.get(pk=cohort_id)
        if Seat.objects.counting().filter(cohort=cohort).count() >= cohort.capacity:
            return False
        write(cohort, number)
    return True


def select_for_update(cohort_id: int, number: str) -> bool:
    """Does nothing on SQLite, where only the lock of BEGIN IMMEDIATE helps."""
    from programs.models import Cohort

    with transaction.atomic():
        cohort = Cohort.objects.select_for_update().get(pk=cohort_id)
        if cohort.reserved >= cohort.capacity:
            return False
        write(cohort, number)
        Cohort.objects.filter(pk=cohort_id).update(reserved=cohort.reserved + 1)
    return True


SELLERS = {
    seller.__name__: seller for seller in (conditional_update, count_and_insert, select_for_update)
}


def buyer_of(number: str):
    from programs.order_making import Buyer

    return Buyer(f"Buyer {number}", f"buyer-{number}@example.org")


def write(cohort, number: str) -> None:
    from django.utils import timezone

    from programs import pricing
    from programs.models import Seat, SeatLedger
    from programs.order_making import write_order
    from programs.seats import HOLD_FOR

    buyer = buyer_of(number)
    now = timezone.now()
    write_order(
        cohort=cohort,
        price=pricing.quote(cohort=cohort, count=1, buyer_email=buyer.email, now=now),
        buyer=buyer,
        seat_state=Seat.State.HELD,
        ledger_reason=SeatLedger.Reason.HELD,
        action="order.held",
        hold_expires_at=now + HOLD_FOR,
    )


# --- What each process of the benchmark does ----------------------------------------------------


def buy_until_full(facts: dict) -> dict:
    """Buy one seat after the other, in one cohort or in turn in each, until all are full or time is up."""
    sell, open_cohorts = SELLERS[facts["seller"]], list(facts["cohorts"])
    place, bought, busy = facts["number"], 0, 0
    began = last = time.monotonic()
    while open_cohorts and time.monotonic() - began < facts["seconds"]:
        cohort_id = open_cohorts[place % len(open_cohorts)]
        try:
            if sell(cohort_id, f"{facts['name']}-{facts['number']}-{place}"):
                bought += 1
                last = time.monotonic()
            else:
                open_cohorts.remove(cohort_id)
        except facts["busy"]:
            busy += 1
        place += 1
    return {"bought": bought, "busy": busy, "seconds": last - began}


def buy_as_they_arrive(facts: dict) -> dict:
    """Take every `processes`th arrival of an open stream, each at its own instant, late or not."""
    waited, took = [], []
    for arrival in range(facts["number"], facts["arrivals"], facts["processes"]):
        due = facts["begins"] + arrival / facts["per_second"]
        time.sleep(max(due - time.monotonic(), 0))
        began = time.monotonic()
        assert conditional_update(facts["cohorts"][0], f"{facts['name']}-{arrival}")
        took.append(time.monotonic() - began)
        waited.append(time.monotonic() - due)
    return {"took": took, "waited": waited}
