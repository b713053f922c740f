"""The letters about orders and seats."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from programs.calendars import cohort_calendar
from programs.models import Order, OutboxEmail, Seat
from programs.outbox import letter, render_letter


def _order_letter(
    row: OutboxEmail, *, with_calendar: bool = False, **condition
) -> EmailMultiAlternatives | None:
    """None when there is no such order, or it does not meet the condition any more."""
    orders = Order.objects.select_related("cohort__project").prefetch_related(
        "cohort__sessions", "lines"
    )
    order = orders.filter(pk=row.context["order"], **condition).first()
    if order is None:
        return None
    context = {
        "order": order,
        "cohort": order.cohort,
        "url": order.url,
        "site_url": settings.SITE_URL,
    }
    message = render_letter(row.kind, to=row.to, context=context)
    if with_calendar and order.cohort.sessions.all():
        name = f"{order.cohort.code.lower()}.ics"
        message.attach(name, cohort_calendar(order.cohort, with_link=True), "text/calendar")
    return message


@letter("order_confirmed")
def order_confirmed(row: OutboxEmail) -> EmailMultiAlternatives | None:
    return _order_letter(row, with_calendar=True)


@letter("confirmation_copy")
def confirmation_copy(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """The confirmation once more, for a buyer who asked for it."""
    return _order_letter(row, with_calendar=True)


@letter("payment_processing")
def payment_processing(row: OutboxEmail) -> EmailMultiAlternatives | None:
    return _order_letter(row)


@letter("payment_failed")
def payment_failed(row: OutboxEmail) -> EmailMultiAlternatives | None:
    return _order_letter(row)


@letter("hold_ending")
def hold_ending(row: OutboxEmail) -> EmailMultiAlternatives | None:
    return _order_letter(row, state__in=Order.LIVE_HOLDS, hold_expires_at__gt=timezone.now())


@letter("hold_expired")
def hold_expired(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """Nothing is sent when money has come after all."""
    return _order_letter(row, state=Order.State.EXPIRED, payments=None)


@letter("seat_invitation")
def seat_invitation(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """Nothing is sent for a seat that was given to somebody else, or given back, in the meantime."""
    seats = Seat.objects.confirmed().select_related("cohort__project", "order")
    seat = (
        seats.prefetch_related("cohort__sessions")
        .filter(pk=row.context["seat"], nonce=row.context["nonce"])
        .first()
    )
    if seat is None:
        return None
    context = {"seat": seat, "cohort": seat.cohort, "url": seat.url, "site_url": settings.SITE_URL}
    message = render_letter("seat_invitation", to=row.to, context=context)
    if seat.cohort.sessions.all():
        name = f"{seat.cohort.code.lower()}.ics"
        message.attach(name, cohort_calendar(seat.cohort, with_link=True), "text/calendar")
    return message
