"""Seats that go to another cohort, by colleagues: at once, or when the buyer has paid what is missing.

A moved seat leaves its row behind as `moved` and gets a new one, in the same order, in the other
cohort; order and payments stay what they are. A dearer cohort is either a gift (the difference is
waived) or an exchange: an order of its own for the new seat at its whole price, and once that is paid
the old seat is given back with all its money.
"""

import logging
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone

from programs.cancellation import cancel_seats
from programs.exceptions import CannotMove, PurchaseRefused, StripeOutcomeUnknown
from programs.models import AuditEntry, Cohort, Order, Refund, Seat, SeatLedger
from programs.money_returned import request_refund, submit_refund
from programs.order_making import Buyer, write_order
from programs.outbox import queue_letter
from programs.participants import invite, name_participant
from programs.pricing import Quote
from programs.seat_counter import LostRace, give_back_seats, take_seats, write_ledger
from programs.seat_money import money_of_seats, paying_payment
from programs.waiting_offers import offer_freed_seats

logger = logging.getLogger(__name__)

EXCHANGE_STANDS_FOR = timedelta(hours=72)


@dataclass(frozen=True)
class MoveQuote:
    """What seats cost in the other cohort now, under the order's own discount, beside what was paid.

    `difference_cents` is above zero when the other cohort is dearer. Nothing is due for given seats.
    """

    to: Cohort
    seats: tuple[Seat, ...]
    paid_cents: int
    price_cents: int
    back_cents: dict[int, int]  # by the seat's id, when the other cohort is cheaper

    @property
    def difference_cents(self) -> int:
        return self.price_cents - self.paid_cents


def quote_move(order: Order, seats: Collection[Seat], to: Cohort) -> MoveQuote:
    """Compare money and prices for these seats. Raises CannotMove when `to` has no price."""
    wanted = {seat.pk for seat in seats}
    moneys = [money for money in money_of_seats(order) if money.seat.pk in wanted]
    payment = paying_payment(order)
    if payment is None:
        return MoveQuote(to, tuple(money.seat for money in moneys), 0, 0, {})
    price = _discounted_price(order, to, len(moneys))
    # Tax is Stripe's own; it goes back in proportion when money does.
    net = [money.left_cents * payment.net_cents // payment.amount_cents for money in moneys]
    back = {
        money.seat.pk: min(money.left_cents, (paid - price) * money.left_cents // paid)
        for money, paid in zip(moneys, net, strict=True)
        if paid > price
    }
    return MoveQuote(to, tuple(money.seat for money in moneys), sum(net), price * len(moneys), back)


def move_seats(
    *,
    order: Order,
    seats: Collection[Seat],
    to: Cohort,
    give_difference_back: bool = True,
    because: str = "moved_by_staff",
    actor=None,
) -> list[Seat]:
    """Move confirmed seats to a published cohort with room; returns the new seats.

    A dearer price is waived. Raises SoldOut, or CannotMove when a seat is not confirmed (any more), is
    there already, or the cohort is not published or over.
    """
    if not seats or any(seat.cohort_id == to.pk for seat in seats):
        raise CannotMove("These seats are in that cohort already.")
    refund = None
    try:
        with transaction.atomic(durable=True):
            places = _take_and_give_back(seats, to)
            if not order.lock(Order.State.CONFIRMED):
                raise LostRace
            quote = quote_move(order, seats, to)
            moved = _rewrite_seats(order, seats, to)
            _write_ledgers(order, places, to, actor)
            order.move_to_cohort_of_its_seats()
            AuditEntry.objects.create(
                action="seats.moved",
                order=order,
                actor=actor,
                detail={
                    "seats": sorted(seat.position for seat in quote.seats),
                    "to": to.code,
                    "difference_cents": quote.difference_cents,
                    "because": because,
                },
            )
            if give_difference_back and quote.back_cents:
                refund = _give_difference_back(order, moved, quote, actor)
            _tell(order, moved)
            for cohort_id in sorted(places):
                offer_freed_seats(cohort_id)
    except LostRace:
        raise CannotMove("A seat has changed since, or that cohort takes nobody.") from None
    if refund is not None:
        submit_refund(refund)
    order.refresh_from_db()
    return moved


def offer_exchange(*, seat: Seat, to: Cohort, actor=None, now: datetime | None = None) -> Order:
    """Hold a seat in a dearer cohort for the buyer to pay; the old one is given back once it is paid.

    The offer stands for 72 hours, and never beyond the first session. Raises SoldOut, or CannotMove
    (the seat is not confirmed or was a gift, the cohort has no price, or an exchange is under way).
    """
    now = now or timezone.now()
    order = seat.order
    until = min(now + EXCHANGE_STANDS_FOR, to.first_starts_at or now + EXCHANGE_STANDS_FOR)
    if seat.state != Seat.State.CONFIRMED or until <= now or seat.cohort_id == to.pk:
        raise CannotMove("This seat can’t be exchanged.")
    try:
        with transaction.atomic(durable=True):
            take_seats(to, 1, Q(state=Cohort.State.PUBLISHED))
            if seat.exchanges.filter(state__in=Order.UNSETTLED).exists():
                raise LostRace
            offer = write_order(
                cohort=to,
                price=_exchange_price(order, to),
                buyer=Buyer(order.buyer_name, order.buyer_email, order.organization),
                seat_state=Seat.State.HELD,
                ledger_reason=SeatLedger.Reason.HELD,
                action="order.exchange_offered",
                discount_label=order.discount_label,
                actor=actor,
                origin=Order.Origin.EXCHANGE,
                replaces_seat=seat,
                offered_until=until,
                hold_expires_at=until,
            )
            queue_letter(
                kind="exchange_offer",
                subject_key=f"order:{offer.pk}",
                to=offer.buyer_email,
                context={"order": offer.pk},
            )
    except (LostRace, IntegrityError):
        raise CannotMove("An exchange for this seat is under way already.") from None
    return offer


def finish_exchanges() -> int:
    """Give back the old seats of paid exchanges, with all their money; returns how many."""
    paid = Order.objects.filter(
        origin=Order.Origin.EXCHANGE,
        state=Order.State.CONFIRMED,
        replaces_seat__state=Seat.State.CONFIRMED,
    )
    return sum(
        _finish_exchange(order) for order in paid.select_related("replaces_seat__order", "cohort")
    )


def _finish_exchange(exchange: Order) -> bool:
    old = exchange.replaces_seat
    assert old is not None
    new = exchange.seats.confirmed().first()
    try:
        if new and old.is_named and not new.is_named:
            name_participant(seat=new, name=old.participant_name, email=old.participant_email)
        cancel_seats(
            order=old.order,
            seats=[old],
            because="exchanged",
            reason=Refund.Reason.MOVED,
            percent=100,
        )
    except (PurchaseRefused, StripeOutcomeUnknown):
        logger.exception("The seat exchanged by %s could not be given back", exchange.reference)
        return False
    return True


def _take_and_give_back(seats: Collection[Seat], to: Cohort) -> Counter:
    """The counters, in the order that every transaction takes its locks in. Seats by cohort."""
    places = Counter(
        Seat.objects.filter(pk__in=[seat.pk for seat in seats]).values_list("cohort_id", flat=True)
    )
    for cohort_id in sorted({*places, to.pk}):
        if cohort_id == to.pk:
            take_seats(to, len(seats), Q(state=Cohort.State.PUBLISHED))
        else:
            give_back_seats(cohort_id, places[cohort_id])
    return places


def _rewrite_seats(order: Order, seats: Collection[Seat], to: Cohort) -> list[Seat]:
    leaving = order.seats.confirmed().filter(pk__in=[seat.pk for seat in seats])
    old = list(leaving.order_by("position"))
    if leaving.update(state=Seat.State.MOVED) != len(seats):
        raise LostRace
    for seat in old:
        seat.state = Seat.State.MOVED
    last = order.seats.aggregate(last=Max("position"))["last"]
    return [
        Seat.objects.create(
            order=order,
            cohort=to,
            position=last + number,
            state=Seat.State.CONFIRMED,
            moved_from=seat,
            participant_name=seat.participant_name,
            participant_email=seat.participant_email,
        )
        for number, seat in enumerate(old, start=1)
    ]


def _write_ledgers(order: Order, places: Counter, to: Cohort, actor) -> None:
    for cohort_id, count in sorted(places.items()):
        write_ledger(order, -count, SeatLedger.Reason.MOVED_OUT, cohort_id=cohort_id, actor=actor)
    write_ledger(order, places.total(), SeatLedger.Reason.MOVED_IN, cohort_id=to.pk, actor=actor)


def _give_difference_back(order: Order, moved: list[Seat], quote: MoveQuote, actor) -> Refund:
    payment = paying_payment(order)
    assert payment is not None
    back = {seat: quote.back_cents.get(seat.moved_from_id or 0, 0) for seat in moved}
    return request_refund(
        payment=payment,
        amount_cents=min(sum(back.values()), payment.refundable_cents),
        reason=Refund.Reason.MOVED,
        seats={seat: cents for seat, cents in back.items() if cents},
        actor=actor,
    )


def _tell(order: Order, moved: list[Seat]) -> None:
    queue_letter(
        kind="seats_moved",
        subject_key=f"order:{order.pk}:moved:{moved[0].pk}",
        to=order.buyer_email,
        context={"order": order.pk, "seats": [seat.pk for seat in moved]},
    )
    for seat in moved:
        invite(seat)


def _discounted_price(order: Order, to: Cohort, count: int) -> int:
    """A seat's price there now, in cents, less the share that the order's own discount took off."""
    price = to.price_for(count)
    if price is None:
        raise CannotMove("That cohort has no price yet.")
    return price.amount_cents * order.total_cents // order.subtotal_cents


def _exchange_price(order: Order, to: Cohort) -> Quote:
    price = to.price_for(1)
    if price is None or not order.subtotal_cents:
        raise CannotMove("That cohort has no price yet, or the seat was a gift.")
    return Quote(
        count=1,
        unit_cents=price.amount_cents,
        price_kind=price.kind,
        subtotal_cents=price.amount_cents,
        discount_cents=price.amount_cents - _discounted_price(order, to, 1),
    )
