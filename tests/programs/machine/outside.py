"""The clock, the worker, Stripe's own doings, and the ways in which its answers and webhooks fail."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from programs import outbox, reconciler
from programs.sandbox.events import resend
from programs.sandbox.faults import clear_faults
from tests.programs.machine.buyers import numbers
from tests.programs.machine.world import World

PATHS = ["/v1/checkout/sessions", "/v1/checkout/sessions/*/expire", "/v1/refunds", "/v1/"]
FAULTS = [
    ("reset", "after"),
    ("timeout", "after"),
    ("reset", "before"),
    ("error_500", "before"),
    ("error_500", "after"),
    ("error_409", "before"),
    ("error_429", "before"),
]


class Outside(World):
    # --- Time -----------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 6, 32, 70]))
    def time_passes(self, minutes):
        self.move_clock(minutes=minutes)

    @rule(hours=st.sampled_from([25, 73]))
    def days_pass_while_the_worker_works(self, hours):
        self.move_clock(hours=hours)
        self.work(deep=True)

    @rule()
    def the_worker_comes_by(self):
        self.work()

    @rule(deep=st.booleans())
    def reconcile(self, deep):
        reconciler.reconcile(deep=deep)

    @rule()
    def letters_go_out(self):
        outbox.send_due()

    # --- Webhooks -------------------------------------------------------------------------------

    @rule()
    def webhooks_arrive(self):
        self.deliver(self.sandbox.take_events())

    @rule()
    def webhooks_arrive_twice_and_backwards(self):
        events = self.sandbox.take_events()
        self.deliver([*reversed(events), *events])

    @rule()
    def webhooks_are_lost(self):
        self.sandbox.take_events()

    @rule()
    def webhooks_are_late(self):
        self.late_events += self.sandbox.take_events()

    @rule()
    def late_webhooks_arrive(self):
        # Signed anew, as Stripe does for each try: an old signature would be refused.
        late, self.late_events = self.late_events, []
        for signed in late:
            resend(self.sandbox.store, signed.event["id"])
        self.deliver(self.sandbox.take_events())

    # --- Stripe ---------------------------------------------------------------------------------

    @rule(path=st.sampled_from(PATHS), fault=st.sampled_from(FAULTS), times=st.integers(1, 3))
    def stripe_is_in_trouble(self, path, fault, times):
        kind, when = fault
        self.sandbox.order_fault(path, kind, when=when, times=times, seconds=0.02)

    @rule()
    def stripe_is_well_again(self):
        self.clear_faults()

    @rule(outcome=st.sampled_from(["succeeded", "pending", "failed"]))
    def new_refunds_will(self, outcome):
        self.sandbox.refunds_will(outcome)

    @rule(number=numbers, outcome=st.sampled_from(["succeed_refund", "fail_refund"]))
    def the_bank_answers_about_a_refund(self, number, outcome):
        refund = self.stripes_own("refund", number)
        if refund and refund["status"] == "pending":
            self.at_stripe(getattr(self.sandbox, outcome), refund["id"])

    @rule(number=numbers, cents=st.sampled_from([None, 700]))
    def a_refund_is_made_in_the_dashboard(self, number, cents):
        charge = self.stripes_own("charge", number)
        if charge and charge["status"] == "succeeded":
            left = charge["amount"] - charge["amount_refunded"]
            if left and not charge["disputed"]:
                self.sandbox.refund(charge["id"], amount=min(cents or left, left))

    @rule(number=numbers)
    def a_buyer_disputes_a_charge(self, number):
        charge = self.stripes_own("charge", number)
        if charge and charge["status"] == "succeeded":
            self.at_stripe(self.sandbox.open_dispute, charge["id"])

    @rule(number=numbers, won=st.booleans())
    def a_dispute_is_decided(self, number, won):
        dispute = self.stripes_own("dispute", number)
        if dispute and dispute["status"] not in {"won", "lost"}:
            self.sandbox.close_dispute(dispute["id"], won=won)

    def stripes_own(self, kind, number):
        found = self.sandbox.store.select(kind, oldest_first=True)
        return found[number % len(found)] if found else None

    def clear_faults(self):
        clear_faults(self.sandbox.store)
