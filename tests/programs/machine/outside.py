"""The clock, the worker, Stripe's own doings, and the ways in which its answers and webhooks fail."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

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
    hours_left = 7 * 24

    # --- Time -----------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 6, 32, 70]))
    def time_passes(self, minutes):
        self.move_clock(minutes=minutes)

    @precondition(lambda self: self.hours_left > 0)
    @rule(hours=st.sampled_from([25, 73]))
    def days_pass_while_the_worker_works(self, hours):
        """A week in all: within two a bank must have answered, and the cohorts begin in a month."""
        self.hours_left -= hours
        self.move_clock(hours=hours)
        self.work(deep=True)

    @rule(what=st.sampled_from(["everything", "reconcile", "reconcile_deeply", "letters"]))
    def the_worker_comes_by(self, what):
        if what == "everything":
            self.work()
        elif what == "letters":
            outbox.send_due()
        else:
            reconciler.reconcile(deep=what == "reconcile_deeply")

    # --- Webhooks -------------------------------------------------------------------------------

    @rule()
    def webhooks_arrive(self):
        self.deliver(self.sandbox.take_events())

    @rule(fate=st.sampled_from(["doubled", "lost", "late", "late", "late ones arrive"]))
    def webhooks_go_astray(self, fate):
        events = self.sandbox.take_events()
        if fate == "doubled":
            self.deliver([*reversed(events), *events])
        elif fate == "late":
            self.late_events += events
        elif fate == "late ones arrive":
            late, self.late_events = self.late_events, []
            for signed in late:
                # Signed anew, as Stripe does for each try: an old signature would be refused.
                resend(self.sandbox.store, signed.event["id"])
            self.deliver([*self.sandbox.take_events(), *events])

    # --- Stripe ---------------------------------------------------------------------------------

    @rule(path=st.sampled_from(PATHS), fault=st.sampled_from(FAULTS), times=st.integers(1, 3))
    def stripe_is_in_trouble(self, path, fault, times):
        kind, when = fault
        self.sandbox.order_fault(path, kind, when=when, times=times, seconds=0.02)

    @rule()
    def stripe_is_well_again(self):
        clear_faults(self.sandbox.store)

    @rule(outcome=st.sampled_from(["succeeded", "pending", "failed"]))
    def new_refunds_will(self, outcome):
        self.sandbox.refunds_will(outcome)

    @rule(number=numbers, outcome=st.sampled_from(["succeed_refund", "fail_refund"]))
    def the_bank_answers_about_a_refund(self, number, outcome):
        refund = self.stripes_own("refund", number, status="pending")
        if refund:
            self.at_stripe(getattr(self.sandbox, outcome), refund["id"])

    @rule(
        number=numbers,
        act=st.sampled_from(["refund it", "refund a part", "dispute", "win", "lose"]),
    )
    def something_is_done_in_the_dashboard(self, number, act):
        if act in {"win", "lose"}:
            dispute = self.stripes_own("dispute", number)
            if dispute and dispute["status"] not in {"won", "lost"}:
                self.sandbox.close_dispute(dispute["id"], won=act == "win")
            return
        charge = self.stripes_own("charge", number, status="succeeded")
        if charge and act == "dispute":
            self.at_stripe(self.sandbox.open_dispute, charge["id"])
        elif charge:
            amount = {"amount": 700} if act == "refund a part" else {}
            self.at_stripe(self.sandbox.refund, charge["id"], **amount)
