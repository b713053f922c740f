"""The participant's page and calendar."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs import calendars
from programs.models import Cohort, Seat
from programs.views.orders import calendar_file, subscribe_addresses, unknown_link
from programs.views.responses import keep_private


@require_safe
def seat(request, token):
    """A moved seat's old link shows the seat that its participant has now, without that one's link."""
    found = _find_seat(token)
    if found is None:
        return unknown_link(request)
    now_at = found.and_where_it_went()[-1]
    context = {
        "seat": now_at,
        "cohort": now_at.cohort,
        "old": found if now_at.pk != found.pk else None,
        "is_confirmed": now_at.state == Seat.State.CONFIRMED,
        "is_cohort_cancelled": now_at.cohort.state == Cohort.State.CANCELLED,
        "calendar": subscribe_addresses(found),
    }
    return keep_private(render(request, "programs/seat.html", context))


@require_safe
def seat_calendar(request, token):
    found = _find_seat(token)
    if found is None:
        return unknown_link(request)
    return calendar_file(request, calendars.seat_calendar(found), name=found.cohort.code)


def _find_seat(token: str) -> Seat | None:
    seats = Seat.objects.by_token(token).select_related("cohort__project", "order")
    return seats.prefetch_related("cohort__sessions", "cohort__facilitators").first()
