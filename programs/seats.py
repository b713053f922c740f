"""Holding seats for a buyer, and giving seats away.

    hold_seats → checkout.start_checkout → (Stripe) → settlement.settle

A hold is taken in one short transaction whose first statement is the conditional UPDATE of the
cohort's counter. It ends in `settlement`: confirmed by money, or freed on Stripe's evidence.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from programs import pricing, settlement
from programs.exceptions import (
    AlreadyPaid,
    HeldElsewhere,
    NotOpen,
    OthersWait,
    PaymentUnavailable,
    SoldOut,
    TooManyHolds,
    TooManySeats,
)
from programs.models import Cohort, Order, Seat, SeatLedger, WaitingEntry
from programs.order_links import mail_unfinished
from programs.order_making import Buyer, grant_price, write_order
from programs.seat_counter import LostRace, take_seats

HOLD_FOR = timedelta(minutes=31)
SAME_POST_WITHIN = timedelta(minutes=5)
TRIES = 3
MOST_HOLDS_PER_ADDRESS = 60  # schools share one
MOST_HOLDS_PER_EMAIL = 5


def hold_seats(
    *,
    cohort: Cohort,
    count: int,
    buyer: Buyer,
    discount_code: str = "",
    resume_token: str = "",
    now: datetime | None = None,
) -> Order:
    """Take seats for this buyer until they pay or the hold ends, and freeze price and policy.

    A buyer has one live hold per cohort. The same wish again returns it, but only to who made it:
    somebody with the order's token (`resume_token`, from a cookie), or the very same post again from
    the same internet address, as a double click sends. Another wish replaces the hold, once Stripe
    can't take money for it any more, and only with its token or from its internet address. Knowing
    an e-mail address is enough neither to get at the private link of its order nor to end its hold:
    from elsewhere the wish is refused, and the hold's link goes to its own address.

    Raises NotOpen, SoldOut, TooManySeats, TooManyHolds, UnknownDiscount, DiscountNotUsable,
    HeldElsewhere, OthersWait, PaymentUnavailable, and AlreadyPaid, whose order must be shown only to who has
    its link.
    """
    now = now or timezone.now()
    _refuse_what_cannot_be(cohort, count, now)
    wish = _Wish(cohort, count, buyer, pricing.normalize_code(discount_code), resume_token, now)
    for _ in range(TRIES):
        try:
            return _resume_or_hold(wish)
        except IntegrityError:
            # Another post of this buyer was first, or two references were alike: look again.
            continue
    raise TooManyHolds(most=1)


def _resume_or_hold(wish: "_Wish") -> Order:
    earlier = wish.live_hold()
    if earlier and wish.resumes(earlier):
        return earlier
    if earlier and not wish.may_replace(earlier):
        raise HeldElsewhere(earlier, just_mailed=mail_unfinished(earlier))
    # An unusable code is refused before the earlier hold is touched; its own code is still its own.
    own_code = earlier is not None and earlier.discount_label == wish.code
    wish.quote(code="" if own_code else wish.code)
    if earlier:
        _end_earlier_hold(earlier, wish.cohort, wish.count)
    try:
        with transaction.atomic(durable=True):
            return _hold(wish)
    except LostRace:
        raise NotOpen(wish.cohort) from None


@dataclass(frozen=True)
class _Wish:
    cohort: Cohort
    count: int
    buyer: Buyer
    code: str
    resume_token: str
    now: datetime

    def quote(self, *, cohort: Cohort | None = None, code: str | None = None) -> pricing.Quote:
        return pricing.quote(
            cohort=cohort or self.cohort,
            count=self.count,
            discount_code=self.code if code is None else code,
            buyer_email=self.buyer.email,
            now=self.now,
        )

    def live_hold(self) -> Order | None:
        holds = Order.objects.live_holds().filter(origin=Order.Origin.WEB, cohort=self.cohort)
        return holds.filter(buyer_email=self.buyer.email_key).first()

    def resumes(self, order: Order) -> bool:
        same = order.count == self.count and order.discount_label == self.code
        return same and (self.has_its_token(order) or self.is_its_post_again(order))

    def has_its_token(self, order: Order) -> bool:
        return constant_time_compare(self.resume_token, order.token)

    def may_replace(self, order: Order) -> bool:
        return self.has_its_token(order) or order.address_hash == self.buyer.address_hash

    def is_its_post_again(self, order: Order) -> bool:
        return (
            order.created_at > self.now - SAME_POST_WITHIN
            and order.address_hash == self.buyer.address_hash
            and order.buyer_name == self.buyer.name.strip()
            and order.organization == self.buyer.organization.strip()
        )


def _hold(wish: _Wish) -> Order:
    now, buyer = wish.now, wish.buyer
    is_open = Q(state=Cohort.State.PUBLISHED, opens_at__lte=now, closes_at__gt=now)
    take_seats(wish.cohort, wish.count, is_open)
    # Read after the lock is ours, so that what is frozen is what holds now.
    cohort = Cohort.objects.get(pk=wish.cohort.pk)
    _refuse_too_many_holds(buyer)
    price = wish.quote(cohort=cohort)
    return write_order(
        cohort=cohort,
        price=price,
        buyer=buyer,
        seat_state=Seat.State.HELD,
        ledger_reason=SeatLedger.Reason.HELD,
        action="order.held",
        hold_expires_at=(now + HOLD_FOR).replace(microsecond=0),
    )


def grant_seats(
    *, cohort: Cohort, count: int, name: str, email: str, organization: str = "", actor=None
) -> Order:
    """Give seats for nothing, without Stripe. Works on cohorts in any state; raises SoldOut."""
    with transaction.atomic():
        take_seats(cohort, count)
        return write_order(
            cohort=cohort,
            price=grant_price(count),
            buyer=Buyer(name, email, organization),
            seat_state=Seat.State.CONFIRMED,
            ledger_reason=SeatLedger.Reason.GRANTED,
            action="order.granted",
            actor=actor,
            origin=Order.Origin.COMP,
            state=Order.State.CONFIRMED,
            confirmed_at=timezone.now(),
        )


def _refuse_what_cannot_be(cohort: Cohort, count: int, now: datetime) -> None:
    if not cohort.is_open_at(now):
        raise NotOpen(cohort)
    if not 1 <= count <= cohort.max_seats_per_order:
        raise TooManySeats(cohort, wanted=count, most=cohort.max_seats_per_order)


def _refuse_too_many_holds(buyer: Buyer) -> None:
    live = Order.objects.live_holds()
    if live.filter(buyer_email=buyer.email_key).count() >= MOST_HOLDS_PER_EMAIL:
        raise TooManyHolds(most=MOST_HOLDS_PER_EMAIL)
    if (
        buyer.address
        and live.filter(address_hash=buyer.address_hash).count() >= MOST_HOLDS_PER_ADDRESS
    ):
        raise TooManyHolds(most=MOST_HOLDS_PER_ADDRESS)


def _end_earlier_hold(earlier: Order, cohort: Cohort, count: int) -> None:
    """Free the buyer's earlier hold, unless the new wish could not be met anyway."""
    left = Cohort.objects.get(pk=cohort.pk).seats_left + earlier.count
    if left < count:
        raise SoldOut(cohort, wanted=count, left=left)
    if WaitingEntry.objects.in_line().filter(cohort=cohort).exists():
        raise OthersWait(earlier)
    settlement.release_hold(earlier, because="replaced")
    if earlier.is_live_hold:  # Stripe has not said yet that it can't be paid any more
        raise PaymentUnavailable(earlier)
    if earlier.state != Order.State.EXPIRED:
        raise AlreadyPaid(earlier)
