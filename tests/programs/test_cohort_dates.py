from datetime import datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from programs.cohort_dates import announce_change, queue_reminders
from programs.models import Cohort, Order, OutboxEmail, Seat
from programs.outbox import send_due
from programs.participants import name_participant
from tests.factories import make_buyer, make_cohort, make_confirmed_order, make_held_order

pytestmark = pytest.mark.django_db


def in_days(days, **more):
    first = (timezone.now() + timedelta(days=days, **more)).replace(microsecond=0)
    return [(first, first + timedelta(minutes=90))]


def bought_long_ago(cohort, count=1, **buyer):
    order = make_confirmed_order(cohort=cohort, count=count, buyer=make_buyer(**buyer))
    Order.objects.filter(pk=order.pk).update(confirmed_at=timezone.now() - timedelta(days=40))
    return order


def name_seat(order, position=1, name="Joy", email="joy@example.org"):
    name_participant(seat=order.seats.get(position=position), name=name, email=email)


def letters(kind):
    return sorted(OutboxEmail.objects.filter(kind=kind).values_list("to", flat=True))


def sent(kind_of_subject):
    send_due()
    return [message for message in mail.outbox if kind_of_subject in message.subject]


def test_a_change_of_dates_goes_once_to_buyers_and_to_named_participants():
    cohort = make_cohort()
    order = bought_long_ago(cohort, count=2)
    name_seat(order)
    make_held_order(cohort=cohort, buyer=make_buyer(email="holds@example.org"))
    assert announce_change(cohort) == 3
    assert cohort.dates_version == 1
    assert letters("dates_changed") == ["dana@example.org", "holds@example.org", "joy@example.org"]
    to_joy, to_dana = (
        next(m for m in sent("New dates") if m.to == [f"{who}@example.org"])
        for who in ("joy", "dana")
    )
    assert order.seats.get(position=1).url in to_joy.body
    assert order.url not in to_joy.body
    assert order.url in to_dana.body
    assert to_joy.attachments[0][2] == "text/calendar"


def test_of_two_changes_that_wait_only_the_newest_is_written_about():
    cohort = make_cohort()
    bought_long_ago(cohort)
    announce_change(cohort)
    announce_change(cohort)
    assert cohort.dates_version == 2
    assert len(sent("New dates")) == 1


def test_a_change_where_nobody_has_a_seat_only_counts():
    cohort = make_cohort()
    assert announce_change(cohort) == 0
    assert Cohort.objects.get(pk=cohort.pk).dates_version == 1


@pytest.mark.parametrize(("days", "due"), [(8, 0), (6.9, 1), (1.1, 1), (0.9, 1), (-0.1, 0)])
def test_reminders_are_due_seven_days_and_one_day_before(days, due):
    bought_long_ago(make_cohort(sessions=in_days(days)))
    assert queue_reminders() == due


def test_a_reminder_is_queued_once_and_the_second_one_when_its_day_comes():
    cohort = make_cohort(sessions=in_days(6))
    bought_long_ago(cohort)
    assert (queue_reminders(), queue_reminders()) == (1, 0)
    day_before = cohort.first_starts_at - timedelta(hours=20)
    assert (queue_reminders(day_before), queue_reminders(day_before)) == (1, 0)


def test_participants_are_reminded_and_buyers_who_have_several_seats_or_nobody_in_them():
    cohort = make_cohort(sessions=in_days(6))
    alone = bought_long_ago(cohort, email="alone@example.org")
    name_seat(alone, name="Alone", email="alone@example.org")
    for_other = bought_long_ago(cohort, email="office@example.org")
    name_seat(for_other, email="joy@example.org")
    bought_long_ago(cohort, email="unnamed@example.org")
    several = bought_long_ago(cohort, count=2, email="several@example.org")
    name_seat(several, 1, email="several@example.org")
    name_seat(several, 2, email="theo@example.org")
    queue_reminders()
    assert letters("cohort_reminder") == [
        f"{who}@example.org" for who in ("alone", "joy", "several", "theo", "unnamed")
    ]
    to_several = next(m for m in sent("In ") if m.to == ["several@example.org"])
    assert several.url in to_several.body and several.seats.get(position=1).url in to_several.body


def test_who_bought_in_the_day_before_a_reminder_is_due_gets_none():
    cohort = make_cohort(sessions=in_days(6))
    order = make_confirmed_order(cohort=cohort)
    due_at = cohort.first_starts_at - timedelta(days=7)
    for before, expected in [(23, 0), (25, 1)]:
        Order.objects.filter(pk=order.pk).update(confirmed_at=due_at - timedelta(hours=before))
        assert queue_reminders() == expected


def test_given_back_and_renamed_seats_are_looked_at_when_the_letter_is_sent():
    cohort = make_cohort(sessions=in_days(6))
    order = bought_long_ago(cohort)
    name_seat(order, email="joy@example.org")
    queue_reminders()
    name_seat(order, name="Theo", email="theo@example.org")
    assert sent("In ") == []
    assert queue_reminders() == 1
    assert [message.to for message in sent("In ")] == [["theo@example.org"]]


def test_a_cancelled_cohort_reminds_nobody():
    cohort = make_cohort(sessions=in_days(6))
    bought_long_ago(cohort)
    Cohort.objects.filter(pk=cohort.pk).update(state=Cohort.State.CANCELLED)
    assert queue_reminders() == 0


def test_the_subject_says_the_local_time_of_the_first_session_with_its_zone():
    start = datetime(2027, 3, 15, 16, tzinfo=ZoneInfo("America/Denver"))
    cohort = make_cohort(time_zone="America/Denver", sessions=[(start, start + timedelta(hours=1))])
    bought_long_ago(cohort)
    a_day_before = start - timedelta(hours=23)
    queue_reminders(a_day_before)
    with mock.patch("programs.letters.cohorts.timezone.now", return_value=a_day_before):
        send_due(a_day_before)
    subjects = [message.subject for message in mail.outbox]
    assert "Tomorrow: Project Thrive, March 15, 4 p.m. MDT" in subjects


def test_reminding_a_full_cohort_asks_the_database_as_often_as_for_one(
    django_assert_max_num_queries,
):
    cohort = make_cohort(sessions=in_days(6), capacity=60)
    for number in range(12):
        order = bought_long_ago(cohort, count=5, email=f"b{number}@example.org")
        for seat in order.seats.all():
            Seat.objects.filter(pk=seat.pk).update(
                participant_name="P", participant_email=f"p{seat.pk}@example.org"
            )
    with django_assert_max_num_queries(6):
        assert queue_reminders() == 72
    with django_assert_max_num_queries(4):
        assert queue_reminders() == 0
