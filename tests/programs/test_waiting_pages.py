import re

import pytest
from django.core import mail
from django.urls import reverse

from programs.cancellation import cancel_seats
from programs.models import Order, WaitingEntry
from programs.outbox import send_due
from programs.waiting_list import leave
from tests.factories import make_cohort, make_full_cohort, make_held_order, make_waiting_entry

pytestmark = pytest.mark.django_db

ANSWERS = {"name": "Ana Ruiz", "email": "ana@example.org", "wanted": "2", "least": "1"}
IN_LINE = "number 2 in line"


@pytest.fixture
def full():
    return make_full_cohort(taken=5)


def post(client, cohort, **changes):
    return client.post(cohort.wait_path, ANSWERS | changes)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def offered(entry):
    order = entry.cohort.orders.get(origin="comp")
    cancel_seats(order=order, seats=list(order.seats.confirmed())[:1], because="asked")
    return entry.offers.get()


# --- Joining


def test_a_full_cohort_offers_its_line_wherever_it_is_met(client, full):
    page = client.get(full.project.url)
    assert f'href="{full.wait_path}"' in page.content.decode()
    assert f'href="{full.enroll_path}"' not in page.content.decode()
    page = client.get(full.enroll_path)
    assert page.status_code == 409
    assert f'action="{full.wait_path}"' in page.content.decode()


def test_a_cohort_with_seats_does_not(client):
    cohort = make_cohort()
    page = client.get(cohort.project.url).content.decode()
    assert f'href="{cohort.enroll_path}"' in page
    assert f'href="{cohort.wait_path}"' not in page


def test_joining_answers_alike_for_new_and_known_addresses(client, full):
    answers = [post(client, full) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (303, f"{full.wait_path}?asked")
    ] * 2
    assert WaitingEntry.objects.count() == 1
    assert "Look in your mailbox" in text_of(client.get(f"{full.wait_path}?asked"))


def test_the_letter_tells_the_place_and_its_link_opens_it(client, full):
    make_waiting_entry(cohort=full)
    post(client, full)
    send_due()
    letter = mail.outbox[-1]
    assert IN_LINE in letter.subject
    assert IN_LINE in letter.body
    (path,) = set(re.findall(r"/waiting/[\w-]+/", letter.body))
    page = client.get(path)
    assert IN_LINE in text_of(page)
    assert page["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": ""}, "Enter your name."),
        ({"email": "ana"}, "doesn’t look complete"),
        ({"wanted": ""}, "Choose how many seats you want."),
        ({"wanted": "999"}, "Choose a number of seats from the list."),
        ({"wanted": "1", "least": "2"}, "You want 1, so this can be 1 at most."),
        ({"least": "-1"}, "Choose a number of seats from the list."),
    ],
)
def test_a_slip_is_said_beside_its_field_and_what_was_typed_stays(client, full, changes, problem):
    answer = post(client, full, organization="Lakeside", **changes)
    assert answer.status_code == 422
    assert problem in text_of(answer)
    assert 'value="Lakeside"' in answer.content.decode()
    assert not WaitingEntry.objects.exists()


def test_who_need_not_wait_is_told_so(client):
    cohort = make_cohort(capacity=3)
    answer = post(client, cohort)
    assert answer.status_code == 409
    assert "3 seats are free right now." in text_of(answer)
    assert f'href="{cohort.enroll_path}"' in answer.content.decode()


def test_unknown_and_closed_cohorts_have_no_line(client):
    closed = make_full_cohort(state="cancelled")
    assert client.get("/enroll/NO-SUCH/wait/").status_code == 404
    assert client.get("/enroll/%00/wait/").status_code == 404
    assert client.get(closed.wait_path).status_code == 410
    assert post(client, closed).status_code == 410


def test_a_foreign_site_can_not_join_for_anybody(client, full):
    answer = client.post(full.wait_path, ANSWERS, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not WaitingEntry.objects.exists()


# --- The private page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("waiting", "You’re next in line."),
        ("left", "You’ve left the line."),
        ("declined", "You declined."),
        ("passed", "The offer has run out."),
        ("closed", "The line is closed."),
    ],
)
def test_every_end_is_told_as_it_is(client, full, state, words):
    entry = make_waiting_entry(cohort=full, state=state)
    page = client.get(entry.path)
    assert page.status_code == 200
    assert words in text_of(page)
    assert ("Leave the line" in text_of(page)) == (state == "waiting")


def test_while_a_bank_works_on_an_offer_its_page_says_so(client, full):
    entry = make_waiting_entry(cohort=full)
    Order.objects.filter(pk=offered(entry).pk).update(state=Order.State.PROCESSING)
    entry.cohort.seats.filter(order__waiting_entry=entry).update(state="processing")
    words = text_of(client.get(entry.path))
    assert "Your bank is working on it." in words
    assert "Decline and leave the line" not in words


def test_leaving_is_one_click(client, full):
    entry = make_waiting_entry(cohort=full)
    assert client.get(reverse("leave_line", args=[entry.token])).status_code == 405
    for _ in range(2):
        assert client.post(reverse("leave_line", args=[entry.token])).status_code == 303
    entry.refresh_from_db()
    assert entry.state == WaitingEntry.State.LEFT


def test_wanting_fewer_keeps_the_place(client, full):
    entry = make_waiting_entry(cohort=full, wanted=4, least=2)
    answer = client.post(entry.path, {"wanted": "2", "least": "2"})
    assert answer.status_code == 303
    answer = client.post(entry.path, {"wanted": "4", "least": "1"})
    assert answer.status_code == 422
    entry.refresh_from_db()
    assert (entry.wanted, entry.least) == (2, 2)


def test_an_unknown_link_says_nothing(client):
    for path in ("/waiting/nothing/", "/waiting/nothing/leave/"):
        assert client.post(path).status_code == 404


# --- An offer


def test_an_offer_is_taken_only_with_the_terms(client, sandbox, full):
    offer = offered(make_waiting_entry(cohort=full))
    page = client.get(offer.path)
    assert "The seat is held for you until" in text_of(page)
    take = reverse("take_offer", args=[offer.token])
    assert client.post(take).status_code == 422
    answer = client.post(take, {"accept_terms": "on"})
    assert answer.status_code == 303
    assert answer["Location"].startswith(sandbox.base_url)
    assert offer.audit_entries.filter(action="order.terms_accepted").count() == 1


def test_the_usual_pay_button_does_not_go_around_the_terms(client, full):
    offer = offered(make_waiting_entry(cohort=full))
    answer = client.post(reverse("order_pay", args=[offer.token]))
    assert answer["Location"] == f"{offer.path}#offer"
    assert not offer.attempts.exists()


def test_an_offer_is_declined_with_one_click(client, full):
    first, second = make_waiting_entry(cohort=full), make_waiting_entry(cohort=full)
    offer = offered(first)
    for _ in range(2):
        assert client.post(reverse("decline_offer", args=[offer.token])).status_code == 303
    second.refresh_from_db()
    assert second.state == WaitingEntry.State.OFFERED
    assert "You declined." in text_of(client.get(offer.path))
    assert "You declined." in text_of(client.get(first.path))


def test_an_ordinary_hold_can_not_be_declined_or_taken_as_an_offer(client, sandbox):
    order = make_held_order()
    for name in ("take_offer", "decline_offer"):
        client.post(reverse(name, args=[order.token]), {"accept_terms": "on"})
    order.refresh_from_db()
    assert order.state == Order.State.HELD


def test_a_free_offer_needs_no_payment(client, db):
    cohort = make_full_cohort(price_cents=0)
    entry = make_waiting_entry(cohort=cohort)
    offer = offered(entry)
    answer = client.post(reverse("take_offer", args=[offer.token]), {"accept_terms": "on"})
    assert answer["Location"] == offer.path
    entry.refresh_from_db()
    assert entry.state == WaitingEntry.State.SEATED
    assert "Go to order" in text_of(client.get(entry.path))


def test_the_offers_letter_is_not_sent_once_it_is_declined(client, full):
    entry = make_waiting_entry(cohort=full)
    offered(entry)
    leave(entry)
    send_due()
    assert not [letter for letter in mail.outbox if letter.to == [entry.email]]


def test_the_offers_letter_names_seats_price_and_end(full):
    entry = make_waiting_entry(cohort=full)
    offer = offered(entry)
    send_due()
    letter = next(letter for letter in mail.outbox if letter.to == [entry.email])
    assert letter.subject.startswith("1 seat for you until ")
    assert "$395.00" in letter.body
    assert offer.url in letter.body
