"""Each invariant, broken on purpose: it is told, by the order's name. All is undone afterwards."""

import contextlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from programs import books, books_check
from programs.books import problems
from programs.books_check import check_books
from programs.models import (
    AuditEntry,
    BooksCheck,
    Cohort,
    DiscountCode,
    MoneyDay,
    MoneyIssue,
    Order,
    OutboxEmail,
    Payment,
    Refund,
    RefundAllocation,
    Seat,
    SeatLedger,
    StripeEvent,
)
from programs.money_days import today
from programs.money_returned import request_refund
from programs.outbox import send_due
from tests.factories import (
    make_buyer,
    make_confirmed_order,
    make_discount_code,
    make_held_order,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


@contextlib.contextmanager
def undone():
    """What happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def later(**ago):
    return timezone.now() + timedelta(**ago)


def change(model, pk, **fields):
    model.objects.filter(pk=pk).update(**fields)


@pytest.fixture
def order():
    return make_confirmed_order(count=2)


@pytest.fixture
def payment(order):
    return order.payments.get()


def test_an_ordinary_order_is_no_problem(order):
    assert problems() == []


def test_an_empty_database_is_no_problem():
    assert problems() == []


def test_a_counter_that_its_ledger_does_not_explain(order):
    with undone():
        change(Cohort, order.cohort_id, reserved=3)
        (said,) = problems()
        assert order.cohort.code in said
        assert "counts 3 seats taken of 10; its ledger says 2 and 2 seats are taken" in said


def test_a_seat_that_the_counter_does_not_know(order):
    with undone():
        change(Seat, order.seats.first().pk, state=Seat.State.CANCELLED)
        said = problems()
        assert len(said) == 2
        assert order.cohort.code in said[0]
        assert order.reference in said[1]


def test_two_mistakes_that_cancel_each_other_out_are_seen_order_by_order(order):
    other = make_confirmed_order(
        cohort=order.cohort, count=2, buyer=make_buyer(email="lee@example.org")
    )
    with undone():
        SeatLedger.objects.bulk_create(
            SeatLedger(cohort=order.cohort, order=each, delta=delta, reason="held")
            for each, delta in ((order, 1), (other, -1))
        )
        said = problems()
        assert [order.reference in said[0], other.reference in said[1]] == [True, True]


@pytest.mark.parametrize("state", [Order.State.EXPIRED, Order.State.CANCELLED, Order.State.HELD])
def test_an_order_whose_state_and_seats_do_not_fit(order, state):
    with undone():
        change(Order, order.pk, state=state)
        assert any(order.reference in said for said in problems())


def test_a_confirmed_order_may_have_lost_seats_but_not_all(order):
    with undone():
        Seat.objects.filter(order=order).update(state=Seat.State.CANCELLED)
        change(Cohort, order.cohort_id, reserved=0)
        SeatLedger.objects.bulk_create(
            [SeatLedger(cohort=order.cohort, order=order, delta=-2, reason="cancelled")]
        )
        (said,) = problems()
        assert order.reference in said


def test_a_hold_that_nobody_ended():
    order = make_held_order()
    assert problems(later(minutes=45)) == []
    (said,) = problems(later(hours=2))
    assert order.reference in said and "still holds seats" in said


def test_a_bank_that_never_answers():
    order = make_held_order()
    with undone():
        change(Order, order.pk, state=Order.State.PROCESSING)
        order.seats.update(state=Seat.State.PROCESSING)
        assert problems(later(days=5)) == []
        (said,) = problems(later(days=15))
        assert order.reference in said


def test_a_confirmed_order_that_is_not_paid(order, payment):
    with undone():
        change(Payment, payment.pk, amount_cents=payment.amount_cents - 1)
        (said,) = problems()
        assert f"Order {order.reference} is confirmed for $790.00 and $789.99 arrived." == said
        change(Order, order.pk, on_account=True)
        assert problems() == []


def test_a_code_that_counts_wrong():
    make_discount_code()
    make_held_order(discount_code="SPRING")
    with undone():
        DiscountCode.objects.update(uses=2)
        assert problems() == ["Code SPRING counts 2 uses; 1 orders use it."]


def test_a_confirmation_that_was_not_written(order):
    with undone():
        OutboxEmail.objects.all().delete()
        assert problems() == [
            f"Order {order.reference} is confirmed and no confirmation was written."
        ]
        change(Order, order.pk, origin=Order.Origin.COMP)
        assert problems() == []


def test_late_money_that_nobody_was_told_of(order, payment):
    with undone():
        change(Order, order.pk, state=Order.State.EXPIRED, confirmed_at=None)
        order.seats.update(state=Seat.State.RELEASED)
        change(Cohort, order.cohort_id, reserved=0)
        SeatLedger.objects.bulk_create(
            [SeatLedger(cohort=order.cohort, order=order, delta=-2, reason="released")]
        )
        change(Payment, payment.pk, charged_at=timezone.now())
        assert problems() == []
        (said,) = problems(later(hours=2))
        assert order.reference in said and "nobody was told" in said
        MoneyIssue.objects.create(kind="late_money", subject_key="x", payment=payment)
        assert problems(later(hours=2)) == []


def test_an_order_that_was_paid_twice_and_nobody_was_told(order, payment):
    with undone():
        change(Payment, payment.pk, charged_at=timezone.now())
        payment.pk, payment.payment_intent_id, payment.charge_id = None, "pi_2", "ch_2"
        payment.charged_at = timezone.now()
        payment.save()
        assert problems() == []
        assert problems(later(hours=2)) == [
            f"Order {order.reference} was paid 2 times and nobody was told."
        ]


def test_suspense_without_a_ticket():
    with undone():
        Payment.objects.create(
            state="succeeded", amount_cents=500, payment_intent_id="pi_x", charge_id="ch_x"
        )
        (said,) = problems()
        assert "pi_x of $5.00 belongs to no order" in said
        MoneyIssue.objects.create(kind="suspense", subject_key="pi_x")
        assert problems() == []


def test_a_payment_that_has_no_charge(payment):
    with undone():
        (said,) = problems(later(hours=2))
        assert payment.payment_intent_id in said
        change(Payment, payment.pk, charged_at=timezone.now())
        assert problems(later(hours=2)) == []


def test_refunds_that_do_not_add_up(payment):
    refund = request_refund(payment=payment, amount_cents=500, reason="goodwill")
    with undone():
        change(Payment, payment.pk, refunding_cents=400)
        (said,) = problems()
        assert "counts $4.00 going back; its refunds add up to $5.00" in said
    with undone():
        change(Refund, refund.pk, state=Refund.State.FAILED)
        (said,) = problems()
        assert "counts $5.00 going back; its refunds add up to $0.00" in said


def test_a_refund_that_is_spread_too_far(payment):
    refund = request_refund(payment=payment, amount_cents=500, reason="goodwill")
    with undone():
        for seat in payment.order.seats.all():
            RefundAllocation.objects.create(refund=refund, seat=seat, amount_cents=300)
        (said,) = problems()
        assert "is spread over seats as $6.00" in said


def test_a_refund_that_stays_in_the_air(payment):
    with undone():
        change(Payment, payment.pk, charged_at=timezone.now())
        request_refund(payment=payment, amount_cents=500, reason="goodwill")
        assert problems(later(hours=20)) == []
        (said,) = problems(later(hours=25))
        assert "is requested; Stripe has not confirmed it" in said


def test_an_event_that_cannot_be_processed():
    with undone():
        StripeEvent.objects.create(
            event_id="evt_9", type="charge.refunded", livemode=False, payload={}, last_error="Oh no"
        )
        (said,) = problems(later(days=2))
        assert "evt_9" in said and "Oh no" in said


def test_many_of_a_kind_are_counted_and_not_all_named():
    with undone():
        Payment.objects.bulk_create(
            Payment(state="succeeded", amount_cents=500, payment_intent_id=f"pi_{n}")
            for n in range(books.MOST_NAMED + 5)
        )
        said = problems()
        assert len(said) == books.MOST_NAMED + 1
        assert said[-1] == "… and 5 more like it."


def test_each_invariant_is_one_select_however_many_orders(order, django_assert_num_queries):
    make_confirmed_order(cohort=order.cohort, buyer=make_buyer(email="lee@example.org"))
    with django_assert_num_queries(len(books.CHECKS)):
        problems()


# --- The nightly report -------------------------------------------------------------------------


@pytest.fixture
def trouble():
    """Something wrong that leaves seats and money in order: a day on which Stripe has more."""
    difference = {
        "what": "missing here",
        "kind": "charge",
        "id": "pi_7",
        "order": "",
        "at_stripe": "77.00 USD",
        "here": "",
    }
    return MoneyDay.objects.create(
        day=today() - timedelta(days=1),
        charged_at_stripe_cents=7700,
        charged_cents=0,
        refunded_at_stripe_cents=0,
        refunded_cents=0,
        differences=[difference],
    )


def letters():
    return list(OutboxEmail.objects.filter(kind="books_problem").values_list("to", flat=True))


def test_a_quiet_night_is_kept_and_told_to_nobody():
    assert check_books().problems == []
    assert BooksCheck.objects.count() == 1
    assert letters() == []


def test_what_is_wrong_is_kept_and_told_to_finance(trouble, mailoutbox):
    ada = make_staff_member("Finance", email="ada@example.org")
    make_staff_member("Finance", email="gone@example.org", is_active=False)
    make_staff_member("Editor", email="ed@example.org")
    check = check_books()
    assert "pi_7 is at Stripe (77.00 USD) and missing here" in check.problems[0]
    assert letters() == [ada.email]
    send_due()
    (message,) = mailoutbox
    assert message.subject == "The books need a look: 1 problem"
    assert "pi_7" in message.body
    assert reverse("programs_bookscheck_modeladmin_inspect", args=[check.pk]) in message.body


def test_without_finance_the_company_is_told(trouble):
    Group.objects.filter(name="Finance").delete()
    check_books()
    assert letters() == ["hello@threshold.example"]


def test_once_a_night_and_for_ninety_days(monkeypatch):
    old = BooksCheck.objects.create()
    BooksCheck.objects.filter(pk=old.pk).update(checked_at=later(days=-91))
    assert books_check.check_last_night() is not None
    assert books_check.check_last_night() is None
    assert BooksCheck.objects.count() == 1


def test_the_command_says_that_all_is_well(order, capsys):
    call_command("check_books")
    assert "Seats and money add up." in capsys.readouterr().out
    assert not BooksCheck.objects.exists()


def test_the_command_names_what_is_wrong_and_ends_with_one(trouble, capsys):
    for arguments, kept in (((), 0), (("--keep",), 1)):
        with pytest.raises(SystemExit) as ended:
            call_command("check_books", *arguments)
        assert ended.value.code == 1
        assert "pi_7" in capsys.readouterr().out
        assert BooksCheck.objects.count() == kept


def test_staff_see_both_reports(client, trouble):
    client.force_login(make_staff_member("Finance"))
    check = check_books()
    days = client.get(reverse("programs_moneyday_modeladmin_index")).content.decode()
    assert "$77.00, 1 difference" in days
    day = client.get(reverse("programs_moneyday_modeladmin_inspect", args=[trouble.pk]))
    assert "Charge pi_7 is at Stripe (77.00 USD) and missing here." in day.content.decode()
    checks = client.get(reverse("programs_bookscheck_modeladmin_index")).content.decode()
    assert "1 problem" in checks
    one = client.get(reverse("programs_bookscheck_modeladmin_inspect", args=[check.pk]))
    assert "pi_7" in one.content.decode()


def test_a_quiet_night_reads_well(client):
    client.force_login(make_staff_member("Finance"))
    check = check_books()
    assert (
        "All is well"
        in client.get(reverse("programs_bookscheck_modeladmin_index")).content.decode()
    )
    one = client.get(reverse("programs_bookscheck_modeladmin_inspect", args=[check.pk]))
    assert "Nothing." in one.content.decode()


def test_looking_changes_nothing(order):
    before = AuditEntry.objects.count(), OutboxEmail.objects.count()
    problems()
    assert (AuditEntry.objects.count(), OutboxEmail.objects.count()) == before
