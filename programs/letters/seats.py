"""The letters about seats that go to another cohort or away from a participant."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from programs.calendars import order_calendar
from programs.models import Cohort, Order, OutboxEmail, Seat
from programs.outbox import letter, render_letter


@letter("seats_moved")
def seats_moved(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """To the buyer. Nothing is sent when the seats have gone on from there meanwhile."""
    order = Order.objects.select_related("cohort__project").get(pk=row.context["order"])
    seats = list(
        order.seats.confirmed()
        .filter(pk__in=row.context["seats"])
        .select_related("cohort__project", "moved_from__cohort__project")
        .prefetch_related("cohort__sessions")
    )
    if not seats:
        return None
    context = {
        "order": order,
        "seats": seats,
        "cohort": seats[0].cohort,
        "from_cohort": seats[0].moved_from.cohort,
        "sessions": seats[0].cohort.sessions.all(),
        "url": order.url,
        "site_url": settings.SITE_URL,
    }
    message = render_letter("seats_moved", to=row.to, context=context)
    message.attach(f"{order.reference.lower()}.ics", order_calendar(order), "text/calendar")
    return message


@letter("seat_withdrawn")
def seat_withdrawn(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """To a participant. Nothing is sent to somebody who has another seat in the same cohort by now."""
    cohort = Cohort.objects.select_related("project").get(pk=row.context["cohort"])
    sits_there = Seat.objects.confirmed().filter(cohort=cohort, participant_email=row.to)
    if sits_there.exists():
        return None
    context = {"cohort": cohort, "name": row.context["name"], "site_url": settings.SITE_URL}
    return render_letter("seat_withdrawn", to=row.to, context=context)
