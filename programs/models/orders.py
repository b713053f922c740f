"""Orders and their lines.

    held ──────────────┬─→ expired ──→ refunded      (late money given back)
     │ address handed  │      └─────→ confirmed      (late money, and there is a seat)
     ↓ out             │      └─────→ processing     (the same, by bank debit)
    awaiting_payment ──┤
     │ │ bank debit    │
     │ └→ processing ──┘
     ↓        ↓
    confirmed ←┘ ──→ cancelled ──→ refunded
        └───────────→ refunded

A zero total goes straight from held to confirmed, and so does money that overtakes our own note of
the payment address. `held` and `awaiting_payment` may also be cancelled by staff. Every move is a
compare-and-set UPDATE made by `Order.move`; a move that is not in `MOVES` is a mistake in the code.
"""

import secrets
from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from programs.private_links import hash_token, new_nonce

from .attempts import CheckoutAttempt
from .prices import CURRENCY
from .rows import HasPrivateLink, MovesBetweenStates

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE_LENGTH = 6


def new_reference() -> str:
    """What people read out on the phone, such as TL-7F3K9Q: no 0, O, 1, I or L. Not a secret."""
    return "TL-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LENGTH))


class OrderQuerySet(models.QuerySet):
    def live_holds(self):
        """Orders that hold seats while their buyer decides or pays."""
        return self.filter(state__in=Order.LIVE_HOLDS)

    def by_token(self, token: str):
        return self.filter(token_hash=hash_token(token))


class Order(MovesBetweenStates, HasPrivateLink, models.Model):
    """Seats in one cohort for one buyer. States and moves: see the module.

    Price, discount, policy and terms are frozen when the seats are held. All money is in cents of
    `currency`. `paid_cents` is what confirmed the order, without tax.
    """

    link_kind, link_prefix = "order", "/orders/"

    class State(models.TextChoices):
        HELD = "held"
        AWAITING_PAYMENT = "awaiting_payment"
        PROCESSING = "processing"
        CONFIRMED = "confirmed"
        EXPIRED = "expired"
        CANCELLED = "cancelled"
        REFUNDED = "refunded"

    class Origin(models.TextChoices):
        WEB = "web", "Website"
        COMP = "comp", "Given by staff"
        WAITING_LIST = "waiting", "Waiting list"
        EXCHANGE = "exchange", "Exchange for a dearer seat"

    LIVE_HOLDS = {State.HELD, State.AWAITING_PAYMENT}
    UNSETTLED = {State.HELD, State.AWAITING_PAYMENT, State.PROCESSING}
    WITH_SEATS = {State.HELD, State.AWAITING_PAYMENT, State.PROCESSING, State.CONFIRMED}
    MOVES = {
        State.HELD: {
            State.AWAITING_PAYMENT,
            State.PROCESSING,
            State.CONFIRMED,
            State.EXPIRED,
            State.CANCELLED,
        },
        State.AWAITING_PAYMENT: {
            State.PROCESSING,
            State.CONFIRMED,
            State.EXPIRED,
            State.CANCELLED,
        },
        State.PROCESSING: {State.CONFIRMED, State.EXPIRED},
        State.CONFIRMED: {State.CANCELLED, State.REFUNDED},
        State.EXPIRED: {State.CONFIRMED, State.PROCESSING, State.REFUNDED},
        State.CANCELLED: {State.REFUNDED},
        State.REFUNDED: set(),
    }

    reference = models.CharField(max_length=16, unique=True, default=new_reference)
    cohort = models.ForeignKey("programs.Cohort", on_delete=models.PROTECT, related_name="orders")
    state = models.CharField(max_length=20, choices=State.choices, default=State.HELD)
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.WEB)

    buyer_name = models.CharField(max_length=120)
    buyer_email = models.EmailField(help_text="In lower case.")
    organization = models.CharField(max_length=160, blank=True)

    count = models.PositiveSmallIntegerField("seats")
    currency = models.CharField(max_length=3, default=CURRENCY)
    subtotal_cents = models.PositiveIntegerField()
    discount_cents = models.PositiveIntegerField(default=0)
    total_cents = models.PositiveIntegerField()
    paid_cents = models.PositiveIntegerField(default=0)
    on_account = models.BooleanField(default=False, help_text="Confirmed before the money is in.")
    discount_label = models.CharField(
        max_length=40, blank=True, help_text="The code that was used."
    )
    policy = models.JSONField(
        default=dict,
        blank=True,
        help_text="Refund policy on the day: text, full_until (ISO instant or null), percent_after.",
    )
    terms_version = models.CharField(max_length=20, blank=True)

    nonce = models.CharField(max_length=40, default=new_nonce)
    token_hash = models.CharField(max_length=64, unique=True)
    address_hash = models.CharField(max_length=64, blank=True, help_text="Of the internet address.")
    hold_expires_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the seats are asked back; Stripe decides, not the clock.",
    )
    offered_until = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Offers only: held so long, whatever becomes of a payment page meanwhile.",
    )
    waiting_entry = models.ForeignKey(
        "programs.WaitingEntry",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="offers",
    )
    replaces_seat = models.ForeignKey(
        "programs.Seat",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="exchanges",
        help_text="Exchange: given back with all its money once this order is paid.",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "buyer_email"],
                condition=Q(state__in=["held", "awaiting_payment"], origin="web"),
                name="one_live_hold_per_cohort_and_buyer",
            ),
            models.UniqueConstraint(
                fields=["waiting_entry"],
                condition=Q(state__in=["held", "awaiting_payment", "processing"]),
                name="one_live_offer_per_waiting_entry",
            ),
            models.UniqueConstraint(
                fields=["replaces_seat"],
                condition=Q(state__in=["held", "awaiting_payment", "processing"]),
                name="one_live_exchange_per_seat",
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="order_has_a_seat"),
            models.CheckConstraint(
                condition=Q(discount_cents__lte=F("subtotal_cents"))
                & Q(total_cents=F("subtotal_cents") - F("discount_cents")),
                name="order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(buyer_email=Lower("buyer_email")), name="order_buyer_email_lower_case"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(total_cents=0)
                | Q(on_account=True)
                | Q(paid_cents__gte=F("total_cents")),
                name="confirmed_order_is_paid_zero_or_on_account",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "hold_expires_at"]),
            models.Index(fields=["address_hash", "state"]),
            models.Index(fields=["buyer_email", "state"]),
        ]
        permissions = [
            ("desk_order", "Can work at the desk: cancel, move, resend, release, give seats"),
            ("refund_order", "Can give money back"),
        ]

    def __str__(self):
        return self.reference

    def move(self, to: str, *, from_: Collection[str], **fields) -> bool:
        """As every row does, and only by the table of moves."""
        for state in from_:
            if to not in self.MOVES[state]:
                raise ValueError(f"An order never moves from {state} to {to}.")
        return super().move(to, from_=from_, **fields)

    def lock(self, state: str) -> bool:
        """Lock the row until the transaction ends; False when the order is not in `state` (any more)."""
        return bool(Order.objects.filter(pk=self.pk, state=state).update(state=state))

    def move_to_cohort_of_its_seats(self) -> None:
        """An order whose counting seats are all in one other cohort now belongs there."""
        places = set(self.seats.counting().values_list("cohort_id", flat=True))
        if len(places) == 1 and places != {self.cohort_id}:
            Order.objects.filter(pk=self.pk).update(cohort=places.pop())
            self.refresh_from_db()

    @property
    def is_live_hold(self) -> bool:
        """Twin of OrderQuerySet.live_holds."""
        return self.state in self.LIVE_HOLDS

    def offer_stands_at(self, now: datetime) -> bool:
        """Whether the seats were offered and stay held, whatever becomes of a payment page."""
        return self.offered_until is not None and now < self.offered_until

    @property
    def is_free(self) -> bool:
        return self.total_cents == 0

    @property
    def live_attempt(self) -> CheckoutAttempt | None:
        return self.attempts.live().first()

    def hold_expires_at_local(self):
        """The end of the hold in the cohort's zone."""
        return self.hold_expires_at and self.hold_expires_at.astimezone(self.cohort.zone)

    @property
    def held_until_local(self):
        """When the seats are given up unpaid, in the cohort's zone: an offer's end, or the hold's."""
        until = self.offered_until or self.hold_expires_at
        return until and until.astimezone(self.cohort.zone)

    @property
    def confirmed_at_local(self):
        return self.confirmed_at and self.confirmed_at.astimezone(self.cohort.zone)


class OrderLine(models.Model):
    """What is charged, frozen: `count` at `unit_cents` each. Lines and discount make up the total."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    description = models.CharField(max_length=250)
    price_kind = models.CharField(max_length=10, blank=True)
    unit_cents = models.PositiveIntegerField()
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(count__gte=1), name="line_has_a_count")]

    def __str__(self):
        return f"{self.count} × {self.description}"

    @property
    def total_cents(self) -> int:
        return self.unit_cents * self.count
