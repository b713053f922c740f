"""Payments, refunds and events that do not fit together: part of `programs.books`.

Each function asks one SELECT and gives a sentence for every row that is wrong.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, Least

from programs.books_sums import LONG, SOON, money, sum_of
from programs.models import BuyerChoice, MoneyIssue, Order, Payment, Refund, StripeEvent


def unpaid(now: datetime) -> Iterable[str]:
    owing = Order.objects.filter(
        state=Order.State.CONFIRMED, total_cents__gt=0, on_account=False
    ).annotate(
        received=sum_of(Payment.objects.received(), "order", F("amount_cents") - F("tax_cents"))
    )
    for order in owing.filter(received__lt=F("total_cents")).order_by("pk"):
        yield (
            f"Order {order.reference} is confirmed for {money(order.total_cents)} and "
            f"{money(order.received)} arrived."
        )


def paid_without_a_seat(now: datetime) -> Iterable[str]:
    kept = Payment.objects.received().filter(
        refunding_cents__lt=F("amount_cents"), received_at__lte=now - SOON
    )
    late = kept.filter(
        order__state__in=[Order.State.EXPIRED, Order.State.CANCELLED], order__confirmed_at=None
    )
    unseen = late.filter(
        ~Exists(BuyerChoice.objects.filter(order=OuterRef("order"))),
        ~Exists(MoneyIssue.objects.filter(payment=OuterRef("pk"))),
    )
    for payment in unseen.select_related("order").order_by("pk"):
        yield (
            f"Order {payment.order} ended without seats, {money(payment.amount_cents)} was paid for "
            "it, and nobody was told."
        )


def paid_twice(now: datetime) -> Iterable[str]:
    whole = Q(
        payments__state=Payment.State.SUCCEEDED,
        payments__refunding_cents=0,
        payments__received_at__lte=now - SOON,
    )
    told = MoneyIssue.objects.filter(order=OuterRef("pk"), kind=MoneyIssue.Kind.DUPLICATE)
    orders = Order.objects.annotate(whole=Count("payments", filter=whole)).filter(whole__gt=1)
    for order in orders.filter(~Exists(told)).order_by("pk"):
        yield f"Order {order.reference} was paid {order.whole} times and nobody was told."


def suspense(now: datetime) -> Iterable[str]:
    told = MoneyIssue.objects.filter(
        kind=MoneyIssue.Kind.SUSPENSE, subject_key=OuterRef("payment_intent_id")
    )
    for payment in Payment.objects.suspense().received().filter(~Exists(told)):
        yield (
            f"Payment {payment.payment_intent_id} of {money(payment.amount_cents)} belongs to no order "
            "and nobody was told."
        )


def payments_without_charge(now: datetime) -> Iterable[str]:
    old = Payment.objects.received().filter(received_at__lte=now - SOON)
    for payment in old.filter(Q(charge_id=None) | Q(charged_at=None)).order_by("pk"):
        yield (
            f"Payment {payment.payment_intent_id} of {money(payment.amount_cents)} is recorded as "
            "received, without its charge at Stripe."
        )


def refund_sums(now: datetime) -> Iterable[str]:
    asked = sum_of(Refund.objects.exclude(state=Refund.State.FAILED), "payment", "amount_cents")
    wrong = Payment.objects.annotate(asked=asked).exclude(
        refunding_cents=Least(F("asked"), F("amount_cents"))
    )
    for payment in wrong.order_by("pk"):
        yield (
            f"Payment {payment.payment_intent_id} counts {money(payment.refunding_cents)} going back; "
            f"its refunds add up to {money(payment.asked)}."
        )


def allocations(now: datetime) -> Iterable[str]:
    shared = Refund.objects.annotate(shared=Coalesce(Sum("allocations__amount_cents"), 0))
    for refund in shared.filter(shared__gt=F("amount_cents")).order_by("pk"):
        yield (
            f"Refund {refund.idempotency_key} of {money(refund.amount_cents)} is spread over seats as "
            f"{money(refund.shared)}."
        )


def refunds_in_the_air(now: datetime) -> Iterable[str]:
    unsent = [Refund.State.REQUESTED, Refund.State.SUBMITTED, Refund.State.UNKNOWN]
    wrong = Refund.objects.filter(
        Q(state__in=unsent, created_at__lte=now - LONG)
        | Q(state=Refund.State.SUCCEEDED, refund_id=None)
    )
    for refund in wrong.order_by("pk"):
        yield (
            f"Refund {refund.idempotency_key} of {money(refund.amount_cents)} is {refund.state}; "
            "Stripe has not confirmed it."
        )


def events(now: datetime) -> Iterable[str]:
    stuck = StripeEvent.objects.unprocessed().filter(received_at__lte=now - LONG)
    for event in stuck.order_by("pk"):
        yield f"Stripe’s event {event.event_id} ({event.type}) could not be processed: {event.last_error}"
