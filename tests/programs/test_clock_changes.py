"""Holds and deadlines in the nights when New York's clocks change: 2027-03-14 and 2027-11-07."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from programs.cancellation import full_refund_until, percent_back
from programs.checkout import deadline_text, start_checkout
from programs.exceptions import NotOpen
from programs.models import Cohort, PriceRule
from programs.seats import HOLD_FOR
from tests.factories import make_cohort, make_confirmed_order, make_held_order

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")
# At 2 a.m. EST it is 3 a.m. EDT; at 2 a.m. EDT it is 1 a.m. EST once more.
SPRING = datetime(2027, 3, 14, 7, tzinfo=UTC)
AUTUMN = datetime(2027, 11, 7, 6, tzinfo=UTC)
NIGHTS = pytest.mark.parametrize("change", [SPRING, AUTUMN])


def make_cohort_around(change, **overrides):
    """Open for a week before and after the clocks change; three sessions begin a month later."""
    first = change + timedelta(days=30)
    fields = {
        "opens_at": change - timedelta(days=7),
        "closes_at": change + timedelta(days=7),
        "sessions": [(first, first + timedelta(hours=2))],
        **overrides,
    }
    return make_cohort(**fields)


@pytest.mark.parametrize(("change", "end"), [(SPRING, "3:16 a.m. EDT"), (AUTUMN, "1:16 a.m. EST")])
def test_a_hold_lasts_as_long_as_on_any_night_and_says_when_it_ends(change, end):
    now = change - timedelta(minutes=15)
    order = make_held_order(cohort=make_cohort_around(change), now=now)
    assert order.hold_expires_at - now == HOLD_FOR
    assert deadline_text(order, order.hold_expires_at) == f"We hold 1 seat for you until {end}."
    assert order.held_until_local.tzname() == end[-3:]


@NIGHTS
def test_a_payment_page_lasts_as_long_as_on_any_night(sandbox, change, time_machine):
    now = change - timedelta(minutes=15)
    time_machine.move_to(now, tick=False)
    order = make_held_order(cohort=make_cohort_around(change))
    start_checkout(order)
    (session,) = sandbox.store.select("checkout.session")
    assert session["expires_at"] == int(now.timestamp()) + 31 * 60
    assert order.hold_expires_at.timestamp() == session["expires_at"]


@NIGHTS
def test_the_early_bird_ends_at_one_instant_and_not_at_an_hour_that_comes_twice(change):
    cohort = make_cohort_around(change, price_cents=40000)
    PriceRule.objects.create(
        cohort=cohort, kind=PriceRule.Kind.EARLY_BIRD, amount_cents=30000, ends_at=change
    )
    cohort = Cohort.objects.get(pk=cohort.pk)
    prices = [
        cohort.price_for(1, change + timedelta(minutes=minutes)).amount_cents
        for minutes in (-60, -1, 0, 1, 60)
    ]
    assert prices == [30000, 30000, 40000, 40000, 40000]


@NIGHTS
def test_enrollment_closes_at_one_instant(change):
    cohort = make_cohort_around(change, closes_at=change)
    last = make_held_order(cohort=cohort, now=change - timedelta(seconds=1))
    assert last.hold_expires_at > cohort.closes_at
    for later in (timedelta(0), timedelta(minutes=30), timedelta(hours=1)):
        with pytest.raises(NotOpen):
            make_held_order(cohort=cohort, now=change + later)


@pytest.mark.parametrize(
    ("session", "until"),
    [
        # Two days after the change, so the deadline keeps the hour of the other clock.
        (datetime(2027, 3, 16, 18, tzinfo=NEW_YORK), datetime(2027, 3, 9, 23, tzinfo=UTC)),
        (datetime(2027, 11, 9, 18, tzinfo=NEW_YORK), datetime(2027, 11, 2, 22, tzinfo=UTC)),
        # The deadline would be in the hour that is left out, or in the one that comes twice.
        (datetime(2027, 3, 21, 2, 30, tzinfo=NEW_YORK), datetime(2027, 3, 14, 7, 30, tzinfo=UTC)),
        (datetime(2027, 11, 14, 1, 30, tzinfo=NEW_YORK), datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
    ],
)
def test_money_goes_back_whole_until_the_same_local_hour_a_week_before(session, until):
    cohort = make_cohort_around(
        session - timedelta(days=30),
        sessions=[(session, session + timedelta(hours=2))],
        refund_full_days=7,
        refund_percent_after=50,
    )
    order = make_confirmed_order(cohort=cohort, now=session - timedelta(days=31))
    seat = order.seats.get()
    assert cohort.full_refund_until.astimezone(UTC) == until
    assert full_refund_until(seat, order).astimezone(UTC) == until
    shares = [percent_back(seat, order, until + timedelta(seconds=s)) for s in (-1, 0, 1)]
    assert shares == [100, 100, 50]


def test_a_deadline_in_the_repeated_hour_is_shown_with_the_name_of_its_clock():
    before, after = AUTUMN - timedelta(minutes=30), AUTUMN + timedelta(minutes=30)
    order = make_held_order(cohort=make_cohort_around(AUTUMN), now=AUTUMN - timedelta(hours=2))
    assert deadline_text(order, before).endswith("1:30 a.m. EDT.")
    assert deadline_text(order, after).endswith("1:30 a.m. EST.")
