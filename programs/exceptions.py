"""Why a purchase cannot go on. Each carries what a page needs to say so; its text is for buyers."""

from typing import TYPE_CHECKING

from site_core.templatetags.times import clock

if TYPE_CHECKING:
    from programs.cancellation import CancellationQuote
    from programs.models import Cohort, Order


class PurchaseRefused(Exception):
    """A buyer or colleague asked for what cannot be done now."""

    field = ""  # the form field that the message belongs to, or none


class NotOpen(PurchaseRefused):
    def __init__(self, cohort: "Cohort") -> None:
        self.cohort = cohort
        super().__init__("Registration for this cohort is not open.")


class SoldOut(PurchaseRefused):
    """`left` seats are free, fewer than `wanted`; 0 means the cohort is full."""

    field = "quantity"

    def __init__(self, cohort: "Cohort", *, wanted: int, left: int = 0) -> None:
        self.cohort, self.wanted, self.left = cohort, wanted, left
        if left == 0:
            message = "All seats of this cohort are taken."
        elif left == 1:
            message = "Only 1 seat is left."
        else:
            message = f"Only {left} seats are left."
        super().__init__(message)


class TooManySeats(PurchaseRefused):
    field = "quantity"

    def __init__(self, cohort: "Cohort", *, wanted: int, most: int) -> None:
        self.cohort, self.wanted, self.most = cohort, wanted, most
        seats = "1 seat" if most == 1 else f"{most} seats"
        super().__init__(f"One order can have at most {seats}.")


class TooManyHolds(PurchaseRefused):
    """Too many unpaid orders for one e-mail address or one internet address."""

    def __init__(self, *, most: int) -> None:
        self.most = most
        super().__init__(
            "There are many unfinished orders from here. Finish one of them, or try again in half an hour."
        )


class UnusableCode(PurchaseRefused):
    field = "discount_code"


class UnknownDiscount(UnusableCode):
    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__("We don’t know this code. Check it, or leave the field empty.")


class DiscountNotUsable(UnusableCode):
    """The code exists, but not for this cohort, this buyer, or this time."""


class AlreadyPaid(PurchaseRefused):
    """The buyer's earlier order for this cohort was paid while it was about to be replaced."""

    def __init__(self, order: "Order") -> None:
        self.order = order
        super().__init__(f"Your order {order.reference} for this cohort has just been paid.")


class OthersWait(PurchaseRefused):
    """A hold can't be exchanged for another: its seats would go to who is in line for them."""

    field = "quantity"

    def __init__(self, order: "Order") -> None:
        self.order = order
        seats = "the seat" if order.count == 1 else f"the {order.count} seats"
        super().__init__(
            f"Others are waiting for seats in this cohort, so {seats} you hold can’t be changed for "
            "another number. Finish that order, or let its hold end."
        )


class HeldElsewhere(PurchaseRefused):
    """This e-mail address has a live hold for the cohort that was made from somewhere else.

    Its link went to the address; `just_mailed` is False when that was done before.
    """

    field = "buyer_email"

    def __init__(self, order: "Order", *, just_mailed: bool) -> None:
        self.order = order
        mailed = "We have just mailed" if just_mailed else "We have mailed"
        super().__init__(
            "There is an unfinished order for this cohort with this address. "
            f"{mailed} its link there; it ends at {clock(order.held_until_local)}."
        )


class HoldEnded(PurchaseRefused):
    """The order no longer holds seats; `order.state` tells what became of it."""

    def __init__(self, order: "Order") -> None:
        self.order = order
        super().__init__("The seats of this order are no longer held.")


class CannotCancel(PurchaseRefused):
    """The order, or a seat of it, is not confirmed (any more), or a bank debit is on its way."""

    def __init__(self, order: "Order") -> None:
        self.order = order
        super().__init__(f"Order {order.reference} is {order.get_state_display().lower()}.")


class CannotMove(PurchaseRefused):
    """A seat that is not confirmed (any more), or a cohort that takes nobody."""


class QuoteChanged(PurchaseRefused):
    """What would be paid back is another amount than was shown. Nothing has been done."""

    def __init__(self, quote: "CancellationQuote | None" = None) -> None:
        self.quote = quote
        super().__init__("The amount has changed since this page was opened. Look again.")


class PaymentUnavailable(PurchaseRefused):
    """Stripe could not be reached or its answer was not seen. Trying again is safe."""

    def __init__(self, order: "Order | None" = None) -> None:
        self.order = order
        super().__init__("The payment page did not open. Nothing was charged. Please try again.")


class StripeOutcomeUnknown(Exception):
    """No answer, or one that says nothing: the call may or may not have been carried out."""


class StripeBusy(StripeOutcomeUnknown):
    """Another call with the same key, or on the same object, is under way."""


class StripeRefused(Exception):
    """Stripe understood and said no. `code` is Stripe's, such as `resource_missing`."""

    def __init__(self, message: str, *, code: str = "") -> None:
        self.code = code
        super().__init__(message)


class NotStripesSignature(Exception):
    """A webhook that no configured secret signed, or too old a one."""
