from django.db.models import Sum

from programs.models import CheckoutAttempt, DiscountCode, DiscountUse, Order, OutboxEmail


def assert_books_agree(cohort):
    """The invariants of seats and money that must hold after whatever happened."""
    cohort.refresh_from_db()
    explained = cohort.ledger.aggregate(total=Sum("delta"))["total"] or 0
    active = cohort.seats.counting().count()
    assert (cohort.reserved, cohort.reserved) == (explained, active)
    assert 0 <= cohort.reserved <= cohort.sellable
    for order in cohort.orders.all():
        assert_order_agrees(order)
    for code in DiscountCode.objects.all():
        assert code.uses == code.order_uses.filter(state__in=DiscountUse.COUNTING).count()


def assert_order_agrees(order):
    counting = order.seats.counting().count()
    if order.state not in Order.WITH_SEATS:
        assert counting == 0
    elif order.state != Order.State.CONFIRMED:
        assert counting == order.count
    if order.state == Order.State.CONFIRMED:
        received = sum(payment.net_cents for payment in order.payments.received())
        assert order.is_free or order.on_account or received >= order.total_cents
    live = order.attempts.filter(state__in=CheckoutAttempt.LIVE)
    assert live.count() <= 1
    letters = OutboxEmail.objects.filter(kind="order_confirmed", subject_key=f"order:{order.pk}")
    assert letters.count() <= 1
