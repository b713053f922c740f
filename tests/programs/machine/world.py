"""What the rules act on, and the invariants that hold after every one of them."""

import itertools

from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis.stateful import RuleBasedStateMachine, invariant

from programs.books import problems
from programs.exceptions import PurchaseRefused, StripeOutcomeUnknown, StripeRefused
from programs.models import Cohort, Order, Seat
from programs.seats import grant_seats
from tests.factories import make_cohort, make_discount_code
from tests.programs.machine.convergence import Convergence

CAPACITIES = (6, 4, 3)
PRICES = (39500, 19900, 52000)
NOT_NOW = (PurchaseRefused, StripeOutcomeUnknown, StripeRefused)


class World(Convergence, RuleBasedStateMachine):
    """One example: everything is made in `__init__` and gone after `teardown`."""

    def __init__(self):
        super().__init__()
        self.begin()
        self.client = Client(raise_request_exception=False)
        self.late_events = []
        # Rows of one example are numbered on from those of the last, so rules count by themselves.
        self.numbers = itertools.count(1)
        self.cohorts = [
            make_cohort(
                code=f"MACHINE-{number}",
                capacity=capacity,
                price_cents=price,
                max_seats_per_order=3,
            ).pk
            for number, (capacity, price) in enumerate(zip(CAPACITIES, PRICES, strict=True))
        ]
        make_discount_code(code="TWICE", max_uses=2, max_uses_per_buyer=None)
        make_discount_code(code="FREE", percent=100, max_uses=1)

    def teardown(self):
        try:
            self.lose_all_webhooks_and_wait()
            self.check_what_has_come_of_it()
        finally:
            self.end()

    @invariant()
    def the_books_agree(self):
        """What may be untrue until the worker comes by is asked as of when it last could do its work."""
        found = problems(self.worked_at)
        assert not found, found

    @invariant()
    def no_letter_went_out_twice(self):
        ids = [message.extra_headers["Message-ID"] for message in mail.outbox]
        assert len(ids) == len(set(ids))

    # --- What rules are made of -----------------------------------------------------------------

    def attempt(self, deed, *args, **options):
        """The deed's result; None when it was refused in words, or Stripe's answer was not seen."""
        assert not transaction.get_connection().in_atomic_block
        try:
            return deed(*args, **options)
        except NOT_NOW:
            return None

    def cohort(self, number: int) -> Cohort:
        return Cohort.objects.get(pk=self.cohorts[number % len(self.cohorts)])

    def fill(self, number: int) -> None:
        """A colleague gives the last seats of a cohort away, one by one."""
        for _ in range(self.cohort(number).seats_left):
            guest = {"name": "Guest", "email": f"guest{next(self.numbers)}@example.org"}
            self.attempt(grant_seats, cohort=self.cohort(number), count=1, **guest)

    def pick(self, rows, number: int):
        """One of the rows, or None: the same one for the same example on every run."""
        return self.one_of(list(rows.order_by("pk")), number)

    def one_of(self, things: list, number: int):
        return things[number % len(things)] if things else None

    def stripes_own(self, kind: str, number: int, **facts):
        """One of Stripe's objects of this kind that has these facts, or None."""
        found = self.sandbox.store.select(kind, where=facts, oldest_first=True)
        return self.one_of(found, number)

    def an_order(self, number: int, *states: str) -> Order | None:
        return self.pick(Order.objects.filter(state__in=states or Order.State.values), number)

    def some_seats(self, order: Order, number: int) -> list[Seat]:
        """Any of the order's confirmed seats; at least one where there is one."""
        seats = list(order.seats.confirmed())
        chosen = [seat for place, seat in enumerate(seats) if number >> place & 1]
        return chosen or seats[:1]

    def deliver(self, events) -> None:
        for signed in events:
            answer = self.client.post(
                reverse("stripe_webhook"),
                signed.payload,
                content_type="application/json",
                HTTP_STRIPE_SIGNATURE=signed.signature,
            )
            assert answer.status_code in {200, 500}
