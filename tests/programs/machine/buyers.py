"""What buyers do on the site and at Stripe."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from programs.cancellation import cancel_seats, quote_cancellation
from programs.checkout import start_checkout
from programs.choices import answers_of, choose, cohorts_to_move_to
from programs.models import BuyerChoice, CheckoutAttempt, Order
from programs.participants import name_participant
from programs.seats import hold_seats
from programs.settlement import settle
from tests.factories import make_buyer
from tests.programs.machine.world import World

numbers = st.integers(0, 11)
counts = st.integers(1, 3)
codes = st.sampled_from(["", "", "TWICE", "FREE"])
BUYERS = 4


class Buyers(World):
    def wish(self, cohort, buyer, count, code):
        return self.attempt(
            hold_seats,
            cohort=self.cohort(cohort),
            count=count,
            buyer=make_buyer(email=f"buyer{buyer % BUYERS}@example.org", address="192.0.2.7"),
            discount_code=code,
        )

    def a_session(self, number, *states):
        """The session of some attempt that was handed out."""
        attempts = CheckoutAttempt.objects.exclude(session_id=None)
        if states:
            attempts = attempts.filter(state__in=states)
        found = self.pick(attempts, number)
        return found and found.session_id

    @rule(cohort=numbers, buyer=numbers, count=counts, code=codes)
    def hold(self, cohort, buyer, count, code):
        """A first wish, the same post again, or another wish: it depends on what went before."""
        self.wish(cohort, buyer, count, code)

    @rule(cohort=numbers, buyer=numbers, count=counts, code=codes)
    def hold_and_go_to_the_payment_page(self, cohort, buyer, count, code):
        order = self.wish(cohort, buyer, count, code)
        if order is not None:
            self.attempt(start_checkout, order)

    @rule(
        cohort=numbers,
        buyer=numbers,
        count=counts,
        code=codes,
        way=st.sampled_from(["pay", "pay", "bank_debit"]),
    )
    def buy(self, cohort, buyer, count, code, way):
        """All of it, up to the payment; whether the site hears of it is another matter."""
        order = self.wish(cohort, buyer, count, code)
        if order is None or self.attempt(start_checkout, order) is None:
            return
        attempt = order.attempts.exclude(session_id=None).first()
        if attempt is not None:
            self.at_stripe(getattr(self.sandbox, way), attempt.session_id)

    @rule(number=numbers)
    def go_to_the_payment_page(self, number):
        order = self.an_order(number, *Order.LIVE_HOLDS)
        if order is not None:
            self.attempt(start_checkout, order)

    @rule(number=numbers, way=st.sampled_from(["pay", "pay", "decline", "bank_debit"]))
    def act_on_a_payment_page(self, number, way):
        """Any page that was ever handed out: the buyer may have kept it open in another tab."""
        session = self.a_session(number)
        if session:
            self.at_stripe(getattr(self.sandbox, way), session)

    @rule(number=numbers, way=st.sampled_from(["settle", "settle", "fail"]))
    def the_bank_answers(self, number, way):
        session = self.a_session(number, CheckoutAttempt.State.COMPLETE)
        if session:
            self.at_stripe(getattr(self.sandbox, way), session)

    @rule(number=numbers)
    def come_back_to_the_order_page(self, number):
        order = self.an_order(number)
        if order is not None:
            self.attempt(settle, order)

    @rule(number=numbers, name=st.sampled_from(["Ada", "Bo"]))
    def name_a_participant(self, number, name):
        order = self.an_order(number, Order.State.CONFIRMED, Order.State.PROCESSING)
        seat = order and order.seats.counting().first()
        if seat:
            self.attempt(
                name_participant, seat=seat, name=name, email=f"{name.lower()}@example.org"
            )

    @rule(number=numbers, which=st.integers(1, 7))
    def cancel_seats_as_previewed(self, number, which):
        order = self.an_order(number, Order.State.CONFIRMED)
        if order is not None:
            seats = self.some_seats(order, which)
            expected = quote_cancellation(order, seats).total_cents
            self.attempt(
                cancel_seats, order=order, seats=seats, because="asked", expected_cents=expected
            )

    @rule(number=numbers, answer=numbers)
    def answer_a_question(self, number, answer):
        choice = self.pick(BuyerChoice.objects.unanswered(), number)
        if choice is not None:
            answers = answers_of(choice)
            others = cohorts_to_move_to(choice)
            self.attempt(
                choose,
                choice,
                answers[answer % len(answers)],
                to_cohort=others[answer % len(others)] if others else None,
            )
