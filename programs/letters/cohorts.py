"""The letters about a cohort's dates, to everybody with seats in it."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from programs.calendars import cohort_calendar
from programs.models import Cohort, Order, OutboxEmail, Seat
from programs.outbox import letter, render_letter


def _cohort_letter(row: OutboxEmail, cohort: Cohort, **more) -> EmailMultiAlternatives | None:
    """None when the address has no seat in the cohort any more."""
    orders = Order.objects.filter(pk__in=row.context["orders"], buyer_email=row.to)
    orders = list(orders.filter(seats__cohort=cohort, seats__state__in=Seat.COUNTING).distinct())
    seats = list(
        Seat.objects.confirmed()
        .filter(pk__in=row.context["seats"], cohort=cohort, participant_email=row.to)
        .select_related("order")
    )
    if not orders and not seats:
        return None
    unnamed = Seat.objects.confirmed().filter(order__in=orders, cohort=cohort, participant_email="")
    context = {
        "cohort": cohort,
        "sessions": cohort.sessions.all(),
        "orders": orders,
        "seats": seats,
        "unnamed": unnamed.count(),
        "name": seats[0].participant_name if seats else orders[0].buyer_name,
        "url": seats[0].url if seats else orders[0].url,
        "button": "Open your seat" if seats else "Open your order",
        "site_url": settings.SITE_URL,
        **more,
    }
    message = render_letter(row.kind, to=row.to, context=context)
    if cohort.sessions.all():
        name = f"{cohort.code.lower()}.ics"
        message.attach(name, cohort_calendar(cohort, with_link=True), "text/calendar")
    return message


def _find(row: OutboxEmail) -> Cohort | None:
    cohorts = Cohort.objects.published().select_related("project").prefetch_related("sessions")
    return cohorts.filter(pk=row.context["cohort"]).first()


@letter("dates_changed")
def dates_changed(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """Only the newest dates are worth a letter; an older change that still waits says nothing."""
    cohort = _find(row)
    if cohort is None or cohort.dates_version != row.context["number"]:
        return None
    return _cohort_letter(row, cohort)


@letter("cohort_reminder")
def cohort_reminder(row: OutboxEmail) -> EmailMultiAlternatives | None:
    cohort = _find(row)
    now = timezone.now()
    if cohort is None or cohort.first_starts_at is None or cohort.first_starts_at <= now:
        return None
    days = (cohort.starts_on - now.astimezone(cohort.zone).date()).days
    if days > row.context["number"]:  # put off meanwhile: it will be due again
        return None
    when = {0: "Today", 1: "Tomorrow", 7: "In a week"}.get(days, f"In {days} days")
    return _cohort_letter(row, cohort, when=when, first=cohort.sessions.all()[0])


@letter("cohort_called_off")
def cohort_called_off(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """To a participant who still has the seat."""
    cohort = Cohort.objects.select_related("project").get(pk=row.context["cohort"])
    seats = Seat.objects.confirmed().filter(
        pk__in=row.context["seats"], cohort=cohort, participant_email=row.to
    )
    seat = seats.select_related("order").first()
    if seat is None:
        return None
    context = {"cohort": cohort, "seat": seat, "site_url": settings.SITE_URL}
    message = render_letter("cohort_called_off", to=row.to, context=context)
    if cohort.sessions.all():
        # The same sessions as cancelled ones, which take themselves out of calendars.
        name = f"{cohort.code.lower()}.ics"
        message.attach(name, cohort_calendar(cohort, with_link=False), "text/calendar")
    return message
