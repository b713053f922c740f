"""What happens in the line of a full cohort."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from programs import waiting_list
from programs.models import Order, WaitingEntry
from programs.seats import grant_seats
from tests.programs.machine.buyers import Buyers, counts, numbers


class Waiting(Buyers):
    @rule(cohort=numbers, buyer=numbers, sizes=st.tuples(counts, counts), fill=st.booleans())
    def stand_in_line(self, cohort, buyer, sizes, fill):
        """Often a colleague has just given the last seats away."""
        wanted = self.cohort(cohort)
        if fill and wanted.seats_left:
            self.attempt(
                grant_seats,
                cohort=wanted,
                count=wanted.seats_left,
                name="Guest",
                email=f"guest{next(self.numbers)}@example.org",
            )
        self.attempt(
            waiting_list.join,
            cohort=self.cohort(cohort),
            name="Waiting",
            email=f"waiting{buyer}@example.org",
            wanted=max(sizes),
            least=min(sizes),
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
