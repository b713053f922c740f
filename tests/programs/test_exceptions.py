import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from programs.checkout import start_checkout
from programs.models import (
    AuditEntry,
    MoneyIssue,
    Order,
    OutboxEmail,
    Payment,
    Refund,
    Seat,
    StripeEvent,
)
from programs.money_received import open_issue
from programs.refunds import give_all_back
from tests.factories import make_held_order, make_staff_member

pytestmark = pytest.mark.django_db

LIST = "/admin/programs/moneyissue/"
EMPTY = "Nothing needs you."


@pytest.fixture
def finance(client):
    member = make_staff_member("Finance")
    client.force_login(member)
    return member


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def press(client, issue, name="remedy", **answers):
    return client.post(reverse(f"programs_moneyissue_modeladmin_{name}", args=[issue.pk]), answers)


def label(client):
    (row,) = client.get(LIST).context["rows"]
    return row["label"]


def test_an_empty_screen_says_that_all_is_well(client, finance):
    assert EMPTY in text_of(client.get(LIST))


@pytest.mark.parametrize("group", ["Editor", "Publisher"])
def test_only_the_desk_sees_it(client, group):
    client.force_login(make_staff_member(group))
    assert client.get(LIST).status_code == 302


def test_money_of_no_order_goes_back_once(client, finance, buy):
    payment = buy().payments.get()
    Order.objects.filter(pk=payment.order_id).update(on_account=True)
    Payment.objects.filter(pk=payment.pk).update(order=None)
    issue = open_issue("suspense", subject_key=payment.payment_intent_id, payment=payment)
    assert label(client) == "Give it back"
    press(client, issue)
    press(client, issue)
    assert Refund.objects.get().amount_cents == 39500
    issue.refresh_from_db()
    assert issue.resolved_at is not None
    assert AuditEntry.objects.get(action="money_issue.remedied").actor == finance


def test_a_charge_of_other_business_can_only_be_put_aside(client, finance):
    issue = open_issue("suspense", subject_key="ch_other", detail={"cents": 5000})
    assert label(client) == ""
    press(client, issue)
    issue.refresh_from_db()
    assert issue.resolved_at is None
    press(client, issue, "handled", note="The book stall at the conference.")
    issue.refresh_from_db()
    assert (issue.resolution, issue.resolved_by) == ("The book stall at the conference.", finance)
    assert EMPTY in text_of(client.get(LIST))
    assert "book stall" in text_of(client.get(LIST, {"settled": ""}))


def test_too_much_is_accepted_and_the_rest_goes_back(client, finance, sandbox, deliver):
    order = make_held_order()
    start_checkout(order)
    Order.objects.filter(pk=order.pk).update(subtotal_cents=30000, total_cents=30000)
    sandbox.pay(order.attempts.get().session_id)
    deliver()
    issue = MoneyIssue.objects.get()
    assert (issue.kind, label(client)) == ("mismatch", "Accept and confirm")
    press(client, issue)
    press(client, issue)
    order.refresh_from_db()
    assert order.state == Order.State.CONFIRMED
    assert Refund.objects.get().amount_cents == 9500


def test_too_little_goes_back_and_the_seats_are_freed(client, finance, sandbox, deliver):
    order = make_held_order()
    start_checkout(order)
    Order.objects.filter(pk=order.pk).update(subtotal_cents=50000, total_cents=50000)
    sandbox.pay(order.attempts.get().session_id)
    deliver()
    assert label(client) == "Give the money back"
    press(client, MoneyIssue.objects.get())
    order.refresh_from_db()
    assert (order.state, order.seats.get().state) == (Order.State.EXPIRED, Seat.State.RELEASED)
    assert Refund.objects.get().amount_cents == 39500
    assert not MoneyIssue.objects.open().exists()


def test_a_failed_refund_is_tried_again_with_a_new_key(client, finance, buy, sandbox):
    payment = buy().payments.get()
    sandbox.refunds_will("failed")
    failed = give_all_back(payment, reason=Refund.Reason.STAFF)
    assert failed.state == Refund.State.FAILED
    sandbox.refunds_will("succeeded")
    issue = MoneyIssue.objects.get()
    assert label(client) == "Try again"
    press(client, issue)
    press(client, issue)
    states = list(Refund.objects.order_by("pk").values_list("state", flat=True))
    assert states == [Refund.State.FAILED, Refund.State.SUCCEEDED]


def test_seats_whose_money_went_back_are_cancelled(client, finance, buy, sandbox, deliver):
    order = buy()
    sandbox.refund(order.payments.get().charge_id)
    deliver()
    assert label(client) == "Cancel the seats"
    press(client, MoneyIssue.objects.get())
    order.refresh_from_db()
    assert order.seats.get().state == Seat.State.CANCELLED
    assert not MoneyIssue.objects.open().exists()


def test_a_dispute_leads_to_stripe_and_is_put_aside(client, finance, buy, sandbox, deliver):
    order = buy()
    sandbox.open_dispute(order.payments.get().charge_id)
    deliver()
    page = client.get(LIST)
    (row,) = page.context["rows"]
    assert row["label"] == ""
    assert row["stripe"].startswith("https://dashboard.stripe.com/test/disputes/")
    press(client, row["issue"], "handled", note="Answered.")
    assert EMPTY in text_of(client.get(LIST))


def test_who_may_not_give_money_back_sees_no_button(client, buy):
    member = make_staff_member("Editor")
    member.user_permissions.add(Permission.objects.get(codename="view_moneyissue"))
    client.force_login(member)
    payment = buy().payments.get()
    issue = open_issue("duplicate", subject_key="pi_x", order=payment.order, payment=payment)
    assert "Give it back" not in text_of(client.get(LIST))
    assert press(client, issue).status_code == 302
    assert not Refund.objects.exists()


def test_letters_and_events_that_got_stuck_are_tried_again(client, finance, buy):
    order = buy()
    letter = OutboxEmail.objects.get(kind="order_confirmed")
    OutboxEmail.objects.filter(pk=letter.pk).update(state="failed", tries=12)
    event = StripeEvent.objects.create(
        event_id="evt_stuck", type="nothing.known", livemode=False, payload={}, tries=5
    )
    words = text_of(client.get(LIST))
    assert order.buyer_email in words
    assert "evt_stuck" in words
    press(client, letter, "letter")
    press(client, event, "event")
    letter.refresh_from_db()
    event.refresh_from_db()
    assert (letter.state, event.processed_at is not None) == ("queued", True)


def test_queries_do_not_grow_with_the_rows(client, finance, buy, django_assert_max_num_queries):
    order = buy()
    payment = order.payments.get()

    def open_some(first, last):
        for number in range(first, last):
            open_issue("late_money", subject_key=f"a{number}", order=order, payment=payment)
            open_issue("refund", subject_key=f"b{number}", order=order, payment=payment)

    open_some(0, 1)
    client.get(LIST)
    with django_assert_max_num_queries(100) as few:
        client.get(LIST)
    open_some(1, 12)
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(LIST).context["rows"]) == 24


def test_the_front_page_of_the_admin_counts_what_needs_somebody(client, finance, buy):
    payment = buy().payments.get()
    open_issue("duplicate", subject_key="pi_x", order=payment.order, payment=payment)
    assert "1 thing needs you" in text_of(client.get("/admin/"))
    client.force_login(make_staff_member("Editor"))
    assert "Seats and money" not in text_of(client.get("/admin/"))
