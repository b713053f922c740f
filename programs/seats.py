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
    NotOpen,
    PaymentUnavailable,
    SoldOut,
    TooManyHolds,
    TooManySeats,
)
from programs.models import AuditEntry, Cohort, Order, OrderLine, Seat, SeatLedger
from programs.private_links import make_token
from programs.seat_counter import LostRace, take_seats, write_ledger

HOLD_FOR = timedelta(minutes=31)
SAME_POST_WITHIN = timedelta(minutes=5)
TRIES = 3
MOST_HOLDS_PER_ADDRESS = 60  # schools share one
MOST_HOLDS_PER_EMAIL = 5
TERMS_VERSION = "2026-11"


@dataclass(frozen=True)
class Buyer:
    name: str
    email: str
    organization: str = ""
    address: str = ""  # internet address; only its keyed hash is stored

    @property
    def email_key(self) -> str:
        return self.email.strip().lower()

    @property
    def address_hash(self) -> str:
        return hash_address(self.address)


def hash_address(address: str) -> str:
    """Keyed, because bare hashes of internet addresses are quickly guessed."""
    return make_token("address", address) if address else ""


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
    the same internet address, as a double click sends. Knowing an e-mail address must not be
    enough to get at the private link of its order. Any other wish replaces the hold, once Stripe
    can't take money for it any more.

    Raises NotOpen, SoldOut, TooManySeats, TooManyHolds, UnknownDiscount, DiscountNotUsable,
    PaymentUnavailable, and AlreadyPaid, whose order must be shown only to who has its link.
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
    order = Order.objects.create(
        cohort=cohort,
        buyer_name=buyer.name.strip(),
        buyer_email=buyer.email_key,
        organization=buyer.organization.strip(),
        address_hash=buyer.address_hash,
        count=wish.count,
        subtotal_cents=price.subtotal_cents,
        discount_cents=price.discount_cents,
        total_cents=price.total_cents,
        discount_label=price.code.code if price.code else "",
        policy=frozen_policy(cohort),
        terms_version=TERMS_VERSION,
        hold_expires_at=(now + HOLD_FOR).replace(microsecond=0),
    )
    if price.code:
        pricing.hold_code(price.code, order=order, amount_cents=price.discount_cents)
    OrderLine.objects.create(
        order=order,
        description=line_description(cohort),
        price_kind=price.price_kind,
        unit_cents=price.unit_cents,
        count=wish.count,
    )
    _add_seats(order, Seat.State.HELD)
    write_ledger(order, wish.count, SeatLedger.Reason.HELD)
    AuditEntry.objects.create(action="order.held", order=order, detail={"seats": wish.count})
    return order


def grant_seats(
    *, cohort: Cohort, count: int, name: str, email: str, organization: str = "", actor=None
) -> Order:
    """Give seats for nothing, without Stripe. Works on cohorts in any state; raises SoldOut."""
    with transaction.atomic():
        take_seats(cohort, count)
        order = Order.objects.create(
            cohort=cohort,
            origin=Order.Origin.COMP,
            state=Order.State.CONFIRMED,
            buyer_name=name.strip(),
            buyer_email=email.strip().lower(),
            organization=organization.strip(),
            count=count,
            subtotal_cents=0,
            total_cents=0,
            policy=frozen_policy(cohort),
            terms_version=TERMS_VERSION,
            confirmed_at=timezone.now(),
        )
        OrderLine.objects.create(
            order=order, description=line_description(cohort), unit_cents=0, count=count
        )
        _add_seats(order, Seat.State.CONFIRMED)
        write_ledger(order, count, SeatLedger.Reason.GRANTED, actor=actor)
        AuditEntry.objects.create(
            action="order.granted", order=order, actor=actor, detail={"seats": count}
        )
    return order


def frozen_policy(cohort: Cohort) -> dict:
    """The refund policy of today, as it is kept on the order."""
    until = cohort.full_refund_until
    return {
        "text": cohort.refund_policy,
        "full_until": until.isoformat() if until else None,
        "percent_after": cohort.refund_percent_after,
    }


def line_description(cohort: Cohort) -> str:
    return f"Seat in {cohort.project.title}, {cohort.name} ({cohort.code})"[:250]


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
    settlement.release_hold(earlier, because="replaced")
    if earlier.is_live_hold:  # Stripe has not said yet that it can't be paid any more
        raise PaymentUnavailable(earlier)
    if earlier.state != Order.State.EXPIRED:
        raise AlreadyPaid(earlier)


def _add_seats(order: Order, state: str) -> None:
    for position in range(1, order.count + 1):
        Seat.objects.create(order=order, cohort_id=order.cohort_id, position=position, state=state)
