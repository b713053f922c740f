"""The papers of a paid order: Stripe makes them, and gives them out under addresses that end.

So no address is kept; it is asked for when somebody wants to see the paper.
"""

import logging

from programs import money_received, payments
from programs.exceptions import StripeRefused
from programs.models import Order, Payment

logger = logging.getLogger(__name__)


class NoSuchPaper(Exception):
    """Nothing was paid by Stripe, or Stripe has not made this paper (yet)."""


def paper_address(order: Order, paper: str) -> str:
    """Where Stripe shows a "receipt" or "invoice" now. Raises NoSuchPaper, StripeOutcomeUnknown."""
    payment = order.payments.received().order_by("received_at", "pk").first()
    if payment is None:
        raise NoSuchPaper(paper)
    try:
        address = _receipt(payment) if paper == "receipt" else _invoice(payment)
    except StripeRefused as error:
        logger.warning("Stripe does not give out the %s of %s: %s", paper, order.reference, error)
        raise NoSuchPaper(paper) from error
    if not address:
        raise NoSuchPaper(paper)
    return address


def _receipt(payment: Payment) -> str:
    return payments.receipt_address(payment.charge_id) if payment.charge_id else ""


def _invoice(payment: Payment) -> str:
    if not payment.invoice_id and payment.session_id:
        # Stripe may have made it after the payment was recorded.
        money_received.record_session(payments.retrieve_session(payment.session_id), payment.order)
        payment.refresh_from_db()
    return payments.invoice_address(payment.invoice_id) if payment.invoice_id else ""
