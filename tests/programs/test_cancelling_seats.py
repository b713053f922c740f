"""Buyers give seats back on their order's page, at exactly the amount that was shown."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from programs.models import Cohort, CohortSession, Order, Refund, Seat
from programs.money_returned import sync_refunds
from programs.outbox import send_due
from programs.participants import name_participant
from tests.factories import make_cohort, make_held_order
from tests.programs.test_buying import enroll, session_of

pytestmark = pytest.mark.django_db(transaction=True)


def paid_order(client, sandbox, cohort=None, quantity="3"):
    sandbox.pay(session_of(enroll(client, cohort or make_cohort(), quantity=quantity)))
    order = Order.objects.latest("pk")
    client.get(order.path)
    order.refresh_from_db()
    return order


def preview(client, order, *positions):
    return client.get(f"{order.path}cancel/", {"seat": positions})


def cancel(client, order, *positions, cents):
    return client.post(f"{order.path}cancel/", {"seat": positions, "expected_cents": cents})


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def states(order):
    return [seat.state for seat in order.seats.order_by("position")]


def begin(cohort, days):
    starts = timezone.now() + timedelta(days=days)
    CohortSession.objects.filter(cohort=cohort).update(
        starts_at=starts, ends_at=starts + timedelta(hours=1)
    )


def test_seats_are_chosen_previewed_and_cancelled_at_the_amount_that_was_shown(client, sandbox):
    order = paid_order(client, sandbox)
    name_participant(seat=order.seats.get(position=1), name="Joy", email="joy@school.example")
    assert f'href="{order.path}cancel/"' in client.get(order.path).content.decode()
    assert "Joy" in text_of(client.get(f"{order.path}cancel/"))
    page = text_of(preview(client, order, 1, 2))
    assert "$790.00 would come back." in page
    assert "Cancel 2 seats and get $790.00 back" in page
    assert "This amount holds until" in page and re.search(r"[ap]\.m\. E[SD]T", page)
    answer = cancel(client, order, 1, 2, cents=79000)
    assert (answer.status_code, answer["Location"]) == (303, f"{order.path}#money")
    assert states(order) == ["cancelled", "cancelled", "confirmed"]
    page = text_of(client.get(order.path))
    assert "1 seat in Thrive" in page and "$790.00 of it goes back" in page
    assert "Sent back" in page or "On its way" in page
    send_due()
    subjects = {message.subject: message for message in mail.outbox}
    told = next(m for s, m in subjects.items() if s.startswith("$790.00 on its way back to you"))
    assert "Joy, Project Thrive" in told.body and "$395.00" in told.body
    assert any("was given back" in subject for subject in subjects)


def test_a_second_tab_and_a_double_click_cancel_once(client, sandbox):
    order = paid_order(client, sandbox)
    answers = [cancel(client, order, 1, cents=39500) for _ in range(3)]
    assert answers[0].status_code == 303
    assert {answer.status_code for answer in answers[1:]} <= {303, 409, 422}
    assert states(order) == ["cancelled", "confirmed", "confirmed"]
    assert Refund.objects.get().amount_cents == 39500


def test_all_seats_end_the_order_and_its_page_tells_when_the_money_has_gone(client, sandbox):
    order = paid_order(client, sandbox, quantity="2")
    cancel(client, order, 1, 2, cents=79000)
    sync_refunds(order.payments.get().payment_intent_id)
    page = client.get(order.path)
    assert 'data-order-state="refunded"' in page.content.decode()
    assert "Sent back on" in text_of(page)
    again = cancel(client, order, 1, 2, cents=79000)
    assert again.status_code == 303 and Refund.objects.count() == 1


def test_when_the_amount_has_changed_the_new_one_is_shown_and_nothing_is_done(client, sandbox):
    order = paid_order(client, sandbox)
    Order.objects.update(policy={**order.policy, "full_until": None})
    assert "$395.00 would come back" in text_of(preview(client, order, 1))
    begin(order.cohort, days=3)
    answer = cancel(client, order, 1, cents=39500)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "The amount has changed" in page and "$197.50 would come back." in page
    assert states(order) == ["confirmed"] * 3 and not Refund.objects.exists()


@pytest.mark.parametrize("cents", ["", "-1", "x", "9" * 40, "39500.0"])
def test_a_made_up_amount_shows_the_real_one(client, sandbox, cents):
    order = paid_order(client, sandbox)
    answer = cancel(client, order, 1, cents=cents)
    assert answer.status_code == 409 and "$395.00 would come back." in text_of(answer)
    assert not Refund.objects.exists()


def test_choosing_no_seat_is_explained_beside_the_boxes(client, sandbox):
    order = paid_order(client, sandbox)
    answer = client.get(f"{order.path}cancel/?chosen=1")
    assert answer.status_code == 422 and "Choose at least one seat." in text_of(answer)
    assert cancel(client, order, 99, cents=0).status_code == 422


def test_the_only_seat_is_previewed_at_once(client, sandbox):
    order = paid_order(client, sandbox, quantity="1")
    assert "$395.00 would come back." in text_of(client.get(f"{order.path}cancel/"))


def test_after_the_first_session_began_nothing_can_be_cancelled(client, sandbox):
    order = paid_order(client, sandbox)
    begin(order.cohort, days=-0.01)
    page = client.get(order.path)
    assert "The first session has begun" in text_of(page)
    assert f"{order.path}cancel/" not in page.content.decode()
    for answer in (preview(client, order, 1), cancel(client, order, 1, cents=0)):
        assert answer.status_code == 303
    assert states(order) == ["confirmed"] * 3


def test_what_the_bank_refused_is_told_as_it_is(client, sandbox):
    order = paid_order(client, sandbox)
    cancel(client, order, 1, 2, 3, cents=118500)
    Refund.objects.update(state=Refund.State.FAILED)
    Order.objects.update(state=Order.State.CANCELLED)
    page = text_of(client.get(order.path))
    assert "We are on it" in page and "Under its policy nothing goes back" not in page


def test_an_unpaid_order_and_an_unknown_link_have_nothing_to_cancel(client):
    order = make_held_order()
    assert client.get(f"{order.path}cancel/").status_code == 303
    assert client.get("/orders/made-up/cancel/").status_code == 404


def test_seats_that_cost_nothing_are_given_back_with_a_letter(client):
    from programs.seats import grant_seats

    order = grant_seats(cohort=make_cohort(), count=2, name="Dana", email="dana@school.example")
    assert "Nothing was paid." in text_of(preview(client, order, 2))
    cancel(client, order, 2, cents=0)
    send_due()
    (letter,) = [message for message in mail.outbox if "seat cancelled" in message.subject]
    assert (
        "Nothing had been paid" in letter.body and "1 seat of the order stays yours" in letter.body
    )
    assert Seat.objects.confirmed().count() == 1


def test_cancelling_frees_the_seats_for_others(client, sandbox):
    cohort = make_cohort(capacity=3)
    order = paid_order(client, sandbox, cohort)
    assert Cohort.objects.get(pk=cohort.pk).seats_left == 0
    cancel(client, order, 3, cents=39500)
    assert Cohort.objects.get(pk=cohort.pk).seats_left == 1
