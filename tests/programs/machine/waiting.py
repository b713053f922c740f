"""What happens in the line of a full cohort."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from programs import waiting_list
from programs.cancellation import cancel_seats
from programs.models import Order, Seat, WaitingEntry
from tests.programs.machine.buyers import Buyers, counts, numbers


class Waiting(Buyers):
    @initialize(sizes=st.lists(st.tuples(counts, counts), max_size=3))
    def the_last_cohort_is_full_and_some_wait(self, sizes):
        for place, wish in enumerate(sizes):
            self.stand_in_line(-1, place, wish, fill=True)

    @rule(cohort=numbers, buyer=numbers, wish=st.tuples(counts, counts), fill=st.booleans())
    def somebody_stands_in_line(self, cohort, buyer, wish, fill):
        self.stand_in_line(cohort, buyer, wish, fill)

    def stand_in_line(self, cohort, buyer, wish, fill):
        """With `fill`, the last seats have just been given away."""
        if fill:
            self.fill(cohort)
        self.attempt(
            waiting_list.join,
            cohort=self.cohort(cohort),
            name="Waiting",
            email=f"waiting{buyer}@example.org",
            wanted=max(wish),
            least=min(wish),
        )

    @rule(percent=st.sampled_from([0, 100]), number=numbers)
    def a_seat_of_a_cohort_with_a_line_is_given_back(self, percent, number):
        waited_for = WaitingEntry.objects.in_line().values("cohort")
        seat = self.pick(Seat.objects.confirmed().filter(cohort__in=waited_for), number)
        if seat is not None:
            self.attempt(
                cancel_seats, order=seat.order, seats=[seat], because="staff", percent=percent
            )

    @rule(number=numbers, way=st.sampled_from(["pay", "pay", "bank_debit", "decline"]))
    def take_an_offer(self, number, way):
        offers = Order.objects.live_holds().filter(origin=Order.Origin.WAITING_LIST)
        self.go_and_pay(self.pick(offers, number), way)
        self.deliver(self.sandbox.take_events())

    @rule(number=numbers)
    def decline_an_offer(self, number):
        offers = Order.objects.live_holds().filter(origin=Order.Origin.WAITING_LIST)
        offer = self.pick(offers, number)
        if offer is not None:
            self.attempt(waiting_list.decline, offer)

    @rule(number=numbers, fewer=st.booleans())
    def leave_the_line_or_want_fewer(self, number, fewer):
        entry = self.pick(WaitingEntry.objects.live(), number)
        if entry is not None and fewer:
            self.attempt(waiting_list.change_numbers, entry, wanted=1, least=1)
        elif entry is not None:
            self.attempt(waiting_list.leave, entry)

    @invariant()
    def an_offer_stands_for_exactly_who_has_been_offered_one(self):
        offered = WaitingEntry.objects.filter(state=WaitingEntry.State.OFFERED)
        standing = Order.objects.filter(state__in=Order.UNSETTLED).exclude(waiting_entry=None)
        assert set(offered.values_list("pk", flat=True)) == set(
            standing.values_list("waiting_entry", flat=True)
        )
