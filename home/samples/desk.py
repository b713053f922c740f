"""The rows that sample letters are about, and the list of samples."""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from programs import pricing
from programs.models import (
    Cohort,
    CohortSession,
    Order,
    Payment,
    PriceRule,
    Seat,
    SeatLedger,
    WaitingEntry,
)
from programs.order_making import Buyer, write_order
from programs.seat_counter import take_seats

BUYER = Buyer("Dana Whitfield", "dana.whitfield@example.org", "Maple Street Elementary")
PARTICIPANT = ("Joy Okonkwo", "joy@example.org")
EVENING = timedelta(minutes=90)


class Desk:
    """The rows that letters are about, each made when it is first asked for."""

    def __init__(self, project, guide, contact):
        self.project, self.guide, self.contact = project, guide, contact
        self.now = timezone.now().replace(second=0, microsecond=0)

    def cohort(self, number: int = 1, **fields) -> Cohort:
        first = (self.now + timedelta(days=21 * number)).replace(hour=21, minute=0)
        cohort = Cohort.objects.create(
            project=self.project,
            code=f"SAMPLE-{number}",
            name=["Winter evenings", "Spring afternoons"][number - 1],
            state=Cohort.State.PUBLISHED,
            schedule_text="Tuesdays, 4:00 to 5:30 p.m., three weeks",
            joining_url="https://meet.example.org/thrive",
            opens_at=self.now - timedelta(days=1),
            closes_at=first,
            capacity=24,
            **fields,
        )
        for week in range(3):
            starts_at = first + timedelta(weeks=week)
            CohortSession.objects.create(
                cohort=cohort, starts_at=starts_at, ends_at=starts_at + EVENING
            )
        PriceRule.objects.create(cohort=cohort, kind=PriceRule.Kind.LIST, amount_cents=59000)
        return Cohort.objects.get(pk=cohort.pk)

    @cached_property
    def first(self) -> Cohort:
        return self.cohort()

    @cached_property
    def second(self) -> Cohort:
        return self.cohort(2)

    def order(self, state: str, *, count: int = 2, cohort: Cohort | None = None, **fields) -> Order:
        cohort = cohort or self.first
        take_seats(cohort, count)
        order = write_order(
            cohort=cohort,
            price=pricing.quote(cohort=cohort, count=count, **fields.pop("price", {})),
            buyer=BUYER,
            seat_state=Seat.State.HELD,
            ledger_reason=SeatLedger.Reason.HELD,
            action="order.held",
            hold_expires_at=self.now + timedelta(minutes=31),
            **fields,
        )
        paid = order.total_cents if state == Order.State.CONFIRMED else 0
        Order.objects.filter(pk=order.pk).update(
            state=state, paid_cents=paid, confirmed_at=self.now if paid else None
        )
        if paid:
            order.seats.update(state=Seat.State.CONFIRMED)
        order.refresh_from_db()
        return order

    @cached_property
    def paid(self) -> Order:
        order = self.order(Order.State.CONFIRMED)
        self.payment(order)
        return order

    def payment(self, order: Order) -> Payment:
        return Payment.objects.create(
            order=order,
            state=Payment.State.SUCCEEDED,
            amount_cents=order.total_cents,
            payment_intent_id=f"pi_sample_{order.pk}",
            charge_id=f"ch_sample_{order.pk}",
            method_type="card",
            received_at=self.now,
        )

    @cached_property
    def seat(self) -> Seat:
        seat = self.paid.seats.get(position=1)
        seat.participant_name, seat.participant_email = PARTICIPANT
        seat.save()
        return seat

    def waiting(self, state: str, **fields) -> WaitingEntry:
        return WaitingEntry.objects.create(
            cohort=self.first,
            state=state,
            name=BUYER.name,
            email=BUYER.email,
            wanted=3,
            least=2,
            **fields,
        )


type Cause = tuple[str, dict[str, Any]]
SAMPLES: dict[tuple[str, str], Callable[[Desk], Cause]] = {}


def sample(kind: str, title: str):
    """Register the function that writes what a letter of this kind is about."""

    def register(make):
        SAMPLES[kind, title] = make
        return make

    return register
