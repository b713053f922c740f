"""What seats cost at an instant, and the uses of discount codes.

Prices are computed here once, when seats are held, and frozen on the order; nothing later looks at
price rules or codes again. Money is integer cents.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.utils import timezone

from programs.exceptions import DiscountNotUsable, NotOpen, UnknownDiscount
from programs.models import Cohort, DiscountCode, DiscountUse, Order

SMALLEST_CHARGE_CENTS = 50  # https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts


@dataclass(frozen=True)
class Quote:
    count: int
    unit_cents: int
    price_kind: str
    subtotal_cents: int
    discount_cents: int
    code: DiscountCode | None = None

    @property
    def total_cents(self) -> int:
        return self.subtotal_cents - self.discount_cents


def quote(
    *,
    cohort: Cohort,
    count: int,
    discount_code: str = "",
    buyer_email: str = "",
    now: datetime | None = None,
) -> Quote:
    """The price of `count` seats now. Raises NotOpen (no price), UnknownDiscount, DiscountNotUsable.

    What is left below Stripe's smallest charge is given away.
    """
    now = now or timezone.now()
    price = cohort.price_for(count, now)
    if price is None:
        raise NotOpen(cohort)
    subtotal = price.amount_cents * count
    code = find_code(discount_code, cohort=cohort, buyer_email=buyer_email, now=now)
    discount = code.discount_on(subtotal) if code else 0
    if subtotal - discount < SMALLEST_CHARGE_CENTS:
        discount = subtotal
    return Quote(
        count=count,
        unit_cents=price.amount_cents,
        price_kind=price.kind,
        subtotal_cents=subtotal,
        discount_cents=discount,
        code=code,
    )


def normalize_code(text: str) -> str:
    return text.strip().upper()


def find_code(text: str, *, cohort: Cohort, buyer_email: str, now: datetime) -> DiscountCode | None:
    """The code a buyer typed, or None for nothing typed. Raises UnknownDiscount, DiscountNotUsable."""
    text = normalize_code(text)
    if not text:
        return None
    code = DiscountCode.objects.filter(code=text).first()
    if code is None or not code.is_active:
        raise UnknownDiscount(text)
    if code.starts_at and now < code.starts_at:
        raise DiscountNotUsable("This code is not valid yet.")
    if code.ends_at and now >= code.ends_at:
        raise DiscountNotUsable("This code has expired.")
    if not code.covers(cohort):
        raise DiscountNotUsable("This code is for other cohorts.")
    if not code.is_usable_at(now):
        raise DiscountNotUsable("This code has been used up.")
    _refuse_beyond_buyers_cap(code, buyer_email)
    return code


def hold_code(code: DiscountCode, *, order: Order, amount_cents: int) -> None:
    """Count this order's use of the code, or raise DiscountNotUsable. Must run inside a transaction.

    The UPDATE locks the code's row, so the count of one buyer's uses that follows is exact.
    """
    if not _count_one_use(code.pk):
        raise DiscountNotUsable("This code has been used up.")
    _refuse_beyond_buyers_cap(code, order.buyer_email)
    DiscountUse.objects.create(
        code=code, order=order, buyer_email=order.buyer_email, amount_cents=amount_cents
    )


def give_back_code(order_id: int) -> None:
    """Undo the order's use of a code, if it counts one. Must run inside a transaction."""
    use = DiscountUse.objects.filter(order=order_id).first()
    if use is None:
        return
    # The code is locked before its use, here as in hold_code; the CHECK stops a second giving back.
    DiscountCode.objects.filter(pk=use.code_id, uses__gte=1).update(uses=F("uses") - 1)
    given_back = DiscountUse.objects.filter(pk=use.pk, state__in=DiscountUse.COUNTING).update(
        state=DiscountUse.State.RELEASED
    )
    if not given_back:
        DiscountCode.objects.filter(pk=use.code_id).update(uses=F("uses") + 1)


def retake_code(order_id: int) -> None:
    """Count a use that was given back again, for late money. A code used up meanwhile stays as it is."""
    use = DiscountUse.objects.filter(order=order_id, state=DiscountUse.State.RELEASED).first()
    if use and _count_one_use(use.code_id):
        DiscountUse.objects.filter(pk=use.pk).update(state=DiscountUse.State.HELD)


def spend_code(order_id: int) -> None:
    """The order is confirmed: its use of the code is final."""
    held = DiscountUse.objects.filter(order=order_id, state=DiscountUse.State.HELD)
    held.update(state=DiscountUse.State.USED)


def spread(total_cents: int, count: int) -> list[int]:
    """The total over `count` seats in whole cents: they add up, and differ by at most one."""
    low, extra = divmod(total_cents, count)
    return [low + 1] * extra + [low] * (count - extra)


def _count_one_use(code_id: int) -> bool:
    room = Q(max_uses=None) | Q(uses__lt=F("max_uses"))
    return bool(DiscountCode.objects.filter(room, pk=code_id).update(uses=F("uses") + 1))


def _refuse_beyond_buyers_cap(code: DiscountCode, buyer_email: str) -> None:
    if code.max_uses_per_buyer is None or not buyer_email:
        return
    uses = code.order_uses.filter(
        buyer_email=buyer_email.strip().lower(), state__in=DiscountUse.COUNTING
    )
    if uses.count() >= code.max_uses_per_buyer:
        raise DiscountNotUsable("You have used this code already.")
