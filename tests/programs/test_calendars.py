from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from programs.calendars import LOOK_AGAIN_EVERY_TEXT, cohort_calendar, order_calendar
from programs.models import Cohort, Seat, SeatLedger
from tests.factories import make_cohort, make_confirmed_order

pytestmark = pytest.mark.django_db

EASTERN = ZoneInfo("America/New_York")
# A session a week at four, over both changes of the clock in 2027.
SPRING = [datetime(2027, 3, day, 16, tzinfo=EASTERN) for day in (9, 13, 14, 16)]
AUTUMN = [datetime(2027, 11, day, 16, tzinfo=EASTERN) for day in (2, 6, 7, 9)]


def weekly(starts, zone="America/New_York", **overrides):
    sessions = [(start, start + timedelta(minutes=90)) for start in starts]
    return make_cohort(sessions=sessions, time_zone=zone, **overrides)


def events_of(content: bytes):
    return Calendar.from_ical(content).walk("VEVENT")


def test_every_session_keeps_its_local_hour_over_both_changes_of_the_clock():
    content = cohort_calendar(weekly(SPRING + AUTUMN), with_link=False)
    for event in events_of(content):
        assert (event.start.hour, event.start.minute, event.end.hour) == (16, 0, 17)
        assert event["DTSTART"].params["TZID"] == "America/New_York"
    offsets = {event.start.utcoffset() for event in events_of(content)}
    assert offsets == {timedelta(hours=-5), timedelta(hours=-4)}


def test_the_time_zone_in_the_file_changes_its_clock_on_the_right_days():
    """Read by its own rules, not by a zone that the reader knows already."""
    content = cohort_calendar(weekly(SPRING + AUTUMN), with_link=False)
    (written,) = Calendar.from_ical(content).walk("VTIMEZONE")
    zone = written.to_tz(lookup_tzid=False)
    for start in SPRING + AUTUMN:
        naive = start.replace(tzinfo=None)
        assert naive.replace(tzinfo=zone).astimezone(UTC) == start.astimezone(UTC)


def test_a_zone_without_summer_time_is_written_too():
    start = datetime(2027, 7, 1, 9, tzinfo=ZoneInfo("America/Phoenix"))
    content = cohort_calendar(weekly([start], zone="America/Phoenix"), with_link=False)
    (event,) = events_of(content)
    assert event.start.astimezone(UTC) == start.astimezone(UTC)
    assert b"TZID:America/Phoenix" in content


def test_long_lines_are_folded_and_marks_escaped():
    cohort = weekly(SPRING, location="Room 4, the long corridor; " + "behind the gym, é " * 8)
    content = cohort_calendar(cohort, with_link=False)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    (first, *_) = events_of(content)
    assert first["LOCATION"] == cohort.location
    assert b"Room 4\\, the long corridor\\;" in content


def test_a_subscribing_calendar_learns_when_to_look_again_and_what_changed():
    cohort = weekly(SPRING)
    before = events_of(cohort_calendar(cohort, with_link=False))
    Cohort.objects.filter(pk=cohort.pk).update(dates_version=3)
    content = cohort_calendar(Cohort.objects.get(pk=cohort.pk), with_link=False)
    after = events_of(content)
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert {event["SEQUENCE"] for event in after} == {3}
    assert all(
        event["LAST-MODIFIED"].dt == cohort.updated_at.replace(microsecond=0) for event in after
    )
    assert f"REFRESH-INTERVAL;VALUE=DURATION:{LOOK_AGAIN_EVERY_TEXT}".encode() in content
    assert f"X-PUBLISHED-TTL:{LOOK_AGAIN_EVERY_TEXT}".encode() in content


def test_a_cancelled_cohort_takes_its_sessions_out_of_calendars():
    cohort = weekly(SPRING, joining_url="https://rooms.example/thrive")
    Cohort.objects.filter(pk=cohort.pk).update(
        state=Cohort.State.CANCELLED, cancelled_at=timezone.now()
    )
    content = cohort_calendar(Cohort.objects.get(pk=cohort.pk), with_link=True)
    assert {event["STATUS"] for event in events_of(content)} == {"CANCELLED"}
    assert {event["SEQUENCE"] for event in events_of(content)} == {1}
    assert b"rooms.example" not in content


def move_a_seat(order, to):
    """What a move leaves: the old seat moved, a new one of the same order in the other cohort."""
    old = order.seats.get(position=2)
    Seat.objects.filter(pk=old.pk).update(state=Seat.State.MOVED)
    Cohort.objects.filter(pk=order.cohort_id).update(reserved=1)
    Cohort.objects.filter(pk=to.pk).update(reserved=1)
    SeatLedger.objects.create(cohort=order.cohort, order=order, delta=-1, reason="moved_out")
    SeatLedger.objects.create(cohort=to, order=order, delta=1, reason="moved_in")
    return Seat.objects.create(
        order=order, cohort=to, position=3, state=Seat.State.CONFIRMED, moved_from=old
    )


def test_an_order_has_the_sessions_of_every_cohort_that_its_seats_are_in():
    stays, other = weekly(SPRING, code="STAYS"), weekly(AUTUMN, code="OTHER")
    order = make_confirmed_order(cohort=stays, count=2)
    move_a_seat(order, other)
    statuses = [event["STATUS"] for event in events_of(order_calendar(order))]
    assert statuses == ["CONFIRMED"] * (len(SPRING) + len(AUTUMN))


def test_sessions_of_a_cohort_that_all_seats_left_are_cancelled():
    left, other = weekly(SPRING, code="LEFT"), weekly(AUTUMN, code="OTHER")
    order = make_confirmed_order(cohort=left, count=2)
    move_a_seat(order, other)
    Seat.objects.filter(order=order, position=1).update(state=Seat.State.CANCELLED)
    SeatLedger.objects.create(cohort=left, order=order, delta=-1, reason="cancelled")
    Cohort.objects.filter(pk=left.pk).update(reserved=0)
    by_year_half = {
        (event.start.month, str(event["STATUS"])) for event in events_of(order_calendar(order))
    }
    assert by_year_half == {(3, "CANCELLED"), (11, "CONFIRMED")}
