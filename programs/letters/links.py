"""The letters that bring private order links again."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from programs.models import Order, OutboxEmail
from programs.order_links import orders_to_list
from programs.outbox import letter, render_letter


@letter("order_links")
def order_links(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """All orders of an address, or the one in the row's context."""
    if "order" in row.context:
        orders = Order.objects.select_related("cohort__project")
        orders = orders.filter(pk=row.context["order"], buyer_email=row.to)
    else:
        orders = orders_to_list(row.to)
    orders = list(orders)
    if not orders:
        return None
    context = {"orders": orders, "site_url": settings.SITE_URL}
    return render_letter("order_links", to=row.to, context=context)


@letter("order_link_renewed")
def order_link_renewed(row: OutboxEmail) -> EmailMultiAlternatives | None:
    return _one_order_letter(row)


@letter("unfinished_order")
def unfinished_order(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """Nothing is sent once the order is paid or its seats are freed."""
    return _one_order_letter(row, state__in=Order.LIVE_HOLDS)


def _one_order_letter(row: OutboxEmail, **condition) -> EmailMultiAlternatives | None:
    orders = Order.objects.select_related("cohort__project").filter(**condition)
    order = orders.filter(pk=row.context["order"]).first()
    if order is None:
        return None
    context = {
        "order": order,
        "cohort": order.cohort,
        "url": order.url,
        "site_url": settings.SITE_URL,
    }
    return render_letter(row.kind, to=row.to, context=context)
