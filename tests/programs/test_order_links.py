import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from programs.models import AuditEntry, Order, OutboxEmail
from programs.order_links import LinkIsInUse, renew_link
from programs.outbox import send_due
from site_core.logs import redact
from tests.factories import make_buyer, make_cohort, make_confirmed_order, make_held_order

pytestmark = pytest.mark.django_db


def ask(client, email="dana@example.org", **extra):
    return client.post("/orders/", {"email": email}, **extra)


def sent():
    send_due()
    return [message for message in mail.outbox if "link" in message.subject]


def test_the_links_of_an_address_are_sent_to_it_and_nothing_is_told(client):
    paid = make_confirmed_order(buyer=make_buyer(email="dana@example.org"))
    held = make_held_order(buyer=make_buyer(email="dana@example.org"), cohort=make_cohort())
    other = make_confirmed_order(buyer=make_buyer(email="else@example.org"))
    known, unknown = ask(client, " Dana@Example.org "), ask(client, "nobody@example.org")
    assert (known.status_code, unknown.status_code) == (303, 303)
    assert known["Location"] == unknown["Location"] == "/orders/?asked"
    assert "Look in your mailbox" in client.get(known["Location"]).content.decode()
    (letter,) = sent()
    assert letter.to == ["dana@example.org"]
    assert paid.url in letter.body and held.url in letter.body and other.url not in letter.body
    assert "not paid yet" in letter.body


def test_asking_again_within_ten_minutes_sends_nothing_and_says_nothing(client):
    make_confirmed_order()
    answers = [ask(client) for _ in range(3)]
    assert {answer["Location"] for answer in answers} == {"/orders/?asked"}
    assert OutboxEmail.objects.filter(kind="order_links").count() == 1
    earlier = timezone.now() - timedelta(minutes=11)
    for row in OutboxEmail.objects.filter(kind="order_links"):
        old_key = row.subject_key.rpartition(":")[0] + ":0"
        OutboxEmail.objects.filter(pk=row.pk).update(created_at=earlier, subject_key=old_key)
    ask(client)
    assert OutboxEmail.objects.filter(kind="order_links").count() == 2


def test_holds_that_ended_unpaid_a_day_ago_are_not_listed(client):
    order = make_held_order()
    from programs.settlement import release_hold

    release_hold(order, because="not_paid_in_time")
    ask(client)
    assert OutboxEmail.objects.filter(kind="order_links").count() == 1
    OutboxEmail.objects.all().delete()
    Order.objects.update(created_at=timezone.now() - timedelta(days=2))
    ask(client)
    assert not OutboxEmail.objects.filter(kind="order_links").exists()


@pytest.mark.parametrize(("email", "message"), [("", "Enter the e-mail"), ("dana@", "complete")])
def test_a_typing_slip_is_explained_and_kept(client, email, message):
    answer = ask(client, email)
    page = answer.content.decode()
    assert answer.status_code == 422 and message in page
    assert f'value="{email}"' in page or not email


def test_the_form_keeps_what_was_typed_when_a_network_sends_too_many(client, monkeypatch):
    monkeypatch.setattr("site_core.throttle.MOST_POSTS", 2)
    for _ in range(2):
        assert ask(client).status_code == 303
    refused = ask(client)
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0
    assert 'value="dana@example.org"' in refused.content.decode()


def test_a_page_from_another_site_cannot_ask(client):
    make_confirmed_order()
    assert ask(client, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403


def test_an_order_page_sends_its_own_link_to_its_buyer(client):
    order = make_confirmed_order()
    make_confirmed_order(cohort=make_cohort())
    answer = client.post(f"{order.path}send/")
    assert answer["Location"] == f"{order.path}?sent#link"
    assert "is on its way to dana@example.org" in client.get(f"{order.path}?sent").content.decode()
    (letter,) = sent()
    assert re.findall(r"/orders/\S+/", letter.body) == [order.path]


def test_a_new_link_ends_the_old_ones_and_goes_to_the_buyer(client):
    order = make_confirmed_order()
    old = order.path
    answer = client.post(f"{old}new-link/")
    order = Order.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"{order.path}?renewed#link"
    assert order.path != old
    page = client.get(answer["Location"]).content.decode()
    assert "This is the new link" in page
    assert (client.get(old).status_code, client.get(f"{old}calendar.ics").status_code) == (404, 404)
    (letter,) = sent()
    assert order.url in letter.body and old not in letter.body
    assert AuditEntry.objects.filter(action="order.link_renewed", order=order).exists()
    assert client.post(f"{old}new-link/").status_code == 404


def test_of_two_tabs_one_makes_the_new_link():
    order = make_confirmed_order()
    other_tab = Order.objects.get()
    renew_link(order)
    with pytest.raises(LinkIsInUse):
        renew_link(other_tab)


def test_while_stripe_leads_back_to_it_a_link_stays(client):
    order = make_held_order()
    assert client.post(f"{order.path}new-link/")["Location"] == f"{order.path}#link"
    assert Order.objects.get().path == order.path
    assert "Make a new link" not in client.get(order.path).content.decode()


@pytest.mark.parametrize("ending", ["", "send/", "new-link/", "calendar.ics?subscribe", "cancel/"])
@pytest.mark.parametrize("kind", ["orders", "seats", "waiting"])
def test_no_private_address_reaches_a_log(kind, ending):
    assert redact(f'"POST /{kind}/s3cr3t-t0k3n/{ending}" 303') == f'"POST /{kind}/…/{ending}" 303'
    assert "s3cr3t" not in redact(f"webcal://example.org/{kind}/s3cr3t-t0k3n/{ending}")


def test_pages_and_answers_of_links_are_nobody_elses(client):
    order = make_confirmed_order()
    for answer in (
        client.post(f"{order.path}send/"),
        client.get("/orders/?asked"),
        client.get("/orders/made-up/"),
        client.get(f"{order.path}calendar.ics"),
        client.post(f"{order.path}new-link/"),
    ):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}
        assert answer["X-Robots-Tag"] == "noindex"


def test_a_dead_link_leads_to_finding_the_order(client):
    assert 'href="/orders/"' in client.get("/orders/made-up/").content.decode()
