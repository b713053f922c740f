from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from programs.models import AuditEntry, Cohort, Order, PriceRule, SeatLedger
from tests.factories import make_cohort, make_discount_code, make_held_order

pytestmark = pytest.mark.django_db


def hours(number):
    return timezone.now() + timedelta(hours=number)


@pytest.mark.parametrize(
    ("overrides", "status"),
    [
        ({}, "open"),
        ({"capacity": 1, "reserved": 1}, "full"),
        ({"opens_at": hours(1)}, "upcoming"),
        ({"closes_at": hours(-1)}, "closed"),
        ({"price_cents": None}, "closed"),
        ({"state": "draft"}, "draft"),
        ({"state": "cancelled"}, "cancelled"),
        ({"closes_at": hours(-2), "sessions": [(hours(-1), hours(1))]}, "running"),
        ({"closes_at": hours(-20), "sessions": [(hours(-10), hours(-9))]}, "done"),
    ],
)
def test_the_status_follows_from_dates_and_seats(overrides, status):
    cohort = make_cohort(**overrides)
    listed = Cohort.objects.with_dates().get(pk=cohort.pk)
    assert (cohort.status, listed.status) == (status, status)
    assert (
        (cohort in Cohort.objects.open_for_enrollment())
        == cohort.is_open
        == (status in {"open", "full"})
    )
    assert (cohort in Cohort.objects.with_seats_left()) == cohort.has_seats_left
    cohort.delete()


def test_dates_are_those_of_the_cohorts_own_zone():
    start = datetime(2027, 1, 13, 2, 0, tzinfo=UTC)  # the evening before in Denver
    cohort = make_cohort(time_zone="America/Denver", sessions=[(start, start + timedelta(hours=2))])
    assert (cohort.starts_on, cohort.ends_on) == (date(2027, 1, 12), date(2027, 1, 12))
    assert cohort.sessions.get().starts_at_local.tzname() == "MST"


def test_days_before_the_first_session_are_counted_on_the_wall_clock():
    start = datetime(2027, 3, 15, 20, 0, tzinfo=UTC)  # 4 p.m., the day after clocks went forward
    cohort = make_cohort(refund_full_days=7, sessions=[(start, start + timedelta(hours=1))])
    assert cohort.full_refund_until.isoformat() == "2027-03-08T16:00:00-05:00"


def test_an_invented_time_zone_is_refused():
    cohort = make_cohort()
    cohort.time_zone = "America/Gotham"
    with pytest.raises(ValidationError, match="not a time zone"):
        cohort.full_clean()


@pytest.mark.parametrize("reserved", [-1, 11])
def test_the_database_refuses_a_counter_outside_the_capacity(reserved):
    cohort = make_cohort(capacity=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cohort.objects.filter(pk=cohort.pk).update(reserved=reserved)


def test_a_cohort_has_one_list_price():
    cohort = make_cohort()
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceRule.objects.create(cohort=cohort, kind=PriceRule.Kind.LIST, amount_cents=1)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "early_bird"},
        {"kind": "group"},
        {"kind": "group", "min_seats": 1},
        {"kind": "list", "min_seats": 3},
    ],
)
def test_a_price_rule_has_what_its_kind_needs(fields):
    cohort = make_cohort(price_cents=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceRule.objects.create(cohort=cohort, amount_cents=100, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"percent": None},
        {"percent": 101},
        {"percent": 10, "amount_cents": 5},
        {"kind": "amount", "percent": None},
    ],
)
def test_a_discount_code_has_what_its_kind_needs(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_discount_code(**fields)


def test_the_ledger_and_the_audit_trail_are_never_changed():
    make_held_order()
    for model in (SeatLedger, AuditEntry):
        row = model.objects.first()
        for change in (
            row.save,
            row.delete,
            model.objects.all().delete,
            lambda m=model: m.objects.update(order=None),
        ):
            with pytest.raises(TypeError):
                change()


def test_an_order_is_confirmed_only_when_paid_zero_or_on_account():
    order = make_held_order()
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(state="confirmed")
    Order.objects.filter(pk=order.pk).update(state="confirmed", on_account=True)
    Order.objects.filter(pk=order.pk).update(state="held", on_account=False)


def test_a_move_that_is_not_in_the_table_is_a_mistake():
    order = make_held_order()
    with pytest.raises(ValueError, match="never moves"):
        order.move(Order.State.HELD, from_={Order.State.CONFIRMED})
    assert not order.move(Order.State.REFUNDED, from_={Order.State.CONFIRMED})


def test_the_private_token_is_not_at_rest():
    order = make_held_order()
    row = Order.objects.filter(pk=order.pk).values().get()
    assert order.token not in {str(value) for value in row.values()}
    assert Order.objects.by_token(order.token).get() == order
    assert not Order.objects.by_token(order.token_hash).exists()
