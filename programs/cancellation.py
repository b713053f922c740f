"""Giving seats back: what it pays, and doing it. For buyers under the policy, for colleagues as they decide.

    quote_cancellation → (the buyer or colleague agrees to exactly that) → cancel_seats

Seats end by compare-and-set, so two tabs, or a buyer and a colleague, cancel a seat once and give its
money back once. The refund's row with its key is written in the same transaction; Stripe is called
after the commit, and by the reconciler when that call is lost.
"""

import contextlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from programs import settlement
from programs.exceptions import CannotCancel, QuoteChanged
from programs.models import AuditEntry, Cohort, Order, Payment, Refund, Seat, SeatLedger
from programs.money_returned import request_refund, submit_refund
from programs.outbox import queue_letter
from programs.participants import take_leave
from programs.seat_counter import LostRace, give_back_seats, write_ledger
from programs.seat_money import SeatMoney, money_of_seats, paying_payment
from programs.waiting_offers import offer_freed_seats


@dataclass(frozen=True)
class CancelledSeat:
    """One seat of a quote: `back_cents` are `percent` of what is left of its money."""

    money: SeatMoney
    percent: int
    back_cents: int

    @property
    def seat(self) -> Seat:
        return self.money.seat


@dataclass(frozen=True)
class CancellationQuote:
    """What cancelling these seats pays back. Holds until `good_until`, or as long as nothing changes."""

    order: Order
    payment: Payment | None
    lines: tuple[CancelledSeat, ...]
    good_until: datetime | None

    @property
    def total_cents(self) -> int:
        return sum(line.back_cents for line in self.lines)


def full_refund_until(seat: Seat, order: Order) -> datetime | None:
    """The last instant at which this seat's money goes back whole. None: the cohort has no dates yet.

    Frozen at purchase. Dates that moved away since then, or a seat that moved, never make it earlier.
    """
    begins = seat.cohort.first_starts_at
    days = order.policy.get("full_days", seat.cohort.refund_full_days)
    by_dates = begins and begins.astimezone(seat.cohort.zone) - timedelta(days=days)
    frozen = parse_datetime(order.policy.get("full_until") or "")
    if seat.moved_from_id is not None or frozen is None:
        return by_dates
    return max(frozen, by_dates) if by_dates else frozen


def percent_back(seat: Seat, order: Order, now: datetime) -> int:
    """The share, in percent, that the policy pays for this seat at this instant."""
    begins = seat.cohort.first_starts_at
    if seat.cohort.state == Cohort.State.CANCELLED or begins is None:
        return 100
    if now >= begins:
        return 0
    until = full_refund_until(seat, order)
    return 100 if until is None or now <= until else order.policy.get("percent_after", 0)


def can_be_cancelled(seat: Seat, now: datetime | None = None) -> bool:
    """Whether the buyer may still give this seat back."""
    begins = seat.cohort.first_starts_at
    return seat.state == Seat.State.CONFIRMED and (
        begins is None or (now or timezone.now()) < begins
    )


def quote_cancellation(
    order: Order,
    seats: Iterable[Seat] | None = None,
    *,
    now: datetime | None = None,
    percent: int | None = None,
) -> CancellationQuote:
    """What cancelling `seats` (all, when not given) pays under the order's policy, or at `percent`.

    Fractions of a cent are rounded in the buyer's favor. Never more than is left of the payment.
    """
    now = now or timezone.now()
    wanted = None if seats is None else {seat.pk for seat in seats}
    payment = paying_payment(order)
    left = payment.refundable_cents if payment else 0
    lines = []
    for money in money_of_seats(order):
        if wanted is not None and money.seat.pk not in wanted:
            continue
        share = percent_back(money.seat, order, now) if percent is None else percent
        back = min(-(-money.left_cents * share // 100), left)
        left -= back
        lines.append(CancelledSeat(money, share, back))
    changes = [_next_change(line.seat, order, now) for line in lines] if percent is None else []
    good_until = min((change for change in changes if change), default=None)
    return CancellationQuote(order, payment, tuple(lines), good_until)


def cancel_seats(
    *,
    order: Order,
    seats: Collection[Seat],
    because: str,
    reason: str = Refund.Reason.POLICY,
    percent: int | None = None,
    expected_cents: int | None = None,
    note: str = "",
    actor=None,
    now: datetime | None = None,
) -> Refund | None:
    """End confirmed seats for good and give their money back; returns the refund, None without money.

    `percent` replaces the policy's. With `expected_cents`, what was shown to who agreed, raises
    QuoteChanged when it is another amount now. Raises CannotCancel when a seat is not confirmed any
    more. The order is cancelled with its last seat.
    """
    if not seats:
        raise CannotCancel(order)
    try:
        with transaction.atomic(durable=True):
            refund = _cancel(
                order, seats, because, reason, percent, expected_cents, note, actor, now
            )
    except LostRace:
        order.refresh_from_db()
        raise CannotCancel(order) from None
    if refund is not None:
        submit_refund(refund)
    order.refresh_from_db()
    return refund


def cancel_order(order: Order, *, because: str, percent: int = 0, actor=None) -> Order:
    """End an order for good: a live hold through Stripe, a confirmed one with all its seats.

    A confirmed order's money goes back by `percent`. Raises CannotCancel (already ended, or a bank
    debit is on its way), PaymentUnavailable.
    """
    if order.is_live_hold:
        settlement.release_hold(order, because=because, to=Order.State.CANCELLED, actor=actor)
    if order.state == Order.State.CONFIRMED:
        with contextlib.suppress(CannotCancel):  # by somebody else, in this very moment
            cancel_seats(
                order=order,
                seats=list(order.seats.counting()),
                because=because,
                reason=Refund.Reason.STAFF,
                percent=percent,
                actor=actor,
            )
        order.refresh_from_db()
    if order.state not in {Order.State.CANCELLED, Order.State.REFUNDED}:
        raise CannotCancel(order)
    return order


def _cancel(
    order, seats, because, reason, percent, expected_cents, note, actor, now
) -> Refund | None:
    wanted = {seat.pk for seat in seats}
    # Where the seats are now; should one move meanwhile, the compare-and-set below does not find it.
    places = Counter(Seat.objects.filter(pk__in=wanted).values_list("cohort_id", flat=True))
    for cohort_id in sorted(places):
        give_back_seats(cohort_id, places[cohort_id])
    if not order.lock(Order.State.CONFIRMED):
        raise LostRace
    quote = quote_cancellation(order, seats, now=now, percent=percent)
    if expected_cents is not None and quote.total_cents != expected_cents:
        raise QuoteChanged(quote)
    for cohort_id, count in places.items():
        here = order.seats.confirmed().filter(pk__in=wanted, cohort=cohort_id)
        if here.update(state=Seat.State.CANCELLED) != count:
            raise LostRace
        write_ledger(order, -count, SeatLedger.Reason.CANCELLED, cohort_id=cohort_id, actor=actor)
    positions = sorted(line.seat.position for line in quote.lines)
    AuditEntry.objects.create(
        action="seats.cancelled",
        order=order,
        actor=actor,
        detail={"because": because, "seats": positions, "back_cents": quote.total_cents},
    )
    for line in quote.lines:
        take_leave(line.seat)
    if not order.seats.counting().exists():
        _end(order, because, actor)
    refund = _refund(quote, reason, note, actor)
    for cohort_id in sorted(places):
        offer_freed_seats(cohort_id)
    return refund


def _end(order: Order, because: str, actor) -> None:
    order.move(
        Order.State.CANCELLED,
        from_={Order.State.CONFIRMED},
        ended_at=timezone.now(),
        ended_because=because,
    )
    AuditEntry.objects.create(
        action="order.cancelled", order=order, actor=actor, detail={"because": because}
    )


def _refund(quote: CancellationQuote, reason: str, note: str, actor) -> Refund | None:
    order, positions = quote.order, [line.seat.position for line in quote.lines]
    if quote.payment is None or not quote.total_cents:
        queue_letter(
            kind="seats_cancelled",
            subject_key=f"order:{order.pk}:seats:{'-'.join(map(str, positions))}",
            to=order.buyer_email,
            context={"order": order.pk, "positions": positions},
        )
        return None
    return request_refund(
        payment=quote.payment,
        amount_cents=quote.total_cents,
        reason=reason,
        seats={line.seat: line.back_cents for line in quote.lines if line.back_cents},
        note=note,
        actor=actor,
    )


def _next_change(seat: Seat, order: Order, now: datetime) -> datetime | None:
    """The next instant at which the policy pays something else for this seat."""
    instants = [full_refund_until(seat, order), seat.cohort.first_starts_at]
    return min((instant for instant in instants if instant and instant > now), default=None)
