import pytest
from django.urls import reverse

from programs import payments
from programs.checkout import start_checkout
from programs.models import Payment
from programs.outbox import send_due
from tests.factories import make_cohort, make_confirmed_order, make_held_order
from tests.programs.test_payment_sandbox_pages import open_page

pytestmark = pytest.mark.django_db

PAPERS = ["order_receipt", "order_invoice"]


@pytest.fixture
def order(sandbox, deliver):
    order = make_held_order()
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    deliver()
    return order


def look(client, order, paper="order_receipt"):
    return client.get(reverse(paper, args=[order.token]))


@pytest.mark.parametrize("paper", PAPERS)
def test_the_paper_is_where_stripe_shows_it_now(client, sandbox, order, paper):
    response = look(client, order, paper)
    assert response.status_code == 303
    assert response["Location"].startswith(sandbox.base_url)
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    status, _, html = open_page(sandbox, response["Location"].removeprefix(sandbox.base_url))
    assert (status, "$395.00" in html) == (200, True)


def test_the_address_is_asked_for_anew_every_time(client, order):
    Payment.objects.update(receipt_url="https://old.example/")
    assert "old.example" not in look(client, order)["Location"]


def test_an_invoice_that_was_made_later_is_found(client, order):
    Payment.objects.update(invoice_id="")
    assert look(client, order, "order_invoice").status_code == 303
    assert Payment.objects.get().invoice_id.startswith("in_")


def test_the_order_page_links_both(client, order):
    html = client.get(order.path).content.decode()
    for paper in PAPERS:
        assert reverse(paper, args=[order.token]) in html


@pytest.mark.parametrize("paper", PAPERS)
def test_an_unpaid_order_has_no_paper(client, sandbox, paper):
    response = look(client, make_held_order(), paper)
    assert response.status_code == 404
    assert "There is none yet" in response.content.decode()


@pytest.mark.parametrize("paper", PAPERS)
def test_a_charge_that_stripe_does_not_know_has_no_paper(client, sandbox, paper):
    assert look(client, make_confirmed_order(), paper).status_code == 404


@pytest.mark.parametrize("paper", PAPERS)
def test_while_stripe_does_not_answer_the_page_says_so(client, order, settings, paper):
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    response = look(client, order, paper)
    assert response.status_code == 503
    assert "Try again" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


def test_a_link_that_leads_nowhere_tells_nothing(client):
    assert client.get("/orders/unknown/receipt/").status_code == 404


def test_only_looking_is_allowed(client, order):
    assert client.post(reverse("order_receipt", args=[order.token])).status_code == 405


def test_a_stand_in_that_expands_nothing_still_tells_the_time_of_the_charge(order, monkeypatch):
    whole = payments.retrieve_payment(order.payments.get().payment_intent_id)
    bare = payments.replace(whole, charged_at=None, receipt_url="")
    assert payments._with_charge(bare) == whole


# --- Tax on the bill ----------------------------------------------------------------------------


@pytest.mark.parametrize("percent", [0, 10])
def test_tax_stands_on_the_page_and_in_the_letter(
    client, sandbox, deliver, settings, mailoutbox, percent
):
    settings.STRIPE_TAX = True
    sandbox.tax(percent)
    order = make_held_order(cohort=make_cohort(price_cents=10000), count=2)
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    deliver()
    send_due()
    page = client.get(order.path).content.decode()
    letter = next(m for m in mailoutbox if m.subject.startswith("You’re in"))
    html = letter.alternatives[0].content
    total = "$220.00" if percent else "$200.00"
    assert f"Total: {total}" in letter.body
    assert total in page and total in html
    for text in (page, html):
        assert (">Tax<" in text) == bool(percent)
    assert ("Tax: $20.00" in letter.body) == bool(percent)


def test_a_debit_on_its_way_is_named_with_its_tax(client, sandbox, deliver, settings):
    settings.STRIPE_TAX = True
    sandbox.tax(10)
    order = make_held_order(cohort=make_cohort(price_cents=10000))
    start_checkout(order)
    sandbox.bank_debit(order.attempts.get().session_id)
    deliver()
    assert "payment of $110.00 settles" in client.get(order.path).content.decode()
