"""The letter about a seat that waits in a dearer cohort."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from programs.models import Order, OutboxEmail
from programs.outbox import letter, render_letter


@letter("exchange_offer")
def exchange_offer(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """Nothing is sent once the offer is over."""
    orders = Order.objects.live_holds().select_related(
        "cohort__project", "replaces_seat__order", "replaces_seat__cohort__project"
    )
    order = orders.filter(pk=row.context["order"]).first()
    if order is None:
        return None
    context = {
        "order": order,
        "cohort": order.cohort,
        "old_seat": order.replaces_seat,
        "until": order.offered_until and order.offered_until.astimezone(order.cohort.zone),
        "url": order.url,
        "site_url": settings.SITE_URL,
    }
    return render_letter(row.kind, to=row.to, context=context)
