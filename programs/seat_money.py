"""What was paid for each seat of an order, and how much of that is still here. All in cents.

The seat is the unit of refund: the payment that confirmed an order, tax included, is spread over the
seats that were bought; a seat that took the place of another (`moved_from`) stands for the same money.
"""

from dataclasses import dataclass

from programs.models import Order, Payment, Refund, RefundAllocation, Seat
from programs.pricing import spread


@dataclass(frozen=True)
class SeatMoney:
    seat: Seat
    paid_cents: int
    given_back_cents: int

    @property
    def left_cents(self) -> int:
        return max(self.paid_cents - self.given_back_cents, 0)


def paying_payment(order: Order) -> Payment | None:
    """The payment that the order was confirmed by; None for orders that cost nothing or are on account.

    A second payment of the same order, or one of a wrong amount, is never it.
    """
    if order.is_free:
        return None
    received = order.payments.received().order_by("received_at", "pk")
    return next((paid for paid in received if paid.net_cents >= order.total_cents), None)


def money_of_seats(order: Order) -> list[SeatMoney]:
    """Each counting seat of a confirmed order with its money, by position."""
    seats = {seat.pk: seat for seat in order.seats.select_related("cohort")}
    payment = paying_payment(order)
    shares = spread(payment.amount_cents, order.count) if payment else [0] * order.count
    given = _given_back(order)
    money = []
    for seat in sorted(seats.values(), key=lambda seat: seat.position):
        if seat.counts:
            line = _line_of(seat, seats)
            paid = shares[line[-1].position - 1]
            money.append(SeatMoney(seat, paid, sum(given.get(one.pk, 0) for one in line)))
    return money


def _line_of(seat: Seat, seats: dict[int, Seat]) -> list[Seat]:
    """The seat, the one it took the place of, and so on back to the one that was bought."""
    line = [seat]
    while line[-1].moved_from_id is not None:
        line.append(seats[line[-1].moved_from_id])
    return line


def _given_back(order: Order) -> dict[int, int]:
    """What was given back, or is on its way back, for each seat."""
    allocations = RefundAllocation.objects.filter(refund__order=order)
    given: dict[int, int] = {}
    for allocation in allocations.exclude(refund__state=Refund.State.FAILED):
        given[allocation.seat_id] = given.get(allocation.seat_id, 0) + allocation.amount_cents
    return given
