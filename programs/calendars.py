"""Calendar files (RFC 5545) with every session of a cohort, in the cohort's own zone."""

from datetime import UTC, datetime

from django.conf import settings
from icalendar import Calendar, Event

from programs.models import Cohort


def cohort_calendar(cohort: Cohort, *, with_link: bool) -> bytes:
    """All sessions. `with_link` puts the joining link in, which only confirmed seats may see."""
    calendar = Calendar()
    calendar.add("prodid", "-//Threshold Learning Consultancy//Cohorts//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{cohort.project.title}, {cohort.name}")
    for number, session in enumerate(cohort.sessions.all(), start=1):
        calendar.add_component(_event(cohort, session, number, with_link=with_link))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(cohort: Cohort, session, number: int, *, with_link: bool) -> Event:
    event = Event()
    host = settings.SITE_URL.partition("://")[2]
    event.add("uid", f"cohort-{cohort.pk}-session-{session.pk}@{host}")
    event.add("dtstamp", cohort.updated_at.astimezone(UTC))
    event.add("dtstart", _in_zone(session.starts_at, cohort))
    event.add("dtend", _in_zone(session.ends_at, cohort))
    event.add("summary", f"{cohort.project.title}: {session.title or f'session {number}'}")
    place = cohort.joining_url if with_link else ""
    if cohort.location or place:
        event.add("location", cohort.location or place)
    if place:
        event.add("url", place)
    return event


def _in_zone(instant: datetime, cohort: Cohort) -> datetime:
    return instant.astimezone(cohort.zone)
