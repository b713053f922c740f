"""The letters about money that goes back, and about seats that end without any."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from programs.models import Order, OutboxEmail, Refund, Seat
from programs.outbox import letter, render_letter


@letter("refund_made")
def refund_made(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """Nothing is said of a refund that has failed meanwhile: colleagues see to it, and then it is said."""
    refunds = Refund.objects.select_related("order__cohort__project", "payment")
    refund = refunds.exclude(state=Refund.State.FAILED).filter(pk=row.context["refund"]).first()
    if refund is None or refund.order is None:
        return None
    parts = refund.allocations.select_related("seat__cohort__project").order_by("seat__position")
    context = {
        "refund": refund,
        "parts": list(parts),
        "exchanged": any(part.seat.state == Seat.State.CANCELLED for part in parts),
        "seats_stay": refund.order.seats.counting().exists(),
        "by_bank": refund.payment.method_type == "us_bank_account",
        **_about(refund.order),
    }
    return render_letter("refund_made", to=row.to, context=context)


@letter("seats_cancelled")
def seats_cancelled(row: OutboxEmail) -> EmailMultiAlternatives | None:
    order = Order.objects.select_related("cohort__project").get(pk=row.context["order"])
    seats = order.seats.filter(position__in=row.context["positions"]).select_related(
        "cohort__project"
    )
    context = {
        "seats": list(seats),
        "left": order.seats.counting().count(),
        **_about(order),
    }
    return render_letter("seats_cancelled", to=row.to, context=context)


def _about(order: Order) -> dict:
    return {
        "order": order,
        "cohort": order.cohort,
        "url": order.url,
        "site_url": settings.SITE_URL,
    }
