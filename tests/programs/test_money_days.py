"""A day's money at Stripe and with us: the difference must be 0.00, and what differs has a name."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from programs import money_days, reconciler
from programs.checkout import start_checkout
from programs.exceptions import StripeOutcomeUnknown
from programs.models import MoneyDay, MoneyIssue, Order, Payment, Refund
from programs.money_days import check_day, in_words, today
from programs.money_returned import request_refund, submit_refund
from tests.factories import make_buyer, make_cohort, make_held_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_webhooks(sandbox):
    """Nothing is told: what the report knows, it found itself."""
    sandbox.webhooks(enabled=False)


def begun(sandbox, *, by="pay", **overrides):
    """An order whose buyer has paid, `by` card or bank debit, and of which nobody has told us."""
    order = make_held_order(**overrides)
    start_checkout(order)
    getattr(sandbox, by)(order.attempts.get().session_id)
    return order


def paid(sandbox, **overrides):
    order = begun(sandbox, **overrides)
    reconciler.reconcile(ask_after=timedelta(0))
    return order


def move_to_day(sandbox, day, *kinds):
    """Have everything of these kinds happened at noon of another day, at Stripe."""
    noon = int(datetime(day.year, day.month, day.day, 12, tzinfo=UTC).timestamp())
    for kind in kinds:
        for found in sandbox.store.select(kind):
            found["created"] = noon
            sandbox.store.execute(
                "UPDATE objects SET created = ?, body = ? WHERE id = ?",
                noon,
                json.dumps(found),
                found["id"],
            )


def words(day):
    return [in_words(difference) for difference in day.differences]


def test_a_day_without_money_agrees(sandbox):
    day = check_day(today())
    assert (day.charged_at_stripe_cents, day.charged_cents, day.agrees) == (0, 0, True)


def test_charges_and_refunds_are_on_both_sides(sandbox):
    payment = paid(sandbox).payments.get()
    submit_refund(request_refund(payment=payment, amount_cents=5000, reason="goodwill"))
    day = check_day(today())
    assert (day.charged_at_stripe_cents, day.charged_cents) == (39500, 39500)
    assert (day.refunded_at_stripe_cents, day.refunded_cents) == (5000, 5000)
    assert (day.difference_cents, day.differences) == (0, [])


def test_a_charge_counts_on_stripes_day_and_not_on_ours(sandbox):
    order = begun(sandbox)
    earlier = today() - timedelta(days=3)
    move_to_day(sandbox, earlier, "charge")
    reconciler.reconcile(ask_after=timedelta(0))
    assert order.payments.get().charged_at.date() == earlier
    assert check_day(earlier).charged_cents == 39500
    assert check_day(today()).charged_cents == 0


def test_a_day_ends_at_midnight_utc(sandbox):
    paid(sandbox)
    day = today() - timedelta(days=2)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    for seconds, on_the_day in ((-1, 0), (0, 39500), (86399, 39500), (86400, 0)):
        Payment.objects.update(charged_at=midnight + timedelta(seconds=seconds))
        (charge,) = sandbox.store.select("charge")
        charge["created"] = int(midnight.timestamp()) + seconds
        sandbox.store.execute(
            "UPDATE objects SET created = ?, body = ? WHERE id = ?",
            charge["created"],
            json.dumps(charge),
            charge["id"],
        )
        checked = check_day(day)
        assert (checked.charged_at_stripe_cents, checked.charged_cents) == (on_the_day, on_the_day)


def test_a_bank_debit_counts_on_neither_side_until_it_settles(sandbox):
    order = begun(sandbox, by="bank_debit")
    earlier = today() - timedelta(days=5)
    move_to_day(sandbox, earlier, "charge")
    reconciler.reconcile(ask_after=timedelta(0))
    assert (check_day(earlier).charged_cents, check_day(earlier).charged_at_stripe_cents) == (0, 0)
    sandbox.settle(order.attempts.get().session_id)
    (corrected,) = [day for day in money_days.check_days(last=today()) if day.day == earlier]
    assert (corrected.charged_cents, corrected.agrees) == (39500, True)
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED


def test_a_declined_card_and_a_failed_debit_count_on_neither_side(sandbox):
    begun(sandbox, by="decline")
    other = begun(
        sandbox, by="bank_debit", cohort=make_cohort(), buyer=make_buyer(email="lee@example.org")
    )
    sandbox.fail(other.attempts.get().session_id)
    day = check_day(today())
    assert (day.charged_at_stripe_cents, day.charged_cents, day.agrees) == (0, 0, True)


def test_a_payment_nobody_told_us_of_is_brought_in_and_confirms_its_order(sandbox):
    order = begun(sandbox)
    assert not Payment.objects.exists()
    assert check_day(today()).agrees
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED


def test_a_checkout_payment_of_no_order_goes_to_suspense_and_the_day_agrees(sandbox):
    from tests.programs.sandboxes import make_session

    sandbox.pay(make_session(sandbox).id)
    day = check_day(today())
    assert (day.charged_cents, day.agrees) == (138000, True)
    payment = Payment.objects.suspense().get()
    assert MoneyIssue.objects.open().get().payment == payment


def test_a_charge_of_other_business_is_named_and_put_before_a_person(sandbox):
    charge = sandbox.charge(7700, description="Two books at the conference")
    for _ in range(2):
        day = check_day(today())
    assert (day.difference_cents, day.agrees) == (7700, False)
    assert words(day) == [
        f"Charge {charge['payment_intent']} is at Stripe (77.00 USD) and missing here."
    ]
    issue = MoneyIssue.objects.get()
    assert (issue.kind, issue.payment, issue.subject_key) == ("suspense", None, charge["id"])
    assert issue.detail["description"] == "Two books at the conference"
    assert not Payment.objects.exists()


def test_dashboard_refunds_are_brought_in(sandbox):
    payment = paid(sandbox).payments.get()
    sandbox.refund(payment.charge_id, amount=700)
    day = check_day(today())
    assert (day.refunded_at_stripe_cents, day.refunded_cents, day.agrees) == (700, 700, True)


@pytest.mark.parametrize("outcome", ["pending", "failed"])
def test_a_refund_counts_while_it_is_pending_and_not_once_it_failed(sandbox, outcome):
    payment = paid(sandbox).payments.get()
    sandbox.refunds_will(outcome)
    submit_refund(request_refund(payment=payment, amount_cents=5000, reason="goodwill"))
    day = check_day(today())
    expected = 5000 if outcome == "pending" else 0
    assert (day.refunded_at_stripe_cents, day.refunded_cents) == (expected, expected)
    assert day.agrees


def test_a_refund_that_failed_later_is_taken_off_its_day_again(sandbox):
    payment = paid(sandbox).payments.get()
    refund = submit_refund(request_refund(payment=payment, amount_cents=5000, reason="goodwill"))
    assert check_day(today()).refunded_cents == 5000
    sandbox.fail_refund(refund.refund_id)
    day = check_day(today())
    assert (day.refunded_at_stripe_cents, day.refunded_cents, day.agrees) == (0, 0, True)
    payment.refresh_from_db()
    assert payment.refundable_cents == 39500


def test_what_is_here_and_not_at_stripe_is_named(sandbox):
    order = paid(sandbox)
    sandbox.reset()
    day = check_day(today())
    assert day.difference_cents == -39500
    intent = order.payments.get().payment_intent_id
    assert words(day) == [
        f"Charge {intent} of {order.reference} is here (395.00 USD) and missing at Stripe."
    ]


def test_another_amount_is_named(sandbox):
    order = paid(sandbox)
    order.payments.update(amount_cents=39400)
    day = check_day(today())
    assert day.difference_cents == 100
    assert "395.00 USD at Stripe and 394.00 USD here" in words(day)[0]
    order.payments.update(amount_cents=39500)


def test_other_currencies_are_named_and_not_added_up(sandbox):
    sandbox.charge(5000, currency="eur")
    day = check_day(today())
    assert (day.charged_at_stripe_cents, day.agrees) == (0, False)
    assert "50.00 EUR" in words(day)[0]


def test_equal_sums_of_different_money_do_not_agree(sandbox):
    order = paid(sandbox)
    sandbox.reset()
    sandbox.charge(order.total_cents)
    day = check_day(today())
    assert (day.difference_cents, len(day.differences), day.agrees) == (0, 2, False)


def test_tax_is_in_the_day(sandbox, settings):
    settings.STRIPE_TAX = True
    sandbox.tax(10)
    paid(sandbox, cohort=make_cohort(price_cents=10000))
    day = check_day(today())
    assert (day.charged_cents, day.charged_at_stripe_cents) == (11000, 11000)


def test_the_last_eight_days_are_compared_once_a_night(sandbox):
    days = money_days.check_last_night()
    assert [day.day for day in days] == [today() - timedelta(days=back) for back in range(8, 0, -1)]
    assert money_days.check_last_night() == []
    MoneyDay.objects.filter(day=days[3].day).update(checked_at=timezone.now() - timedelta(days=1))
    assert len(money_days.check_last_night()) == 8
    assert MoneyDay.objects.count() == 8


def test_a_night_on_which_stripe_is_away_is_made_up_for(sandbox, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(StripeOutcomeUnknown):
        money_days.check_last_night()
    settings.STRIPE_API_BASE = sandbox.base_url
    assert len(money_days.check_last_night()) == 8


# --- The command --------------------------------------------------------------------------------


def test_the_command_prints_a_table_and_ends_well_when_all_agrees(sandbox, capsys):
    paid(sandbox)
    call_command("money_report", days=2)
    printed = capsys.readouterr().out
    assert f"{today()}" in printed and f"{today() - timedelta(days=1)}" in printed
    assert "395.00" in printed and "Every day agrees." in printed


def test_the_command_names_differences_and_ends_with_one(sandbox, capsys):
    sandbox.charge(123456)
    with pytest.raises(SystemExit) as ended:
        call_command("money_report", "--day", today().isoformat())
    printed = capsys.readouterr().out
    assert ended.value.code == 1
    assert "1,234.56" in printed and "missing here" in printed and "1 of 1 days differ" in printed


def test_the_command_without_an_answer_ends_with_two(sandbox, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    with pytest.raises(CommandError) as ended:
        call_command("money_report")
    assert ended.value.returncode == 2
    assert not MoneyDay.objects.exists()


@pytest.mark.parametrize("arguments", [["--day", "yesterday"], ["--days", "0"], ["--days", "many"]])
def test_a_mistyped_command_says_so(arguments):
    with pytest.raises(CommandError):
        call_command("money_report", *arguments)


def test_refunds_are_known_by_their_own_id(sandbox):
    payment = paid(sandbox).payments.get()
    refund = submit_refund(request_refund(payment=payment, amount_cents=100, reason="goodwill"))
    assert (
        Refund.objects.get().made_at.timestamp()
        == sandbox.store.get("refund", refund.refund_id)["created"]
    )
