"""What must come of everything when all webhooks are lost, Stripe works again, and time does the rest."""

from programs.books import problems
from programs.models import (
    BuyerChoice,
    Cohort,
    MoneyIssue,
    Order,
    OutboxEmail,
    Payment,
    Refund,
    WaitingEntry,
)
from programs.money_returned import STATE_OF_STATUS
from programs.outbox import send_due
from programs.sandbox.faults import clear_faults
from tests.programs.machine.timing import Time


class Convergence(Time):
    def lose_all_webhooks_and_wait(self):
        self.lose_all_webhooks_and_wait_for_sessions_to_end()
        self.move_clock(
            hours=25
        )  # Stripe forgets idempotency keys, and the answers kept under them
        self.work(deep=True)
        self.banks_answer()
        self.move_clock(hours=73)  # offers end, and questions about late money are answered
        self.work(deep=True)
        self.banks_answer()
        self.move_clock(minutes=10)
        self.work(deep=True)
        while send_due():
            pass

    def lose_all_webhooks_and_wait_for_sessions_to_end(self):
        """As much as a killed process needs, when Stripe itself is well."""
        clear_faults(self.sandbox.store)
        self.sandbox.refunds_will("succeeded")
        self.sandbox.take_events()
        self.move_clock(minutes=40)  # every session is over
        self.work(deep=True)
        overdue = Order.objects.live_holds().filter(hold_expires_at__lte=self.now())
        assert not overdue.exists(), "a hold outlives its session"
        self.banks_answer()
        self.move_clock(minutes=10)
        self.work(deep=True)

    def banks_answer(self):
        for session in self.sandbox.store.select("checkout.session"):
            if session["status"] == "complete" and session["payment_status"] == "unpaid":
                self.at_stripe(self.sandbox.settle, session["id"])
        for refund in self.sandbox.store.select("refund"):
            if refund["status"] == "pending":
                self.at_stripe(self.sandbox.succeed_refund, refund["id"])

    def check_what_has_come_of_it(self):
        found = problems()
        assert not found, found
        # In a line, one offer follows the other, a day each.
        unsettled = Order.objects.filter(state__in=Order.UNSETTLED)
        assert not unsettled.exclude(offered_until__gt=self.now()).exists()
        self.every_charge_is_one_payment()
        self.every_refund_is_one_refund()
        for payment in Payment.objects.received():
            assert self.is_accounted_for(payment), f"{payment} of {payment.order}"
        self.nobody_sits_in_a_cancelled_cohort_unasked()
        assert not OutboxEmail.objects.exclude(state=OutboxEmail.State.SENT).exists()

    def every_charge_is_one_payment(self):
        took = {
            charge["id"]: charge["amount"]
            for charge in self.sandbox.store.select("charge")
            if charge["status"] == "succeeded"
        }
        known = Payment.objects.received().values_list("charge_id", "amount_cents")
        assert sorted(took.items()) == sorted(known), (took, known)

    def every_refund_is_one_refund(self):
        made = {
            refund["id"]: (refund["amount"], STATE_OF_STATUS[refund["status"]])
            for refund in self.sandbox.store.select("refund")
        }
        known = {
            refund.refund_id: (refund.amount_cents, refund.state)
            for refund in Refund.objects.exclude(refund_id=None)
        }
        # One that failed in the dashboard before we ever looked is no news.
        unknown = {key: fact for key, fact in made.items() if key not in known}
        assert {state for _, state in unknown.values()} <= {Refund.State.FAILED}
        assert {key: made.get(key) for key in known} == known
        nameless = Refund.objects.filter(refund_id=None).exclude(state=Refund.State.FAILED)
        assert not nameless.exists()

    def is_accounted_for(self, payment):
        """A seat, a refund, an open question, a place in line, or a colleague who was told."""
        order = payment.order
        if not payment.refundable_cents:
            return True
        if MoneyIssue.objects.open().filter(payment=payment).exists():
            return True
        if order is None:
            return False
        if BuyerChoice.objects.exclude(state=BuyerChoice.State.DONE).filter(order=order).exists():
            return True
        if WaitingEntry.objects.live().filter(paid_order=order).exists():
            return True
        others = order.payments.received().exclude(pk=payment.pk)
        if order.state == Order.State.CONFIRMED:
            return not any(other.refundable_cents for other in others)
        # It had its seats, and its buyer or a colleague has given them back under the policy.
        return order.confirmed_at is not None

    def nobody_sits_in_a_cancelled_cohort_unasked(self):
        asked = BuyerChoice.objects.exclude(state=BuyerChoice.State.DONE)
        for cohort in Cohort.objects.filter(state=Cohort.State.CANCELLED):
            sitting = cohort.seats.counting().exclude(order__in=asked.values("order"))
            assert not sitting.exists()
