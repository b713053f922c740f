"""Who may touch an unfinished order: the browser or network it was made from, and nobody else."""

import pytest
from django.core import mail
from django.test import Client

from programs.models import Order, OutboxEmail
from programs.outbox import send_due
from programs.seats import MOST_HOLDS_PER_EMAIL
from tests.factories import make_cohort

pytestmark = pytest.mark.django_db(transaction=True)

FILLED = {
    "quantity": "2",
    "buyer_name": "Dana Ruiz",
    "buyer_email": "dana@school.example",
    "organization": "Lincoln Ridge",
    "accept_terms": "on",
}


def enroll(client, cohort, address="198.51.100.7", **changes):
    return client.post(f"/enroll/{cohort.code}/", FILLED | changes, REMOTE_ADDR=address)


def enroll_page(client, cohort):
    return client.get(f"/enroll/{cohort.code}/").content.decode()


@pytest.fixture
def stranger():
    """Another browser."""
    return Client()


def test_from_elsewhere_an_unfinished_order_is_neither_replaced_nor_shown(
    client, stranger, sandbox
):
    cohort = make_cohort(capacity=2)
    enroll(client, cohort)
    order = Order.objects.get()
    for quantity in ("2", "1"):
        refused = enroll(stranger, cohort, "203.0.113.9", quantity=quantity)
        page = refused.content.decode()
        assert refused.status_code == 422
        assert "There is an unfinished order for this cohort with this address." in page
        assert order.token not in page and 'value="dana@school.example"' in page
        assert "unfinished-order" not in refused.cookies
    assert "We have mailed its link there; it ends at" in page
    order.refresh_from_db()
    assert order.state == Order.State.AWAITING_PAYMENT
    send_due()
    (letter,) = mail.outbox
    assert letter.to == ["dana@school.example"] and order.url in letter.body


def test_the_same_browser_changes_its_wish_from_another_network(client, sandbox):
    cohort = make_cohort()
    enroll(client, cohort)
    assert enroll(client, cohort, "203.0.113.9", quantity="3").status_code == 303
    assert Order.objects.live_holds().get().count == 3


def test_another_browser_on_the_same_network_changes_the_wish(client, stranger, sandbox):
    cohort = make_cohort()
    enroll(client, cohort)
    assert enroll(stranger, cohort, quantity="3").status_code == 303
    assert Order.objects.live_holds().get().count == 3


def test_an_unfinished_order_is_offered_to_the_browser_that_made_it(client, stranger, sandbox):
    cohort = make_cohort()
    enroll(client, cohort)
    order = Order.objects.get()
    page = enroll_page(client, cohort)
    assert "You have an unfinished order" in page and order.path in page
    assert 'value="Dana Ruiz"' in page and '<option value="2" selected' in page
    assert order.reference not in enroll_page(stranger, cohort)


def test_a_buyer_who_holds_the_last_seats_is_led_to_the_order(client, stranger, sandbox):
    cohort = make_cohort(capacity=2)
    enroll(client, cohort)
    answer = client.get(f"/enroll/{cohort.code}/")
    assert (answer.status_code, answer["Location"]) == (303, Order.objects.get().path)
    assert stranger.get(f"/enroll/{cohort.code}/").status_code == 409


def test_who_has_bought_is_told_so_on_the_enrollment_page(client, stranger, sandbox):
    cohort = make_cohort()
    sandbox.pay(enroll(client, cohort)["Location"].rpartition("/")[2])
    order = Order.objects.get()
    client.get(order.path)
    page = enroll_page(client, cohort)
    assert f"You already have order {order.reference} for this cohort" in page
    assert order.path in page
    assert order.reference not in enroll_page(stranger, cohort)
    assert enroll(client, cohort, quantity="1").status_code == 303
    assert Order.objects.count() == 2


def test_more_seats_are_bought_with_the_name_filled_in_and_none_in_the_address(client, sandbox):
    cohort = make_cohort()
    sandbox.pay(enroll(client, cohort)["Location"].rpartition("/")[2])
    order = Order.objects.get()
    client.get(order.path)
    client.cookies.clear()
    answer = client.post(f"{order.path}more/")
    assert (answer.status_code, answer["Location"]) == (303, f"/enroll/{cohort.code}/")
    page = enroll_page(client, cohort)
    assert 'value="dana@school.example"' in page and 'value="Lincoln Ridge"' in page


def test_a_network_that_posts_without_end_is_asked_to_wait_and_keeps_what_it_typed(
    client, monkeypatch
):
    monkeypatch.setattr("site_core.throttle.MOST_POSTS", 1)
    cohort = make_cohort()
    assert enroll(client, cohort, accept_terms="").status_code == 422
    refused = enroll(client, cohort, accept_terms="")
    assert refused.status_code == 429 and refused["Retry-After"]
    assert 'value="Dana Ruiz"' in refused.content.decode()
    assert enroll(client, cohort, "203.0.113.9", accept_terms="").status_code == 422


def test_a_person_holds_seats_in_a_few_cohorts_only(client, sandbox):
    for _ in range(MOST_HOLDS_PER_EMAIL):
        assert enroll(client, make_cohort()).status_code == 303
    refused = enroll(client, make_cohort())
    assert refused.status_code == 422
    assert "many unfinished orders" in refused.content.decode()
    assert Order.objects.count() == MOST_HOLDS_PER_EMAIL


def test_a_school_of_sixty_behind_one_address_enrolls(client, sandbox, monkeypatch):
    cohort = make_cohort(capacity=100)
    monkeypatch.setattr("programs.views.enrollment.start_checkout", lambda order: order.path)
    for number in range(60):
        answer = enroll(client, cohort, quantity="1", buyer_email=f"t{number}@school.example")
        assert answer.status_code == 303
    one_more = enroll(client, cohort, quantity="1", buyer_email="t60@school.example")
    assert one_more.status_code == 422
    assert OutboxEmail.objects.count() == 0


def test_an_order_for_more_seats_than_allowed_is_refused(client):
    cohort = make_cohort(max_seats_per_order=3)
    assert enroll(client, cohort, quantity="4").status_code == 422
    assert not Order.objects.exists()
