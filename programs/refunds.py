"""Money back without taking seats: goodwill, and money that no order can use."""

from programs.exceptions import QuoteChanged
from programs.models import Order, Payment, Refund, Seat
from programs.money_returned import NothingToRefund, request_refund, submit_refund
from programs.seat_money import paying_payment


def give_goodwill(
    *,
    order: Order,
    amount_cents: int,
    seen_refundable_cents: int,
    seat: Seat | None = None,
    note: str = "",
    actor=None,
) -> Refund:
    """Give part of an order's money back; its seats stay. With `seat`, the amount counts as that seat's.

    `seen_refundable_cents` is what the colleague saw as still refundable: when that has changed (a
    double click, a colleague who was faster) nothing is given and QuoteChanged is raised. Raises
    NothingToRefund for more than there is.
    """
    payment = paying_payment(order)
    if payment is None:
        raise NothingToRefund(None)
    refund = request_refund(
        payment=payment,
        amount_cents=amount_cents,
        reason=Refund.Reason.GOODWILL,
        seats={seat: amount_cents} if seat else None,
        note=note,
        actor=actor,
        seen_refundable_cents=seen_refundable_cents,
    )
    return submit_refund(refund)


def give_all_back(payment: Payment, *, reason: str, note: str = "", actor=None) -> Refund | None:
    """Give back whatever is left of a payment. None when nothing is, or somebody else just does it."""
    payment.refresh_from_db()
    left = payment.refundable_cents
    if not left:
        return None
    try:
        refund = request_refund(
            payment=payment,
            amount_cents=left,
            reason=reason,
            note=note,
            actor=actor,
            seen_refundable_cents=left,
        )
    except (NothingToRefund, QuoteChanged):
        return None
    return submit_refund(refund)
