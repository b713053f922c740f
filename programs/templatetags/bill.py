from django import template

from programs.models import Order, Payment

register = template.Library()

TAKEN = [Payment.State.SUCCEEDED, Payment.State.PROCESSING]


@register.filter
def tax_cents(order: Order) -> int:
    """The tax, in cents, that Stripe added to the order's total when it was paid; 0 before."""
    paid = order.payments.filter(state__in=TAKEN).order_by("created_at", "pk")
    return paid.values_list("tax_cents", flat=True).first() or 0
