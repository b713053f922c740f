"""The control of the machine and of the killing: what they look for at the end is noticed when it is wrong."""

import pytest

from programs import late_money
from programs.checkout import start_checkout
from programs.exceptions import PaymentUnavailable
from programs.seats import grant_seats
from programs.settlement import release_hold
from tests.factories import make_cohort, make_held_order
from tests.programs.emptying import empty_programs
from tests.programs.machine.convergence import Convergence

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def aftermath(sandbox):
    aftermath = Convergence()
    aftermath.sandbox = sandbox
    aftermath.begin()
    yield aftermath
    empty_programs()
    aftermath.end()


@pytest.fixture
def paid_too_late(aftermath, sandbox, lose_answer):
    """A page that the site never heard of was paid, and somebody else has the only seat."""
    order = make_held_order(cohort=make_cohort(capacity=1))
    lose_answer()
    with pytest.raises(PaymentUnavailable):
        start_checkout(order)
    release_hold(order, because="given_up")
    grant_seats(cohort=order.cohort, count=1, name="Lee", email="lee@example.org")
    (session,) = sandbox.store.select("checkout.session")
    sandbox.pay(session["id"])


def test_late_money_goes_back_when_nobody_answers(aftermath, sandbox, paid_too_late):
    aftermath.lose_all_webhooks_and_wait()
    aftermath.check_what_has_come_of_it()
    assert [refund["amount"] for refund in sandbox.store.select("refund")] == [39500]


def test_money_that_nobody_was_told_of_is_noticed(aftermath, paid_too_late, monkeypatch):
    monkeypatch.setattr(late_money, "ask", lambda **facts: None)
    monkeypatch.setattr(late_money, "open_issue", lambda *kind, **facts: None)
    aftermath.lose_all_webhooks_and_wait()
    with pytest.raises(AssertionError, match="nobody was told"):
        aftermath.check_what_has_come_of_it()


def test_a_charge_that_is_in_no_book_is_noticed(aftermath, sandbox, paid_too_late):
    aftermath.lose_all_webhooks_and_wait()
    aftermath.every_charge_is_one_payment()
    (charge,) = sandbox.store.select("charge")
    sandbox.store.save({**charge, "id": "ch_of_nobody"})
    with pytest.raises(AssertionError, match="ch_of_nobody"):
        aftermath.every_charge_is_one_payment()
