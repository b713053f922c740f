"""What buyers do on the site and at Stripe."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from programs.cancellation import cancel_seats, quote_cancellation
from programs.checkout import start_checkout
from programs.choices import answers_of, choose, cohorts_to_move_to
from programs.models import BuyerChoice, Order
from programs.participants import name_participant
from programs.seats import hold_seats
from programs.settlement import release_hold, settle
from tests.factories import make_buyer
from tests.programs.machine.world import World

numbers = st.integers(0, 11)
counts = st.integers(1, 3)
codes = st.sampled_from(["", "", "TWICE", "FREE"])
WAYS = ["pay", "pay", "bank_debit"]
ways_to_pay = st.sampled_from(WAYS)
BUYERS = 5


class Buyers(World):
    def wish(self, cohort, buyer, count, code):
        return self.attempt(
            hold_seats,
            cohort=self.cohort(cohort),
            count=count,
            buyer=make_buyer(email=f"buyer{buyer % BUYERS}@example.org", address="192.0.2.7"),
            discount_code=code,
        )

    def go_and_pay(self, order, way):
        """Up to the payment; whether the site hears of it is another matter."""
        if order is not None and self.attempt(start_checkout, order) is not None:
            attempt = order.attempts.exclude(session_id=None).first()
            if attempt is not None:
                self.at_stripe(getattr(self.sandbox, way), attempt.session_id)

    @initialize(count=counts, buyer=numbers, ways=st.lists(ways_to_pay, min_size=2, max_size=3))
    def some_have_bought_already(self, count, buyer, ways):
        for place, way in enumerate(ways):
            self.go_and_pay(self.wish(place, buyer + place, count, ""), way)
        self.deliver(self.sandbox.take_events())

    @rule(cohort=numbers, buyer=numbers, count=counts, code=codes)
    def hold(self, cohort, buyer, count, code):
        """A first wish, the same post again, or another wish: it depends on what went before."""
        self.wish(cohort, buyer, count, code)

    @rule(cohort=numbers, buyer=numbers, count=counts, code=codes)
    def hold_and_go_to_the_payment_page(self, cohort, buyer, count, code):
        order = self.wish(cohort, buyer, count, code)
        if order is not None:
            self.attempt(start_checkout, order)

    @rule(cohort=numbers, buyer=numbers, count=counts, code=codes, way=ways_to_pay)
    def buy(self, cohort, buyer, count, code, way):
        self.go_and_pay(self.wish(cohort, buyer, count, code), way)

    @rule(cohort=numbers, buyer=numbers, count=counts, code=codes)
    def buy_and_be_seated(self, cohort, buyer, count, code):
        self.go_and_pay(self.wish(cohort, buyer, count, code), "pay")
        self.deliver(self.sandbox.take_events())

    @rule(cohort=numbers, buyer=numbers, count=counts, then=st.sampled_from(["", *WAYS, *WAYS]))
    def give_up_when_the_payment_page_does_not_open(self, cohort, buyer, count, then):
        """Its session was made all the same; somebody may pay it, when others have the seats."""
        self.sandbox.order_fault("/v1/checkout/sessions", "reset", method="POST")
        order = self.wish(cohort, buyer, count, "")
        if order is None:
            return
        self.attempt(start_checkout, order)
        self.attempt(release_hold, order, because="given_up")
        if then:
            self.fill(cohort)
            self.pay_an_open_page(-1, then)

    @rule(number=numbers)
    def go_to_the_payment_page(self, number):
        order = self.an_order(number, *Order.LIVE_HOLDS)
        if order is not None:
            self.attempt(start_checkout, order)

    @rule(number=numbers, way=st.sampled_from(["pay", "pay", "decline", "bank_debit"]))
    def act_on_a_payment_page(self, number, way):
        """Any page there is: one kept open in another tab, or one that the site never heard of."""
        self.pay_an_open_page(number, way)

    def pay_an_open_page(self, number, way):
        session = self.stripes_own("checkout.session", number, status="open")
        if session:
            self.at_stripe(getattr(self.sandbox, way), session["id"])

    @rule(number=numbers, way=st.sampled_from(["settle", "settle", "fail"]))
    def the_bank_answers(self, number, way):
        facts = {"status": "complete", "payment_status": "unpaid"}
        session = self.stripes_own("checkout.session", number, **facts)
        if session:
            self.at_stripe(getattr(self.sandbox, way), session["id"])

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
