"""Calendar files and subscriptions (RFC 5545): every session of a cohort, in the cohort's own zone.

A session keeps its UID whatever becomes of it. What no longer concerns the reader, because the cohort
was cancelled or the seats were given back or moved away, stays in the file as CANCELLED with a higher
SEQUENCE, so that a calendar which has it takes it out. SEQUENCE counts the changes of dates
(`Cohort.dates_version`), as RFC 5546 asks.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from icalendar import Calendar, Event

from programs.models import Cohort, Order, Seat

# How often a subscribing calendar should look again: RFC 7986, 5.7, and the older name for Outlook.
LOOK_AGAIN_EVERY = timedelta(hours=4)
LOOK_AGAIN_EVERY_TEXT = "PT4H"


@dataclass(frozen=True)
class Attended:
    """A cohort in somebody's calendar. `with_link` shows the joining link; `is_off` cancels its sessions."""

    cohort: Cohort
    with_link: bool = False
    is_off: bool = False
    changed_at: datetime | None = None  # later than the cohort's own change, or none

    @property
    def is_cancelled(self) -> bool:
        return self.is_off or self.cohort.state == Cohort.State.CANCELLED

    @property
    def modified_at(self) -> datetime:
        instants = [self.cohort.updated_at, self.cohort.cancelled_at, self.changed_at]
        return max(instant for instant in instants if instant).astimezone(UTC)


def cohort_calendar(cohort: Cohort, *, with_link: bool) -> bytes:
    """All sessions of one cohort. `with_link` puts the joining link in, which only confirmed seats may see."""
    return _calendar([Attended(cohort, with_link)])


def order_calendar(order: Order) -> bytes:
    """The sessions of every cohort that the order has seats in; of those it had seats in, as cancelled."""
    seats = list(order.seats.select_related("cohort__project").prefetch_related("cohort__sessions"))
    counting = {seat.cohort_id for seat in seats if seat.counts}
    joining = {seat.cohort_id for seat in seats if seat.state == Seat.State.CONFIRMED}
    cohorts = {seat.cohort_id: seat.cohort for seat in seats}
    attended = [
        Attended(
            cohort, with_link=pk in joining, is_off=pk not in counting, changed_at=order.ended_at
        )
        for pk, cohort in cohorts.items()
    ]
    return _calendar(attended)


def seat_calendar(seat: Seat) -> bytes:
    """The sessions of one seat. A moved one goes on with the cohort where its participant sits now."""
    attended, counting, confirmed = {}, set(), set()
    for one in seat.and_where_it_went():
        attended[one.cohort_id] = one
        counting |= {one.cohort_id} if one.counts else set()
        confirmed |= {one.cohort_id} if one.state == Seat.State.CONFIRMED else set()
    return _calendar(
        Attended(
            one.cohort,
            with_link=pk in confirmed,
            is_off=pk not in counting,
            changed_at=one.order.ended_at,
        )
        for pk, one in attended.items()
    )


def _calendar(attended: Iterable[Attended]) -> bytes:
    attended = sorted(attended, key=lambda one: one.is_cancelled)
    going = [one for one in attended if not one.is_cancelled] or attended
    calendar = Calendar()
    calendar.add("prodid", "-//Threshold Learning Consultancy//Cohorts//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    name = " and ".join(f"{one.cohort.project.title}, {one.cohort.name}" for one in going)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", LOOK_AGAIN_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", LOOK_AGAIN_EVERY_TEXT)
    days = []
    for one in attended:
        for number, session in enumerate(one.cohort.sessions.all(), start=1):
            calendar.add_component(_event(one, session, number))
            days += [session.starts_at.date(), session.ends_at.date()]
    if days:
        # Whole years, so that both changes of the clock are in it.
        first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
        calendar.add_missing_timezones(first_date=first, last_date=last)
    return calendar.to_ical()


def _event(one: Attended, session, number: int) -> Event:
    cohort, event = one.cohort, Event()
    host = settings.SITE_URL.partition("://")[2]
    event.add("uid", f"cohort-{cohort.pk}-session-{session.pk}@{host}")
    event.add("dtstamp", one.modified_at)
    event.add("last-modified", one.modified_at)
    event.add("sequence", cohort.dates_version + one.is_cancelled)
    event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    event.add("dtstart", _in_zone(session.starts_at, cohort))
    event.add("dtend", _in_zone(session.ends_at, cohort))
    event.add("summary", f"{cohort.project.title}: {session.title or f'session {number}'}")
    place = cohort.joining_url if one.with_link and not one.is_cancelled else ""
    if cohort.location or place:
        event.add("location", cohort.location or place)
    if place:
        event.add("url", place)
    return event


def _in_zone(instant: datetime, cohort: Cohort) -> datetime:
    return instant.astimezone(cohort.zone)
