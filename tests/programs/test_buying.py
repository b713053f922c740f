"""A purchase through the site's own pages, paid in the payment sandbox over real HTTP."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from programs.models import Cohort, Order, OutboxEmail, Seat
from programs.outbox import send_due
from programs.reconciler import reconcile
from tests.factories import make_cohort, make_discount_code

pytestmark = pytest.mark.django_db(transaction=True)

FILLED = {
    "quantity": "2",
    "buyer_name": "Dana Ruiz",
    "buyer_email": "Dana.Ruiz@school.example",
    "organization": "Lincoln Ridge Elementary",
    "discount_code": "",
    "accept_terms": "on",
    "pay_by": "card",
}


def enroll(client, cohort, **changes):
    return client.post(f"/enroll/{cohort.code}/", FILLED | changes)


def session_of(response):
    assert response.status_code == 303, response.content.decode()
    return re.search(r"cs_test_\w+", response["Location"]).group()


def order_page(client, **query):
    return client.get(Order.objects.latest("pk").path, query)


def state_shown(response):
    return re.search(r'<main[^>]*data-order-state="(\w+)"', response.content.decode()).group(1)


def test_a_buyer_pays_and_gets_seats_mail_and_pages(client, sandbox):
    cohort = make_cohort(capacity=10, joining_url="https://rooms.example/thrive")
    sandbox.pay(session_of(enroll(client, cohort)))
    page = order_page(client)
    assert state_shown(page) == "confirmed"
    assert "You’re in." in page.content.decode()
    cohort.refresh_from_db()
    assert cohort.reserved == 2

    send_due()
    (message,) = mail.outbox
    assert message.to == ["dana.ruiz@school.example"]
    assert "$790.00" in message.body
    link = re.search(r"http://testserver(/orders/\S+)", message.body).group(1)
    assert client.get(link).status_code == 200
    (name, content, kind) = message.attachments[0]
    assert kind == "text/calendar" and b"BEGIN:VEVENT" in content.encode() and name.endswith(".ics")


def test_the_form_offers_what_the_contract_names(client):
    page = client.get(f"/enroll/{make_cohort().code}/").content.decode()
    names = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page))
    assert names == set(FILLED)
    assert "csrfmiddlewaretoken" not in page


def test_declining_a_card_keeps_the_seats_and_paying_afterwards_works(client, sandbox):
    cohort = make_cohort()
    session = session_of(enroll(client, cohort))
    sandbox.decline(session)
    page = order_page(client)
    assert state_shown(page) == "awaiting_payment"
    assert "Nothing has been charged" in page.content.decode()
    sandbox.pay(session)
    assert state_shown(order_page(client)) == "confirmed"


def test_walking_away_and_coming_back_leads_to_the_same_payment(client, sandbox):
    cohort = make_cohort()
    session = session_of(enroll(client, cohort))
    order = Order.objects.get()
    again = client.post(f"{order.path}pay/")
    assert session_of(again) == session
    assert Order.objects.count() == 1


def test_pressing_the_button_twice_makes_one_order(client, sandbox):
    cohort = make_cohort()
    assert session_of(enroll(client, cohort)) == session_of(enroll(client, cohort))
    assert Order.objects.count() == 1
    cohort.refresh_from_db()
    assert cohort.reserved == 2


def test_a_bank_debit_says_that_it_is_on_its_way_until_it_settles(client, sandbox):
    session = session_of(enroll(client, make_cohort()))
    sandbox.bank_debit(session)
    assert state_shown(order_page(client)) == "processing"
    sandbox.settle(session)
    assert state_shown(order_page(client)) == "confirmed"
    assert set(OutboxEmail.objects.values_list("kind", flat=True)) == {
        "payment_processing",
        "order_confirmed",
    }


def test_a_bank_debit_that_fails_frees_the_seats_and_tells_the_buyer(client, sandbox):
    cohort = make_cohort()
    session = session_of(enroll(client, cohort))
    sandbox.bank_debit(session)
    order_page(client)
    sandbox.fail(session)
    page = order_page(client)
    assert state_shown(page) == "expired"
    assert "Nothing was charged" in page.content.decode()
    cohort.refresh_from_db()
    assert cohort.reserved == 0
    send_due()
    assert any("didn’t go through" in message.subject for message in mail.outbox)


def test_a_code_for_everything_needs_no_payment_page(client, sandbox):
    make_discount_code(code="FREE", percent=100)
    response = enroll(client, make_cohort(), discount_code="free")
    assert response.status_code == 303
    assert response["Location"].startswith("/orders/")
    assert state_shown(client.get(response["Location"])) == "confirmed"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"buyer_name": "  "}, "Enter your name"),
        ({"buyer_email": ""}, "your order link goes there"),
        ({"buyer_email": "dana@"}, "doesn’t look complete"),
        ({"quantity": ""}, "Choose how many seats"),
        ({"quantity": "0"}, "Choose a number of seats"),
        ({"quantity": "-3"}, "Choose a number of seats"),
        ({"quantity": "2; DROP TABLE"}, "Choose a number of seats"),
        ({"quantity": "4"}, "Only 3 seats are left"),
        ({"discount_code": "NOPE"}, "We don’t know this code"),
        ({"accept_terms": ""}, "Tick the box to agree"),
        ({"pay_by": "district"}, "isn’t possible here yet"),
        ({"pay_by": "magic"}, "paid by card"),
    ],
)
def test_a_mistake_is_explained_and_nothing_typed_is_lost(client, changes, message):
    cohort = make_cohort(capacity=3)
    response = enroll(client, cohort, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    if "buyer_name" not in changes:
        assert 'value="Dana Ruiz"' in page
    assert not Order.objects.exists()


def test_the_price_comes_from_us_whatever_is_posted(client, sandbox):
    enroll(client, make_cohort(), price="1", total_cents="1", amount="1")
    assert Order.objects.get().total_cents == 2 * 39500


def test_a_sold_out_cohort_says_so_and_names_others(client):
    full = make_cohort(capacity=1)
    Cohort.objects.filter(pk=full.pk).update(reserved=1)
    other = make_cohort(name="Spring mornings")
    for response in (client.get(f"/enroll/{full.code}/"), enroll(client, full, quantity="1")):
        page = response.content.decode()
        assert response.status_code == 409
        assert "Every seat is taken" in page
        assert f'href="/enroll/{other.code}/"' in page
        assert f'href="/enroll/{full.code}/"' not in page


def test_a_closed_cohort_and_an_unknown_one_have_pages_of_their_own(client):
    closed = make_cohort(closes_at=timezone.now() - timedelta(hours=1))
    response = client.get(f"/enroll/{closed.code}/")
    assert response.status_code == 410
    assert "Registration has closed" in response.content.decode()
    cancelled = client.get(f"/enroll/{make_cohort(state=Cohort.State.CANCELLED).code}/")
    assert cancelled.status_code == 410
    assert "This cohort was cancelled" in cancelled.content.decode()
    draft = make_cohort(state=Cohort.State.DRAFT)
    for code in (draft.code, "NOTHING-LIKE-IT"):
        response = client.get(f"/enroll/{code}/")
        assert response.status_code == 404
        assert "We don’t know this cohort" in response.content.decode()


def test_when_stripe_cannot_be_reached_the_form_stays_and_trying_again_works(
    client, sandbox, settings
):
    cohort = make_cohort()
    address = settings.STRIPE_API_BASE
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    response = enroll(client, cohort)
    assert response.status_code == 503
    assert "Nothing was charged" in response.content.decode()
    settings.STRIPE_API_BASE = address
    sandbox.pay(session_of(enroll(client, cohort)))
    assert state_shown(order_page(client)) == "confirmed"
    assert Order.objects.count() == 1


def test_an_order_that_nobody_pays_ends_and_offers_to_start_again(client, sandbox):
    cohort = make_cohort()
    session = session_of(enroll(client, cohort))
    sandbox.expire(session)
    reconcile()
    page = order_page(client)
    assert state_shown(page) == "expired"
    assert f'href="/enroll/{cohort.code}/"' in page.content.decode()


def test_the_order_page_is_nobody_elses(client, sandbox):
    session_of(enroll(client, make_cohort()))
    page = order_page(client)
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "same-origin"
    unknown = client.get("/orders/made-up/")
    assert unknown.status_code == 404
    assert "This link leads nowhere" in unknown.content.decode()


def paid_order(client, sandbox, cohort=None):
    sandbox.pay(session_of(enroll(client, cohort or make_cohort())))
    order_page(client)
    return Order.objects.get()


def name_seat(client, order, position=1, name="Joy Okafor", email="Joy@school.example"):
    return client.post(
        order.path, {"position": position, "participant_name": name, "participant_email": email}
    )


def test_naming_a_seat_invites_its_participant_to_a_page_of_their_own(client, sandbox):
    order = paid_order(client, sandbox, make_cohort(joining_url="https://rooms.example/thrive"))
    assert name_seat(client, order, position=2).status_code == 303
    assert "Joy Okafor" in order_page(client).content.decode()
    send_due()
    invitation = next(message for message in mail.outbox if message.to == ["joy@school.example"])
    link = re.search(r"http://testserver(/seats/\S+)", invitation.body).group(1)
    seat_page = client.get(link).content.decode()
    assert "Welcome, Joy Okafor" in seat_page
    assert "https://rooms.example/thrive" in seat_page
    assert b"BEGIN:VTIMEZONE" in client.get(f"{link}calendar.ics").content


def test_who_is_named_while_the_bank_works_is_invited_when_it_has_paid(client, sandbox):
    session = session_of(enroll(client, make_cohort()))
    sandbox.bank_debit(session)
    order_page(client)
    name_seat(client, Order.objects.get())
    assert not OutboxEmail.objects.filter(kind="seat_invitation").exists()
    sandbox.settle(session)
    order_page(client)
    assert OutboxEmail.objects.get(kind="seat_invitation").to == "joy@school.example"


def test_giving_a_seat_to_somebody_else_ends_the_first_ones_link(client, sandbox):
    order = paid_order(client, sandbox)
    name_seat(client, order)
    first = Seat.objects.get(order=order, position=1).path
    assert client.get(first).status_code == 200
    name_seat(client, order, name="Theo", email="theo@school.example")
    assert client.get(first).status_code == 404


def test_correcting_a_name_keeps_the_link(client, sandbox):
    order = paid_order(client, sandbox)
    name_seat(client, order)
    link = Seat.objects.get(order=order, position=1).path
    name_seat(client, order, name="Joy A. Okafor")
    assert "Welcome, Joy A. Okafor" in client.get(link).content.decode()
    assert OutboxEmail.objects.filter(kind="seat_invitation").count() == 1


def test_a_seat_cannot_change_hands_once_the_cohort_has_begun(client, sandbox):
    order = paid_order(client, sandbox)
    order.cohort.sessions.update(
        starts_at=timezone.now() - timedelta(hours=1), ends_at=timezone.now() + timedelta(hours=1)
    )
    response = name_seat(client, order)
    assert response.status_code == 422
    assert not Seat.objects.get(order=order, position=1).is_named


def test_a_wrong_participant_is_explained_beside_the_field(client, sandbox):
    order = paid_order(client, sandbox)
    response = name_seat(client, order, email="joy")
    assert response.status_code == 422
    assert 'value="Joy Okafor"' in response.content.decode()
    assert name_seat(client, order, position="99").status_code == 303
    assert name_seat(client, order, position="9" * 30).status_code == 303
    assert name_seat(client, order, position="x").status_code == 303


def test_times_are_in_the_cohorts_own_zone(client, sandbox):
    start = timezone.now().replace(hour=22, minute=0, second=0, microsecond=0) + timedelta(days=30)
    cohort = make_cohort(time_zone="America/Denver", sessions=[(start, start + timedelta(hours=1))])
    order = paid_order(client, sandbox, cohort)
    page = client.get(order.path).content.decode()
    local = start.astimezone(cohort.zone)
    hour = {15: "3", 16: "4"}[local.hour]
    assert f"{hour} p.m. {local.tzname()}" in page
