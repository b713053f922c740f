"""Correcting who an order belongs to."""

from django.db import IntegrityError, transaction

from programs.exceptions import PurchaseRefused
from programs.models import AuditEntry, Order
from programs.order_links import renew_link


class CannotCorrect(PurchaseRefused):
    """That address has an unfinished order for the same cohort already."""


def correct_buyer(
    order: Order, *, name: str, email: str, organization: str = "", actor=None
) -> Order:
    """Set name, address (in lower case) and organization of the buyer.

    A new address means a new link, mailed there; every link sent before is dead. Raises CannotCorrect,
    and LinkIsInUse while an order whose address changes is being paid.
    """
    is_new_address = email != order.buyer_email
    fields = {
        "buyer_name": name.strip(),
        "buyer_email": email,
        "organization": organization.strip(),
    }
    changed = [field for field, value in fields.items() if getattr(order, field) != value]
    if not changed:
        return order
    try:
        with transaction.atomic():
            Order.objects.filter(pk=order.pk).update(**fields)
            AuditEntry.objects.create(
                action="order.buyer_corrected",
                order=order,
                actor=actor,
                detail={"note": ", ".join(changed)},
            )
            order.refresh_from_db()
            if is_new_address:
                renew_link(order)
    except IntegrityError:
        raise CannotCorrect(
            "This address has an unfinished order for the same cohort already."
        ) from None
    return order
