"""Where an order stands, in what its buyer has to be told: seats by cohort, money back, open question."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from programs.cancellation import can_be_cancelled
from programs.models import BuyerChoice, Cohort, Order, Refund, Seat
from programs.participants import can_be_named

TITLES = {
    "held": "not paid yet",
    "offer": "held for you",
    "exchange": "held for you",
    "processing": "the bank is working on it",
    "asked_late_money": "please choose",
    "asked_cohort_cancelled": "please choose",
    "answered": "answered",
    "waits": "in line",
    "cancelled": "cancelled",
    "refunded": "refunded",
    "late": "paid late",
    "late_back": "paid late",
    "payment_failed": "not paid",
    "replaced": "replaced",
    "declined": "declined",
    "expired": "ended",
}


FAR_AHEAD = datetime.max.replace(tzinfo=UTC)  # where a cohort without dates stands


@dataclass(frozen=True)
class SeatsInCohort:
    """Counting seats of one order in one cohort. Seats of one order may be in several."""

    cohort: Cohort
    seats: list[Seat]


@dataclass(frozen=True)
class MoneyBack:
    """One refund as the buyer's page tells it: on_its_way, sent or refused (colleagues see to it)."""

    amount_cents: int
    stage: str
    sent_at: datetime | None


class Standing:
    """Read in six queries, whatever the number of seats."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.seats = list(
            order.seats.select_related("cohort__project", "moved_from__cohort").prefetch_related(
                "cohort__sessions"
            )
        )
        self.paid_cents = sum(payment.amount_cents for payment in order.payments.received())
        self.refunds = [_money_back(refund) for refund in order.refunds.order_by("pk")]
        choices = order.choices.select_related("from_cohort__project", "to_cohort")
        self.choice: BuyerChoice | None = choices.order_by("-pk").first()

    @property
    def kind(self) -> str:
        """Which of the page's opening sentences holds."""
        order, choice = self.order, self.choice
        if order.is_live_hold:
            return {"waiting": "offer", "exchange": "exchange"}.get(order.origin, "held")
        if choice and choice.state == BuyerChoice.State.OPEN:
            return f"asked_{choice.reason}"
        if choice and choice.state in {BuyerChoice.State.CHOSEN, BuyerChoice.State.FAILED}:
            return "answered"
        if order.state == Order.State.EXPIRED:
            return self._kind_of_expired
        return order.state

    @property
    def title(self) -> str:
        """For the browser's tab and history: such as "Order TL-7F3K9Q: not paid yet"."""
        words = TITLES.get(self.kind, "")
        return f"Order {self.order.reference}{': ' if words else ''}{words}"

    @property
    def _kind_of_expired(self) -> str:
        if self.waiting_entry:
            return "waits"
        if self.refunds:
            return "late_back"
        if self.paid_cents:
            return "late"
        known = {"payment_failed", "replaced", "declined"}
        return self.order.ended_because if self.order.ended_because in known else "expired"

    @cached_property
    def waiting_entry(self):
        """The place in line that this order's late money waits in, while it does."""
        entry = getattr(self.order, "waits_as", None)
        return entry if entry and entry.state in entry.LIVE else None

    @property
    def door(self) -> str:
        if self.kind == Order.State.CONFIRMED:
            return "open"
        is_open = self.kind.startswith("asked") or self.kind in {"answered", "waits"}
        return "ajar" if is_open or self.order.state in Order.UNSETTLED else "shut"

    @cached_property
    def groups(self) -> list[SeatsInCohort]:
        """The seats that count, by cohort, the earliest cohort first."""
        found: dict[int, SeatsInCohort] = {}
        for seat in self.seats:
            if seat.counts:
                found.setdefault(seat.cohort_id, SeatsInCohort(seat.cohort, [])).seats.append(seat)
        return sorted(found.values(), key=lambda group: group.cohort.first_starts_at or FAR_AHEAD)

    @property
    def counting(self) -> int:
        return sum(len(group.seats) for group in self.groups)

    @property
    def cancelled_seats(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.state == Seat.State.CANCELLED]

    @property
    def cancellable(self) -> list[Seat]:
        """Seats the buyer may give back now. While a question is open, that is answered instead."""
        if self.order.state != Order.State.CONFIRMED or self.kind != Order.State.CONFIRMED:
            return []
        return [seat for seat in self.seats if can_be_cancelled(seat)]

    @property
    def shows_steps(self) -> bool:
        """Whether the buyer is still on the way that the steps draw, or has come to its end."""
        return self.kind in {*Order.WITH_SEATS, "offer", "exchange"}

    @property
    def can_name(self) -> bool:
        """Whether the buyer may say who sits in any of the seats."""
        return any(can_be_named(seat) for seat in self.seats)

    @property
    def has_begun(self) -> bool:
        """Confirmed seats are left, but the first session of all their cohorts has begun."""
        return bool(self.groups) and not self.cancellable and self.kind == Order.State.CONFIRMED

    @property
    def sessions(self) -> list:
        """All sessions that the order's seats go to, in the order of time."""
        every = [session for group in self.groups for session in group.cohort.sessions.all()]
        return sorted(every, key=lambda session: session.starts_at)

    @property
    def back_cents(self) -> int:
        """What went back or is on its way."""
        return sum(back.amount_cents for back in self.refunds if back.stage != "refused")


def _money_back(refund: Refund) -> MoneyBack:
    stages = {Refund.State.SUCCEEDED: "sent", Refund.State.FAILED: "refused"}
    sent_at = refund.made_at or refund.finished_at
    return MoneyBack(
        refund.amount_cents, stages.get(Refund.State(refund.state), "on_its_way"), sent_at
    )
