"""School weeks counted from the day of loading, so that the demo's cohorts are always about to begin."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(weeks=1)


def is_winter_break(day: date) -> bool:
    return (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 4)


def school_weeks(not_before: date, weekday: int) -> Iterator[date]:
    """Every `weekday` from `not_before` on that is not in the winter break. Monday is 0."""
    day = not_before + timedelta(days=(weekday - not_before.weekday()) % 7)
    while True:
        if not is_winter_break(day):
            yield day
        day += WEEK


def at(day: date, hour: int, minute: int, time_zone: str) -> datetime:
    """A wall-clock time in the cohort's own zone."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(time_zone))


def season(day: date) -> str:
    return ("Winter", "Spring", "Summer", "Fall")[day.month % 12 // 3]
