from datetime import timedelta

import pytest
from django.utils import timezone

from programs.exceptions import (
    DiscountNotUsable,
    HeldElsewhere,
    NotOpen,
    SoldOut,
    TooManyHolds,
    TooManySeats,
    UnknownDiscount,
)
from programs.models import Cohort, Order, OutboxEmail, PriceRule, Seat
from programs.seats import MOST_HOLDS_PER_EMAIL, grant_seats, hold_seats
from tests.factories import (
    make_buyer,
    make_cohort,
    make_confirmed_order,
    make_discount_code,
    make_held_order,
)

pytestmark = pytest.mark.django_db


def test_holding_takes_seats_and_freezes_price_and_policy():
    cohort = make_cohort(capacity=5, price_cents=39500)
    order = hold_seats(cohort=cohort, count=2, buyer=make_buyer(email="Dana@Example.org "))
    cohort.refresh_from_db()
    assert (order.state, order.buyer_email) == (Order.State.HELD, "dana@example.org")
    assert (order.subtotal_cents, order.total_cents) == (79000, 79000)
    assert order.policy["percent_after"] == 50
    assert order.policy["full_until"] == cohort.full_refund_until.isoformat()
    assert cohort.seats_left == 3
    assert [seat.state for seat in order.seats.all()] == [Seat.State.HELD, Seat.State.HELD]
    PriceRule.objects.update(amount_cents=1)
    order.refresh_from_db()
    assert order.lines.get().unit_cents == 39500


def test_the_last_seat_can_be_held_once():
    cohort = make_cohort(capacity=1)
    hold_seats(cohort=cohort, count=1, buyer=make_buyer())
    with pytest.raises(SoldOut) as refusal:
        hold_seats(cohort=cohort, count=1, buyer=make_buyer(email="else@example.org"))
    assert refusal.value.left == 0


def test_more_seats_than_are_left_are_refused_with_the_number_left():
    cohort = make_cohort(capacity=3)
    with pytest.raises(SoldOut) as refusal:
        hold_seats(cohort=cohort, count=4, buyer=make_buyer())
    assert refusal.value.left == 3
    assert str(refusal.value) == "Only 3 seats are left."


def test_overbooked_seats_are_sold_and_no_more():
    cohort = make_cohort(capacity=1, overbook=1)
    hold_seats(cohort=cohort, count=2, buyer=make_buyer())
    with pytest.raises(SoldOut):
        hold_seats(cohort=cohort, count=1, buyer=make_buyer(email="else@example.org"))


@pytest.mark.parametrize(
    "overrides",
    [
        {"state": Cohort.State.DRAFT},
        {"state": Cohort.State.CANCELLED},
        {"opens_at": timezone.now() + timedelta(days=1)},
        {"closes_at": timezone.now() - timedelta(hours=1)},
        {"price_cents": None},
    ],
)
def test_a_cohort_that_is_not_open_sells_nothing(overrides):
    cohort = make_cohort(**overrides)
    assert not cohort.is_open
    assert cohort not in Cohort.objects.open_for_enrollment()
    with pytest.raises(NotOpen):
        hold_seats(cohort=cohort, count=1, buyer=make_buyer())


def test_a_cohort_that_closes_while_the_form_is_sent_sells_nothing():
    cohort = make_cohort()
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.CANCELLED)
    assert cohort.is_open  # what the form was checked with
    with pytest.raises(NotOpen):
        hold_seats(cohort=cohort, count=1, buyer=make_buyer())


@pytest.mark.parametrize("count", [0, -1, 4])
def test_a_number_of_seats_outside_the_limits_is_refused(count):
    with pytest.raises(TooManySeats):
        hold_seats(cohort=make_cohort(max_seats_per_order=3), count=count, buyer=make_buyer())


def test_the_same_post_again_resumes_the_hold():
    cohort = make_cohort()
    first = hold_seats(cohort=cohort, count=2, buyer=make_buyer(address="198.51.100.7"))
    second = hold_seats(cohort=cohort, count=2, buyer=make_buyer(address="198.51.100.7"))
    assert first.pk == second.pk
    cohort.refresh_from_db()
    assert cohort.reserved == 2


def test_a_buyer_with_the_link_resumes_the_hold_from_anywhere():
    cohort = make_cohort()
    first = hold_seats(cohort=cohort, count=1, buyer=make_buyer(address="198.51.100.7"))
    second = hold_seats(
        cohort=cohort,
        count=1,
        buyer=make_buyer(name="D. W.", address="203.0.113.9"),
        resume_token=first.token,
    )
    assert first.pk == second.pk


def test_knowing_an_e_mail_address_neither_opens_nor_ends_its_hold():
    cohort = make_cohort()
    first = hold_seats(cohort=cohort, count=1, buyer=make_buyer(address="198.51.100.7"))
    for count in (1, 2):
        with pytest.raises(HeldElsewhere) as refusal:
            hold_seats(
                cohort=cohort, count=count, buyer=make_buyer(name="Mallory", address="203.0.113.9")
            )
    first.refresh_from_db()
    assert (first.state, refusal.value.field) == (Order.State.HELD, "buyer_email")
    cohort.refresh_from_db()
    assert cohort.reserved == 1
    letter = OutboxEmail.objects.get()
    assert (letter.kind, letter.to) == ("unfinished_order", "dana@example.org")


def test_a_buyer_with_the_link_changes_the_number_of_seats_from_anywhere():
    cohort = make_cohort()
    first = hold_seats(cohort=cohort, count=1, buyer=make_buyer(address="198.51.100.7"))
    second = hold_seats(
        cohort=cohort,
        count=3,
        buyer=make_buyer(address="203.0.113.9"),
        resume_token=first.token,
    )
    first.refresh_from_db()
    assert (first.state, first.ended_because) == (Order.State.EXPIRED, "replaced")
    assert second.count == 3


def test_another_number_of_seats_replaces_the_hold():
    cohort = make_cohort(capacity=3)
    first = hold_seats(cohort=cohort, count=2, buyer=make_buyer())
    second = hold_seats(cohort=cohort, count=3, buyer=make_buyer())
    first.refresh_from_db()
    assert (first.state, second.state) == (Order.State.EXPIRED, Order.State.HELD)
    cohort.refresh_from_db()
    assert cohort.reserved == 3


def test_a_wish_that_cannot_be_met_leaves_the_earlier_hold():
    cohort = make_cohort(capacity=3)
    first = hold_seats(cohort=cohort, count=2, buyer=make_buyer())
    with pytest.raises(SoldOut) as refusal:
        hold_seats(cohort=cohort, count=4, buyer=make_buyer())
    first.refresh_from_db()
    assert (first.state, refusal.value.left) == (Order.State.HELD, 3)


def test_one_e_mail_address_holds_seats_in_a_few_cohorts_only():
    for _ in range(MOST_HOLDS_PER_EMAIL):
        hold_seats(cohort=make_cohort(), count=1, buyer=make_buyer())
    cohort = make_cohort()
    with pytest.raises(TooManyHolds):
        hold_seats(cohort=cohort, count=1, buyer=make_buyer())
    cohort.refresh_from_db()
    assert cohort.reserved == 0


def test_one_internet_address_may_hold_many_orders_but_not_any_number(monkeypatch):
    monkeypatch.setattr("programs.seats.MOST_HOLDS_PER_ADDRESS", 2)
    cohort = make_cohort()
    for number in range(2):
        hold_seats(
            cohort=cohort,
            count=1,
            buyer=make_buyer(email=f"{number}@example.org", address="192.0.2.1"),
        )
    with pytest.raises(TooManyHolds):
        hold_seats(
            cohort=cohort, count=1, buyer=make_buyer(email="3@example.org", address="192.0.2.1")
        )
    hold_seats(cohort=cohort, count=1, buyer=make_buyer(email="4@example.org", address="192.0.2.2"))


def test_the_early_bird_price_ends_at_its_instant():
    cohort = make_cohort(price_cents=40000)
    deadline = timezone.now() + timedelta(days=2)
    PriceRule.objects.create(
        cohort=cohort, kind=PriceRule.Kind.EARLY_BIRD, amount_cents=30000, ends_at=deadline
    )
    cohort = Cohort.objects.get(pk=cohort.pk)
    assert cohort.price_for(1, deadline - timedelta(seconds=1)).amount_cents == 30000
    assert cohort.price_for(1, deadline).amount_cents == 40000


def test_the_group_price_needs_its_number_of_seats():
    cohort = make_cohort(price_cents=40000)
    PriceRule.objects.create(
        cohort=cohort, kind=PriceRule.Kind.GROUP, amount_cents=35000, min_seats=5
    )
    assert make_held_order(cohort=cohort, count=4).total_cents == 160000
    assert (
        make_held_order(cohort=cohort, count=5, buyer=make_buyer(email="e@example.org")).total_cents
        == 175000
    )


def test_a_discount_code_is_frozen_on_the_order():
    make_discount_code(code="SPRING", percent=20)
    order = make_held_order(
        cohort=make_cohort(price_cents=10001), count=1, discount_code=" spring "
    )
    assert (order.subtotal_cents, order.discount_cents, order.total_cents) == (10001, 2001, 8000)
    assert order.discount_label == "SPRING"


def test_an_unknown_discount_code_is_refused_and_holds_nothing():
    cohort = make_cohort()
    with pytest.raises(UnknownDiscount) as refusal:
        hold_seats(cohort=cohort, count=1, buyer=make_buyer(), discount_code="NOPE")
    assert refusal.value.field == "discount_code"
    assert not Order.objects.exists()


def test_the_last_use_of_a_code_is_given_once_and_comes_back_when_the_hold_ends():
    code = make_discount_code(max_uses=1)
    cohort = make_cohort()
    first = hold_seats(cohort=cohort, count=1, buyer=make_buyer(), discount_code="SPRING")
    other = make_buyer(email="else@example.org")
    with pytest.raises(DiscountNotUsable):
        hold_seats(cohort=cohort, count=1, buyer=other, discount_code="SPRING")
    hold_seats(cohort=cohort, count=2, buyer=make_buyer())  # replaces the first, without the code
    code.refresh_from_db()
    first.refresh_from_db()
    assert (code.uses, first.state) == (0, Order.State.EXPIRED)
    hold_seats(cohort=cohort, count=1, buyer=other, discount_code="SPRING")


def test_a_buyer_uses_a_code_as_often_as_it_allows():
    make_discount_code(max_uses_per_buyer=1)
    make_confirmed_order(discount_code="SPRING")
    with pytest.raises(DiscountNotUsable):
        make_held_order(cohort=make_cohort(), discount_code="SPRING")


def test_a_code_for_another_cohort_is_refused():
    make_discount_code().cohorts.add(make_cohort())
    with pytest.raises(DiscountNotUsable):
        make_held_order(cohort=make_cohort(), discount_code="SPRING")


def test_given_seats_count_and_cost_nothing():
    cohort = make_cohort(capacity=3)
    order = grant_seats(cohort=cohort, count=2, name="Lakeside Schools", email="office@example.org")
    cohort.refresh_from_db()
    assert (order.state, order.total_cents, cohort.seats_left) == (Order.State.CONFIRMED, 0, 1)
    with pytest.raises(SoldOut):
        grant_seats(cohort=cohort, count=2, name="Lakeside Schools", email="office@example.org")


def test_saving_a_cohort_never_undoes_a_sale():
    cohort = make_cohort(capacity=5)
    opened_in_the_editor = Cohort.objects.get(pk=cohort.pk)
    hold_seats(cohort=cohort, count=2, buyer=make_buyer())
    opened_in_the_editor.name = "Spring evenings"
    opened_in_the_editor.save()
    cohort.refresh_from_db()
    assert (cohort.name, cohort.reserved) == ("Spring evenings", 2)
