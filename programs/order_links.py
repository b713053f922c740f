"""Sending private order links again, and replacing one that has come into other hands.

Links go only to the address that bought. Asking tells nothing: the page answers alike for addresses
that bought and for those that never did.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from programs.exceptions import PurchaseRefused
from programs.models import AuditEntry, Order, OutboxEmail
from programs.outbox import queue_letter
from programs.private_links import hash_token, make_token, new_nonce

MOST_EVERY = timedelta(minutes=10)
UNPAID_FOR = timedelta(days=1)
MOST_LISTED = 30


class LinkIsInUse(PurchaseRefused):
    def __init__(self) -> None:
        super().__init__(
            "Stripe’s payment page leads back to this link, so it stays until the order is paid or has ended."
        )


def orders_to_list(email: str, now: datetime | None = None):
    """The newest orders of an address that are worth a link: not those that ended unpaid a day ago."""
    before = (now or timezone.now()) - UNPAID_FOR
    never_paid = Q(state=Order.State.EXPIRED) | Q(state=Order.State.CANCELLED, confirmed_at=None)
    forgotten = never_paid & Q(created_at__lt=before, payments=None)
    orders = Order.objects.filter(buyer_email=email).exclude(forgotten)
    return orders.select_related("cohort__project")[:MOST_LISTED]


def send_links(email: str) -> None:
    """Queue one letter with the links of this address's orders, if there are any."""
    if orders_to_list(email).exists():
        _queue_at_most_every_ten_minutes(email, about="all")


def send_link(order: Order) -> None:
    """Queue a letter with this order's link, to its buyer."""
    _queue_at_most_every_ten_minutes(order.buyer_email, about=f"order:{order.pk}", order=order.pk)


def _queue_at_most_every_ten_minutes(email: str, *, about: str, **context) -> None:
    now = timezone.now()
    mark = make_token("address", email)  # the key must not be longer than an address may be
    recent = OutboxEmail.objects.filter(
        kind="order_links",
        to=email,
        subject_key__startswith=f"{about}:{mark}:",
        created_at__gt=now - MOST_EVERY,
    )
    with transaction.atomic():
        if not recent.exists():
            window = int(now.timestamp() // MOST_EVERY.total_seconds())
            queue_letter(
                kind="order_links",
                subject_key=f"{about}:{mark}:{window}",
                to=email,
                context=context,
            )


def mail_unfinished(order: Order) -> bool:
    """Queue the link of a hold that somebody elsewhere came upon; True when it was not mailed before."""
    key = f"order:{order.pk}"
    known = OutboxEmail.objects.filter(kind="unfinished_order", subject_key=key).exists()
    queue_letter(
        kind="unfinished_order", subject_key=key, to=order.buyer_email, context={"order": order.pk}
    )
    return not known


def renew_link(order: Order) -> Order:
    """Give the order a new link and mail it to the buyer; every link sent before is dead.

    Of two calls with the same old link one does it. Raises LinkIsInUse while the order is unpaid.
    """
    nonce = new_nonce()
    fields = {"nonce": nonce, "token_hash": hash_token(make_token("order", nonce))}
    with transaction.atomic():
        same = Order.objects.filter(pk=order.pk, nonce=order.nonce)
        if not same.exclude(state__in=Order.LIVE_HOLDS).update(**fields):
            raise LinkIsInUse
        AuditEntry.objects.create(action="order.link_renewed", order=order)
        queue_letter(
            kind="order_link_renewed",
            subject_key=f"order:{order.pk}:{nonce[:8]}",
            to=order.buyer_email,
            context={"order": order.pk},
        )
    order.refresh_from_db()
    return order
