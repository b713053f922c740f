from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from programs.holds_ending import queue_hold_letters
from programs.models import Order, OutboxEmail, Payment
from programs.outbox import send_due
from programs.settlement import release_hold
from tests.factories import make_buyer, make_cohort, make_held_order

pytestmark = pytest.mark.django_db


def handed_out(**overrides):
    """A hold whose buyer was sent to the payment page."""
    order = make_held_order(**overrides)
    order.move(Order.State.AWAITING_PAYMENT, from_={Order.State.HELD})
    return order


def ended(**overrides):
    return release_hold(make_held_order(**overrides), because="not_paid_in_time")


def offered(until, ago=timedelta(hours=30), **overrides):
    order = make_held_order(**overrides)
    Order.objects.filter(pk=order.pk).update(
        origin=Order.Origin.EXCHANGE,
        offered_until=until,
        hold_expires_at=until,
        created_at=timezone.now() - ago,
    )
    return Order.objects.get(pk=order.pk)


def kinds():
    return list(OutboxEmail.objects.values_list("kind", flat=True))


def subjects():
    send_due()
    return [message.subject for message in mail.outbox]


def test_a_buyer_hears_once_that_a_hold_ends_in_ten_minutes():
    order = handed_out(count=2)
    assert queue_hold_letters(order.hold_expires_at - timedelta(minutes=11)) == 0
    soon = order.hold_expires_at - timedelta(minutes=9)
    assert (queue_hold_letters(soon), queue_hold_letters(soon)) == (1, 0)
    local = order.hold_expires_at.astimezone(order.cohort.zone)
    (subject,) = subjects()
    assert subject.startswith("Your seats are held until ")
    assert subject.endswith(f".m. {local.tzname()} ({order.reference})") or local.minute == 0


def test_a_hold_that_was_never_handed_an_address_ends_without_a_warning():
    order = make_held_order()
    assert queue_hold_letters(order.hold_expires_at - timedelta(minutes=5)) == 0


def test_a_hold_that_was_paid_before_the_letter_left_is_not_written_about():
    order = handed_out()
    queue_hold_letters(order.hold_expires_at - timedelta(minutes=5))
    order.move(Order.State.PROCESSING, from_={Order.State.AWAITING_PAYMENT})
    assert subjects() == []
    assert OutboxEmail.objects.get().state == OutboxEmail.State.SENT


def test_an_offer_is_recalled_six_hours_before_its_end():
    until = timezone.now() + timedelta(hours=5)
    order = offered(until)
    assert queue_hold_letters() == 1
    offered(timezone.now() + timedelta(hours=7), cohort=make_cohort())
    offered(until, ago=timedelta(minutes=5), cohort=make_cohort())
    assert queue_hold_letters() == 0
    assert f"({order.reference})" in subjects()[0]


def test_a_hold_that_ended_unpaid_is_told_once_with_the_way_back():
    order = ended(count=2)
    assert (queue_hold_letters(), queue_hold_letters()) == (1, 0)
    assert subjects() == [
        f"The hold on your seats has ended; nothing was charged ({order.reference})"
    ]
    assert order.cohort.enroll_path in mail.outbox[0].body


def test_replaced_and_paid_and_long_ended_holds_are_not_written_about():
    release_hold(make_held_order(), because="replaced")
    late = ended(cohort=make_cohort())
    Payment.objects.create(
        order=late, state=Payment.State.SUCCEEDED, amount_cents=1, payment_intent_id="pi_late"
    )
    old = ended(cohort=make_cohort())
    Order.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=2))
    assert queue_hold_letters() == 0


def test_who_has_ordered_again_is_not_told_of_the_first_hold():
    cohort = make_cohort()
    ended(cohort=cohort)
    make_held_order(cohort=cohort)
    assert queue_hold_letters() == 0


def test_many_holds_are_told_in_as_many_queries_as_one(django_assert_max_num_queries):
    cohort = make_cohort(capacity=40)
    for number in range(20):
        ended(cohort=cohort, buyer=make_buyer(email=f"b{number}@example.org"))
    with django_assert_max_num_queries(6):
        assert queue_hold_letters() == 20
    assert kinds() == ["hold_expired"] * 20
