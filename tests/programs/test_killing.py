"""A process is killed before and after each call of Stripe and each commit, and the worker mends it.

Every deed is done again and again, killed at its first point, its second, and so on, until it has none
left. After each time only the worker comes by, every webhook is lost, and everything must add up.
"""

from collections import Counter

import pytest
from django.core import mail
from django.utils import timezone

from programs import payments, waiting_list, waiting_offers
from programs.checkout import start_checkout
from programs.exceptions import PaymentUnavailable
from programs.models import BuyerChoice, Cohort, Order, OutboxEmail
from programs.seats import grant_seats, hold_seats
from programs.settlement import release_hold, settle, settle_session
from programs.webhooks import receive
from tests.factories import make_buyer, make_cohort, make_held_order
from tests.programs.killing import KILLED
from tests.programs.machine.convergence import Convergence

pytestmark = pytest.mark.django_db(transaction=True)

MOST_POINTS = 60


class Aftermath(Convergence):
    def __init__(self, sandbox):
        self.sandbox = sandbox


@pytest.fixture
def killed_at_every_point(sandbox, stable, tmp_path):
    """Call `prepare() -> facts`, have the deed killed, let the worker mend it, and `check(facts)`.

    Yields one function for each deed; it returns at how many points the deed was killed.
    """
    letters = tmp_path / "letters"

    def run(deed, prepare, check=None, *, mend=None):
        for kill_at in range(1, MOST_POINTS):
            aftermath = Aftermath(sandbox)
            aftermath.begin()
            try:
                letters.write_text("")
                facts = prepare()
                now = timezone.now().isoformat()
                where = {"kill_at": kill_at, "now": now, "letters": str(letters)}
                outcome = stable.run_and_kill(deed, **where, **facts)
                if mend:
                    mend(facts)
                aftermath.lose_all_webhooks_and_wait_for_sessions_to_end()
                aftermath.check_what_has_come_of_it()
                if check:
                    check(facts)
                every_letter_has_gone_out(letters.read_text().split())
            finally:
                aftermath.end()
            if outcome != KILLED:
                return kill_at - 1
        raise AssertionError(f"{deed} has more than {MOST_POINTS} points")

    return run


def every_letter_has_gone_out(by_the_killed):
    """Each letter once. Only one that was cut off in between goes again, and as the same letter."""
    sent = Counter([*by_the_killed, *(one.extra_headers["Message-ID"] for one in mail.outbox)])
    kept = OutboxEmail.objects.exclude(message_id="").values_list("message_id", flat=True)
    assert set(sent) <= set(kept)
    assert sum(sent.values()) - len(sent) <= 1


def confirmed_once(facts):
    order = Order.objects.get(state=Order.State.CONFIRMED)
    assert order.payments.received().count() == 1
    assert order.audit_entries.filter(action="order.confirmed").count() == 1
    assert OutboxEmail.objects.filter(kind="order_confirmed").count() == 1


def nobody_has_seats(facts):
    assert not Order.objects.filter(state__in=Order.WITH_SEATS).exists()


def given_back_at_stripe(sandbox):
    return [refund["amount"] for refund in sandbox.store.select("refund")]


def an_order_at_stripe(sandbox, then, **overrides):
    order = make_held_order(**overrides)
    start_checkout(order)
    getattr(sandbox, then)(order.attempts.get().session_id)
    return order


def a_paid_order(sandbox, **overrides):
    return settle(an_order_at_stripe(sandbox, "pay", **overrides))


def test_holding_and_going_to_the_payment_page_and_never_coming_back(killed_at_every_point):
    points = killed_at_every_point(
        "hold_and_checkout", lambda: {"cohort": make_cohort().pk}, nobody_has_seats
    )
    assert points >= 8


def test_holding_and_coming_back_to_pay(sandbox, killed_at_every_point):
    def post_again_and_pay(facts):
        cohort = Cohort.objects.get(pk=facts["cohort"])
        order = hold_seats(cohort=cohort, count=2, buyer=make_buyer())
        start_checkout(order)
        sandbox.pay(order.live_attempt.session_id)

    killed_at_every_point(
        "hold_and_checkout",
        lambda: {"cohort": make_cohort().pk},
        confirmed_once,
        mend=post_again_and_pay,
    )


@pytest.mark.parametrize("then", ["pay", "bank_debit"])
def test_settling_what_was_paid(sandbox, killed_at_every_point, then):
    points = killed_at_every_point(
        "settle", lambda: {"order": an_order_at_stripe(sandbox, then).pk}, confirmed_once
    )
    assert points >= 6


@pytest.mark.parametrize(
    ("answer", "check"), [("settle", confirmed_once), ("fail", nobody_has_seats)]
)
def test_settling_what_the_bank_says(sandbox, killed_at_every_point, answer, check):
    def prepare():
        order = settle(an_order_at_stripe(sandbox, "bank_debit"))
        getattr(sandbox, answer)(order.attempts.get().session_id)
        return {"order": order.pk}

    assert killed_at_every_point("settle", prepare, check) >= 4


def test_a_webhook_about_a_payment(sandbox, killed_at_every_point):
    def prepare():
        an_order_at_stripe(sandbox, "pay")
        signed = sandbox.take_events("checkout.session.completed")[0]
        return {"event": receive(signed.payload, signed.signature).pk}

    assert killed_at_every_point("webhook", prepare, confirmed_once) >= 6


def test_freeing_what_has_expired(sandbox, killed_at_every_point):
    points = killed_at_every_point(
        "settle", lambda: {"order": an_order_at_stripe(sandbox, "expire").pk}, nobody_has_seats
    )
    assert points >= 4


def test_releasing_a_hold(killed_at_every_point):
    def prepare():
        order = make_held_order()
        start_checkout(order)
        return {"order": order.pk}

    assert killed_at_every_point("release", prepare, nobody_has_seats) >= 4


def test_cancelling_seats_with_a_refund(sandbox, killed_at_every_point):
    def check(facts):
        order = Order.objects.get(pk=facts["order"])
        left = order.seats.confirmed().count()
        assert left in {1, 3}
        assert given_back_at_stripe(sandbox) == ([2 * 39500] if left == 1 else [])

    points = killed_at_every_point(
        "cancel_two_seats", lambda: {"order": a_paid_order(sandbox, count=3).pk}, check
    )
    assert points >= 6


def test_giving_goodwill(sandbox, killed_at_every_point):
    def check(facts):
        order = Order.objects.get(pk=facts["order"])
        assert given_back_at_stripe(sandbox) == [5000] * order.refunds.count()

    points = killed_at_every_point("goodwill", lambda: {"order": a_paid_order(sandbox).pk}, check)
    assert points >= 6


def test_moving_a_seat_to_a_cheaper_cohort(sandbox, killed_at_every_point):
    def prepare():
        order = a_paid_order(sandbox, count=2)
        return {"order": order.pk, "to": make_cohort(price_cents=19500).pk}

    def check(facts):
        order = Order.objects.get(pk=facts["order"])
        there = order.seats.confirmed().filter(cohort=facts["to"]).count()
        assert given_back_at_stripe(sandbox) == [20000] * there

    assert killed_at_every_point("move_a_seat", prepare, check) >= 4


def test_carrying_out_an_answer_about_late_money(sandbox, lose_answer, killed_at_every_point):
    def prepare():
        order = make_held_order(cohort=make_cohort(capacity=1))
        lose_answer()
        with pytest.raises(PaymentUnavailable):
            start_checkout(order)
        release_hold(order, because="given_up")
        grant_seats(cohort=order.cohort, count=1, name="Lee", email="lee@example.org")
        (session,) = sandbox.store.select("checkout.session")
        sandbox.pay(session["id"])
        settle_session(session["id"])
        choice = BuyerChoice.objects.get()
        choice.move(BuyerChoice.State.CHOSEN, from_={choice.state}, answer="refund")
        return {"order": order.pk}

    def check(facts):
        assert Order.objects.get(pk=facts["order"]).state == Order.State.REFUNDED
        assert given_back_at_stripe(sandbox) == [39500]

    assert killed_at_every_point("carry_out_choices", prepare, check) >= 6


def a_full_cohort_with_a_line(*names):
    cohort = make_cohort(capacity=1)
    grant_seats(cohort=cohort, count=1, name="Lee", email="lee@example.org")
    cohort.refresh_from_db()
    for name in names:
        email = f"{name}@example.org"
        waiting_list.join(cohort=cohort, name=name, email=email, wanted=1, least=1)
    return cohort


def one_offer_to(name, times=1):
    def check(facts):
        offers = Order.objects.filter(origin=Order.Origin.WAITING_LIST)
        assert offers.filter(waiting_entry__name=name).count() == times
        assert offers.live_holds().get().waiting_entry.name == name
        letters = OutboxEmail.objects.filter(kind="waiting_offer", to=f"{name}@example.org")
        assert letters.count() == times

    return check


def test_offering_seats_to_who_waits(killed_at_every_point):
    def prepare():
        cohort = a_full_cohort_with_a_line("ada", "bo")
        Cohort.objects.filter(pk=cohort.pk).update(capacity=2)
        return {"cohort": cohort.pk}

    assert killed_at_every_point("offer_seats", prepare, one_offer_to("ada")) >= 2


def test_declining_an_offer_that_goes_to_the_next(killed_at_every_point):
    """Killed before the end is written the offer still stands, and its buyer clicks again."""

    def prepare():
        cohort = a_full_cohort_with_a_line("ada", "bo")
        Cohort.objects.filter(pk=cohort.pk).update(capacity=2)
        waiting_offers.offer_due()
        offer = Order.objects.live_holds().get()
        start_checkout(offer)
        return {"order": offer.pk}

    def decline_again(facts):
        waiting_list.decline(Order.objects.get(pk=facts["order"]))

    deed = "decline_an_offer"
    assert killed_at_every_point(deed, prepare, one_offer_to("bo"), mend=decline_again) >= 4


def test_sending_letters(sandbox, killed_at_every_point):
    assert killed_at_every_point("send_letters", lambda: {"order": a_paid_order(sandbox).pk}) >= 4


def test_a_refund_without_a_saved_key_is_paid_twice(sandbox, stable, tmp_path):
    """The control: at some point the killed process has paid, and nobody knows."""
    order = a_paid_order(sandbox)
    facts = {"now": timezone.now().isoformat(), "letters": str(tmp_path / "x"), "order": order.pk}
    deed = "refund_without_a_saved_key"
    assert stable.run_and_kill(deed, kill_at=2, **facts) == KILLED
    assert stable.run_and_kill(deed, kill_at=99, **facts) == "paid back"
    at_stripe = payments.refunds_of(order.payments.get().payment_intent_id)
    assert [refund.amount_cents for refund in at_stripe] == [5000, 5000]
    order.payments.update(refunding_cents=0)
