"""What a buyer and a participant read, in every state that an order or a seat can be in."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from programs.cohort_cancellation import cancel_cohort
from programs.models import BuyerChoice, Cohort, Order, OutboxEmail, Payment, Refund, Seat
from programs.moves import move_seats
from programs.outbox import send_due
from programs.participants import name_participant
from programs.questions import ask
from programs.settlement import release_hold
from tests.factories import make_buyer, make_cohort, make_confirmed_order, make_held_order

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def name_seat(order, position=1, name="Joy", email="joy@example.org"):
    seat = order.seats.select_related("cohort", "order").get(position=position)
    name_participant(seat=seat, name=name, email=email)
    return seat


def later(**overrides):
    first = timezone.now() + timedelta(days=60)
    sessions = [(first, first + timedelta(minutes=90))]
    return make_cohort(name="Spring mornings", sessions=sessions, **overrides)


def late_order(cohort=None):
    """Paid after its seats were gone; its buyer is asked."""
    order = make_held_order(cohort=cohort or make_cohort(), count=2)
    release_hold(order, because="not_paid_in_time")
    Payment.objects.create(
        order=order,
        state=Payment.State.SUCCEEDED,
        amount_cents=order.total_cents,
        payment_intent_id=f"pi_late_{order.pk}",
        charge_id=f"ch_late_{order.pk}",
        method_type="card",
        received_at=timezone.now(),
    )
    ask(
        order=order,
        reason=BuyerChoice.Reason.LATE_MONEY,
        answer_by=timezone.now() + timedelta(hours=72),
    )
    return order


def answer(client, order, answer):
    return client.post(f"{order.path}choice/", {"answer": answer})


def test_moved_seats_are_shown_where_they_are(client, sandbox):
    order = make_confirmed_order(count=2)
    seat = name_seat(order)
    to = later(price_cents=29500, time_zone="America/Denver")
    move_seats(order=order, seats=[seat], to=to)
    page = text_of(client.get(order.path))
    assert "1 seat in Thrive, Winter evenings and 1 seat in Thrive, Spring mornings" in page
    assert "Moved here from Winter evenings" in page
    assert re.search(r"M[SD]T", page) and re.search(r"E[SD]T", page)
    old_link = text_of(client.get(seat.path))
    assert "Your seat has moved here from Winter evenings" in old_link
    calendar = client.get(f"{seat.path}calendar.ics?subscribe").content.decode()
    assert calendar.count("STATUS:CONFIRMED") == 1 and calendar.count("STATUS:CANCELLED") == 1
    send_due()
    told = next(message for message in mail.outbox if "moved to" in message.subject)
    assert "Joy" in told.body and "Spring mornings" in told.body


def test_a_moved_seat_that_went_to_somebody_else_is_not_followed(client, sandbox):
    order = make_confirmed_order(count=1)
    seat = name_seat(order)
    (new,) = move_seats(order=order, seats=[seat], to=later(joining_url="https://rooms.example/x"))
    name_seat(order, new.position, "Theo", "theo@example.org")
    page = text_of(client.get(seat.path))
    assert "This seat has moved" in page and "Theo" not in page and "rooms.example" not in page


@pytest.mark.parametrize(
    ("because", "heading"),
    [
        ("not_paid_in_time", "The hold has ended."),
        ("payment_failed", "The payment didn’t go through."),
        ("replaced", "You chose differently."),
    ],
)
def test_an_ended_order_says_why(client, because, heading):
    order = make_held_order()
    release_hold(order, because=because)
    page = text_of(client.get(order.path))
    assert heading in page and "Nothing was charged" in page


def test_late_money_is_asked_about_and_goes_back_by_answer(client, sandbox):
    order = late_order()
    page = client.get(order.path)
    assert "Your payment came late." in text_of(page)
    assert "My money back: $790.00" in text_of(page)
    assert re.search(r"Please answer by \w+, \w+ \d+, \d{4}, .*? [ap]\.m\. E[SD]T", text_of(page))
    send_due()
    letter = next(message for message in mail.outbox if "please choose by" in message.subject)
    assert f"{order.url}#choice" in letter.body
    assert answer(client, order, "refund").status_code == 303
    assert BuyerChoice.objects.get().answer == "refund"
    assert Refund.objects.get().amount_cents == 79000
    assert "Your answer Money back." in text_of(client.get(order.path))
    assert answer(client, order, "refund").status_code == 303
    assert Refund.objects.count() == 1


def test_late_money_buys_seats_in_another_cohort_and_a_cheaper_one_pays_back(client, sandbox):
    cohort = make_cohort()
    order = late_order(cohort)
    to = later(price_cents=29500)
    assert "No extra cost, and $200.00 back" in text_of(client.get(order.path))
    assert answer(client, order, f"move:{to.code}").status_code == 303
    order.refresh_from_db()
    assert (order.state, order.cohort) == (Order.State.CONFIRMED, to)
    assert Refund.objects.get().amount_cents == 20000
    assert "2 seats in Thrive, Spring mornings" in text_of(client.get(order.path))


def test_late_money_waits_in_line(client, sandbox):
    order = late_order()
    answer(client, order, "wait")
    page = text_of(client.get(order.path))
    assert "You’re in line." in page and "$790.00" in page


@pytest.mark.parametrize("given", ["", "nonsense", "move:NOTHING-1", "move", "move:"])
def test_an_answer_that_is_not_on_offer_is_explained_beside_the_choice(client, sandbox, given):
    order = late_order()
    refused = answer(client, order, given)
    assert refused.status_code == 422 and "Choose one of these." in text_of(refused)
    assert BuyerChoice.objects.get().state == BuyerChoice.State.OPEN


def test_a_cohort_that_fills_up_while_the_buyer_chooses_asks_again(client, sandbox):
    order, to = late_order(), later(capacity=2)
    make_confirmed_order(cohort=to, count=1, buyer=make_buyer(email="fast@example.org"))
    refused = answer(client, order, f"move:{to.code}")
    assert refused.status_code == 422
    assert BuyerChoice.objects.get().state == BuyerChoice.State.OPEN


def test_a_cancelled_cohort_asks_its_buyers_and_tells_its_participants(client, sandbox):
    cohort, to = make_cohort(), later()
    order = make_confirmed_order(cohort=cohort, count=2)
    seat = name_seat(order)
    cancel_cohort(cohort=cohort, because="Our facilitator has fallen ill.", plan={})
    page = client.get(order.path)
    assert "Your cohort is cancelled." in text_of(page) and "fallen ill" in text_of(page)
    assert "participant_name" not in page.content.decode()
    assert f"{order.path}cancel/" not in page.content.decode()
    assert "This cohort is cancelled." in text_of(client.get(seat.path))
    send_due()
    letter = next(
        message for message in mail.outbox if "is cancelled: please choose" in message.subject
    )
    assert "fallen ill" in letter.body
    assert answer(client, order, f"move:{to.code}").status_code == 303
    assert {seat.cohort_id for seat in Seat.objects.counting()} == {to.pk}
    assert "2 seats in Thrive, Spring mornings" in text_of(client.get(order.path))


def test_another_site_cannot_answer_or_cancel_for_a_buyer(client):
    order = make_confirmed_order()
    for way in ("choice/", "cancel/", "send/", "new-link/", "more/", "pay/"):
        refused = client.post(f"{order.path}{way}", HTTP_SEC_FETCH_SITE="cross-site")
        assert refused.status_code == 403


def test_a_participant_who_is_replaced_is_told_and_one_whose_name_is_corrected_is_not(client):
    order = make_confirmed_order()
    name_seat(order, name="Joy Okafr")
    name_seat(order, name="Joy Okafor")
    assert not OutboxEmail.objects.filter(kind="seat_withdrawn").exists()
    name_seat(order, name="Theo", email="theo@example.org")
    assert OutboxEmail.objects.get(kind="seat_withdrawn").to == "joy@example.org"


def test_a_cancelled_seat_says_so_to_its_participant(client):
    order = make_confirmed_order(count=2)
    seat = name_seat(order)
    Seat.objects.filter(pk=seat.pk).update(state=Seat.State.CANCELLED)
    assert "This seat was given back." in text_of(client.get(seat.path))
    Seat.objects.filter(pk=seat.pk).update(state=Seat.State.CONFIRMED)


def test_calendars_can_be_kept_or_subscribed_to(client):
    order = make_confirmed_order(cohort=make_cohort(joining_url="https://rooms.example/x"))
    seat = name_seat(order)
    for owner in (order, seat):
        page = client.get(owner.path).content.decode()
        assert f'href="webcal://testserver{owner.path}calendar.ics?subscribe"' in page
        kept = client.get(f"{owner.path}calendar.ics")
        followed = client.get(f"{owner.path}calendar.ics?subscribe")
        assert kept["Content-Disposition"].startswith("attachment")
        assert "Content-Disposition" not in followed
        assert followed["Content-Type"].startswith("text/calendar")
        assert b"rooms.example" in followed.content


def test_an_order_page_asks_the_database_as_often_for_ten_seats_as_for_two(
    client, django_assert_max_num_queries
):
    orders = [
        make_confirmed_order(count=count, buyer=make_buyer(email=f"b{count}@example.org"))
        for count in (2, 10)
    ]
    for order in orders:
        for position in range(1, order.count + 1):
            name_seat(order, position, email=f"p{position}@example.org")
    with django_assert_max_num_queries(24):
        client.get(orders[1].path)
    assert Cohort.objects.count() == 2
