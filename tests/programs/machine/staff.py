"""What colleagues do."""

from django.db import IntegrityError
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from programs.cancellation import cancel_order, cancel_seats
from programs.choices import Answer, choose
from programs.cohort_cancellation import cancel_cohort, orders_with_seats
from programs.models import BuyerChoice, Cohort, MoneyIssue, Order, Refund
from programs.moves import move_seats, offer_exchange
from programs.refunds import give_all_back, give_goodwill
from programs.seat_money import paying_payment
from programs.seats import grant_seats
from programs.settlement import release_hold
from tests.programs.machine.buyers import counts, numbers
from tests.programs.machine.world import World

shares = st.sampled_from([0, 50, 100])


class Staff(World):
    may_cancel_cohort = True

    @rule(cohort=numbers, count=counts)
    def grant(self, cohort, count):
        email = f"guest{next(self.numbers)}@example.org"
        self.attempt(
            grant_seats, cohort=self.cohort(cohort), count=count, name="Guest", email=email
        )

    @rule(number=numbers, percent=shares)
    def cancel_an_order(self, number, percent):
        order = self.an_order(number)
        if order is not None:
            self.attempt(cancel_order, order, because="staff", percent=percent)

    @rule(number=numbers, which=st.integers(1, 7), percent=shares)
    def cancel_some_seats(self, number, which, percent):
        order = self.an_order(number, Order.State.CONFIRMED)
        if order is not None:
            self.attempt(
                cancel_seats,
                order=order,
                seats=self.some_seats(order, which),
                because="staff",
                reason=Refund.Reason.STAFF,
                percent=percent,
            )

    @rule(number=numbers, cents=st.sampled_from([100, 5000, 39500]), on_seat=st.booleans())
    def give_something_back(self, number, cents, on_seat):
        order = self.an_order(number, Order.State.CONFIRMED)
        payment = order and paying_payment(order)
        if payment:
            self.attempt(
                give_goodwill,
                order=order,
                amount_cents=cents,
                seen_refundable_cents=payment.refundable_cents,
                seat=order.seats.confirmed().first() if on_seat else None,
            )

    @rule(number=numbers)
    def release_a_hold(self, number):
        order = self.an_order(number, *Order.LIVE_HOLDS)
        if order is not None:
            self.attempt(release_hold, order, because="staff")

    @rule(number=numbers, which=st.integers(1, 7), cohort=numbers, back=st.booleans())
    def move_some_seats(self, number, which, cohort, back):
        order = self.an_order(number, Order.State.CONFIRMED)
        if order is not None:
            self.attempt(
                move_seats,
                order=order,
                seats=self.some_seats(order, which),
                to=self.cohort(cohort),
                give_difference_back=back,
            )

    @rule(number=numbers, cohort=numbers)
    def offer_a_dearer_seat(self, number, cohort):
        order = self.an_order(number, Order.State.CONFIRMED)
        seat = order and order.seats.confirmed().first()
        if seat:
            self.attempt(offer_exchange, seat=seat, to=self.cohort(cohort))

    @rule(cohort=numbers, capacity=st.integers(1, 5))
    def change_the_capacity(self, cohort, capacity):
        """The database refuses fewer seats than are taken."""
        try:
            Cohort.objects.filter(pk=self.cohort(cohort).pk).update(capacity=capacity)
        except IntegrityError:
            pass

    @precondition(lambda self: self.may_cancel_cohort)
    @rule(
        cohort=numbers,
        answer=st.sampled_from(["", Answer.REFUND, Answer.MOVE]),
        to=numbers,
        really=st.sampled_from([False, False, True]),
    )
    def cancel_a_cohort(self, cohort, answer, to, really):
        """Once in an example at most: nothing much happens in a world without cohorts."""
        if not really:
            return
        self.may_cancel_cohort = False
        gone, other = self.cohort(cohort), self.cohort(to)
        if answer == Answer.MOVE and gone == other:
            answer = Answer.REFUND
        plan = {
            order.pk: (answer, other if answer == Answer.MOVE else None)
            for order in orders_with_seats(gone)
        }
        self.attempt(cancel_cohort, cohort=gone, because="Too few people.", plan=plan)

    @rule(number=numbers)
    def answer_a_failed_question_with_money_back(self, number):
        choice = self.pick(BuyerChoice.objects.filter(state=BuyerChoice.State.FAILED), number)
        if choice is not None:
            self.attempt(choose, choice, Answer.REFUND)

    @rule(number=numbers)
    def give_back_what_waits_for_a_person(self, number):
        """Suspense, and money paid twice."""
        kinds = [MoneyIssue.Kind.SUSPENSE, MoneyIssue.Kind.DUPLICATE]
        issue = self.pick(MoneyIssue.objects.open().filter(kind__in=kinds), number)
        if issue is not None:
            self.attempt(give_all_back, issue.payment, reason=Refund.Reason.DUPLICATE)
