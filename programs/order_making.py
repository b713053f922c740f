"""Writing an order down: its frozen price and policy, its line, its seats, the ledger.

Everybody who makes orders (a buyer's hold, a gift, a waiting-list offer, an exchange) does it here,
inside the transaction that has just taken the seats.
"""

from dataclasses import dataclass

from programs import pricing
from programs.models import AuditEntry, Cohort, Order, OrderLine, Seat
from programs.private_links import make_token
from programs.seat_counter import write_ledger

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


def write_order(
    *,
    cohort: Cohort,
    price: pricing.Quote,
    buyer: Buyer,
    seat_state: str,
    ledger_reason: str,
    action: str,
    discount_label: str = "",
    actor=None,
    **fields,
) -> Order:
    """The order with its line, seats, ledger entry, code use and audit entry.

    `price` and the cohort's policy are frozen on it. Must run inside the transaction that took
    `price.count` seats. Raises DiscountNotUsable when the code has just been used up.
    """
    order = Order.objects.create(
        cohort=cohort,
        buyer_name=buyer.name.strip(),
        buyer_email=buyer.email_key,
        organization=buyer.organization.strip(),
        address_hash=buyer.address_hash,
        count=price.count,
        subtotal_cents=price.subtotal_cents,
        discount_cents=price.discount_cents,
        total_cents=price.total_cents,
        discount_label=price.code.code if price.code else discount_label,
        policy=frozen_policy(cohort),
        terms_version=TERMS_VERSION,
        **fields,
    )
    if price.code:
        pricing.hold_code(price.code, order=order, amount_cents=price.discount_cents)
    OrderLine.objects.create(
        order=order,
        description=line_description(cohort),
        price_kind=price.price_kind,
        unit_cents=price.unit_cents,
        count=price.count,
    )
    for position in range(1, price.count + 1):
        Seat.objects.create(order=order, cohort=cohort, position=position, state=seat_state)
    write_ledger(order, price.count, ledger_reason, actor=actor)
    AuditEntry.objects.create(
        action=action, order=order, actor=actor, detail={"seats": price.count}
    )
    return order


def grant_price(count: int) -> pricing.Quote:
    """The price of seats that are given away."""
    return pricing.Quote(
        count=count, unit_cents=0, price_kind="", subtotal_cents=0, discount_cents=0
    )


def frozen_policy(cohort: Cohort) -> dict:
    """The refund policy of today, as it is kept on the order."""
    until = cohort.full_refund_until
    return {
        "text": cohort.refund_policy,
        "full_until": until.isoformat() if until else None,
        "full_days": cohort.refund_full_days,
        "percent_after": cohort.refund_percent_after,
    }


def line_description(cohort: Cohort) -> str:
    return f"Seat in {cohort.project.title}, {cohort.name} ({cohort.code})"[:250]
