"""What happens to orders and their seats, written down for a moment."""

from datetime import timedelta

from home.samples.desk import BUYER, PARTICIPANT, Cause, Desk, sample
from programs.models import (
    BuyerChoice,
    Cohort,
    DiscountCode,
    Order,
    Refund,
    RefundAllocation,
    Seat,
)


@sample("confirmation_copy", "The confirmation once more")
@sample("order_confirmed", "An order is paid")
def _paid(desk: Desk) -> Cause:
    DiscountCode.objects.create(code="SAMPLE-10", kind=DiscountCode.Kind.PERCENT, percent=10)
    code = {"discount_code": "SAMPLE-10", "buyer_email": BUYER.email}
    order = desk.order(Order.State.CONFIRMED, price=code)
    return BUYER.email, {"order": order.pk}


@sample("payment_processing", "A bank debit is on its way")
def _processing(desk: Desk) -> Cause:
    return BUYER.email, {"order": desk.order(Order.State.PROCESSING).pk}


@sample("payment_failed", "A bank debit has failed")
@sample("hold_expired", "The hold has ended, seats are left")
def _expired(desk: Desk) -> Cause:
    return BUYER.email, {"order": desk.order(Order.State.EXPIRED).pk}


@sample("hold_expired", "The hold has ended, the cohort is closed")
def _expired_and_closed(desk: Desk) -> Cause:
    order = desk.order(Order.State.EXPIRED)
    Cohort.objects.filter(pk=order.cohort_id).update(closes_at=desk.now)
    return BUYER.email, {"order": order.pk}


@sample("hold_ending", "The hold ends soon")
@sample("unfinished_order", "Somebody enrolls again while seats are held")
def _held(desk: Desk) -> Cause:
    return BUYER.email, {"order": desk.order(Order.State.AWAITING_PAYMENT).pk}


@sample("order_links", "One order’s link")
@sample("order_link_renewed", "A new link")
def _one_link(desk: Desk) -> Cause:
    return BUYER.email, {"order": desk.paid.pk}


@sample("order_links", "All orders of an address")
def _all_links(desk: Desk) -> Cause:
    desk.order(Order.State.AWAITING_PAYMENT, count=1, cohort=desk.second)
    return BUYER.email, {"all": desk.paid.pk}


@sample("seat_invitation", "A seat is given to a participant")
def _invited(desk: Desk) -> Cause:
    return PARTICIPANT[1], {"seat": desk.seat.pk, "nonce": desk.seat.nonce}


@sample("seat_withdrawn", "A seat is given to somebody else")
def _withdrawn(desk: Desk) -> Cause:
    return PARTICIPANT[1], {"cohort": desk.first.pk, "name": PARTICIPANT[0]}


@sample("seats_cancelled", "Seats are cancelled, no money goes back")
def _cancelled(desk: Desk) -> Cause:
    desk.seat.state = Seat.State.CANCELLED
    desk.seat.save()
    return BUYER.email, {"order": desk.paid.pk, "positions": [desk.seat.position]}


@sample("refund_made", "Money goes back for one seat")
def _refunded(desk: Desk) -> Cause:
    return BUYER.email, {"refund": _refund(desk, Refund.Reason.POLICY).pk}


@sample("refund_made", "Money goes back out of goodwill")
def _goodwill(desk: Desk) -> Cause:
    return BUYER.email, {"refund": _refund(desk, Refund.Reason.GOODWILL, seat=None).pk}


def _refund(desk: Desk, reason: str, **about) -> Refund:
    refund = Refund.objects.create(
        order=desk.paid,
        payment=desk.paid.payments.get(),
        reason=reason,
        amount_cents=29500,
        idempotency_key="sample-refund",
    )
    seat = about.get("seat", desk.seat)
    if seat:
        RefundAllocation.objects.create(refund=refund, seat=seat, amount_cents=29500)
    return refund


@sample("seats_moved", "Seats move to another cohort")
def _moved(desk: Desk) -> Cause:
    desk.paid.seats.update(state=Seat.State.MOVED)
    moved = Seat.objects.create(
        order=desk.paid,
        cohort=desk.second,
        position=3,
        state=Seat.State.CONFIRMED,
        moved_from=desk.seat,
        participant_name=PARTICIPANT[0],
    )
    return BUYER.email, {"order": desk.paid.pk, "seats": [moved.pk]}


@sample("exchange_offer", "A seat waits in another cohort")
def _exchange(desk: Desk) -> Cause:
    order = desk.order(
        Order.State.HELD,
        count=1,
        cohort=desk.second,
        origin=Order.Origin.EXCHANGE,
        offered_until=desk.now + timedelta(days=3),
        replaces_seat=desk.seat,
    )
    return BUYER.email, {"order": order.pk}


@sample("late_money_choice", "Money came after the seats were gone")
def _late(desk: Desk) -> Cause:
    order = desk.order(Order.State.EXPIRED)
    desk.payment(order)
    return BUYER.email, {"choice": _choice(desk, order, BuyerChoice.Reason.LATE_MONEY).pk}


@sample("cohort_cancelled_choice", "A cohort is cancelled: the buyer")
def _called_off_choice(desk: Desk) -> Cause:
    _call_off(desk.first)
    choice = _choice(desk, desk.paid, BuyerChoice.Reason.COHORT_CANCELLED)
    return BUYER.email, {"choice": choice.pk}


@sample("cohort_called_off", "A cohort is cancelled: a participant")
def _called_off(desk: Desk) -> Cause:
    seat = desk.seat
    _call_off(desk.first)
    return PARTICIPANT[1], {"cohort": desk.first.pk, "seats": [seat.pk]}


def _choice(desk: Desk, order: Order, reason: str) -> BuyerChoice:
    return BuyerChoice.objects.create(
        order=order,
        from_cohort=order.cohort,
        reason=reason,
        answer_by=desk.now + timedelta(hours=72),
    )


def _call_off(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(
        state=Cohort.State.CANCELLED, cancelled_because="The facilitator is ill."
    )
