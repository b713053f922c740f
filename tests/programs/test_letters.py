"""Every kind of letter: its subject, its text beside its HTML, and no words that only a program knows."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from programs import outbox
from programs.models import Order, OutboxEmail, Refund, Seat
from programs.outbox import queue_letter, send_due
from programs.participants import name_participant
from tests.factories import make_cohort, make_confirmed_order

pytestmark = pytest.mark.django_db

EMAILS = Path(settings.BASE_DIR) / "templates" / "emails"


def sent(about, kind, **context):
    queue_letter(kind=kind, subject_key=kind, to=about.buyer_email, context=context)
    OutboxEmail.objects.exclude(kind=kind).delete()
    mail.outbox.clear()
    send_due()
    (message,) = mail.outbox
    return message


def make_refund(order, **overrides):
    fields = {
        "order": order,
        "payment": order.payments.get(),
        "reason": Refund.Reason.GOODWILL,
        "amount_cents": 5000,
        "idempotency_key": "refund-made",
        **overrides,
    }
    return Refund.objects.create(**fields)


def test_every_kind_that_is_queued_has_a_builder_and_both_its_templates():
    kinds = set()
    for path in (Path(settings.BASE_DIR) / "programs").rglob("*.py"):
        if "sandbox" not in path.parts:
            text = path.read_text()
            kinds |= set(re.findall(r'queue_\w+\(\s*(?:kind=)?"(\w+)"', text))
    assert {"order_confirmed", "refund_made", "seat_withdrawn"} <= kinds
    for kind in kinds - {"confirmation_copy"}:  # looks as the confirmation itself does
        assert (EMAILS / f"{kind}.txt").exists() and (EMAILS / f"{kind}.html").exists()
    assert kinds <= outbox.kinds()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("goodwill", "we are giving you part of the price back. Your seats stay yours."),
        ("staff", "was cancelled."),
        ("late_money", "arrived after the seats had been freed"),
        ("duplicate", "was paid twice"),
        ("moved", "your new seat costs less"),
        ("cohort_cancelled", "was cancelled, so your money goes back"),
        ("outside", "we have sent money for your order"),
    ],
)
def test_a_refund_says_how_much_why_and_when(reason, words):
    order = make_confirmed_order()
    refund = make_refund(order, reason=reason)
    message = sent(order, "refund_made", refund=refund.pk)
    assert message.subject == f"$50.00 on its way back to you ({order.reference})"
    html = message.alternatives[0][0]
    for text in (message.body, re.sub(r"\s+", " ", html)):
        assert words in text and "five to ten days" in text
    assert order.url in message.body and order.url in html


def test_a_refund_that_has_failed_is_not_announced():
    order = make_confirmed_order()
    refund = make_refund(order, state=Refund.State.FAILED)
    queue_letter(
        kind="refund_made", subject_key="x", to=order.buyer_email, context={"refund": refund.pk}
    )
    OutboxEmail.objects.exclude(kind="refund_made").delete()
    send_due()
    assert mail.outbox == []


def test_names_are_written_as_they_are_in_text_and_safe_in_html():
    order = make_confirmed_order()
    Order.objects.update(buyer_name="Dana <b>O'Neil</b> & Sons")
    message = sent(order, "order_links", order=order.pk)
    assert "&amp;" not in message.body and "&#x27;" not in message.body
    message = sent(order, "order_link_renewed", order=order.pk)
    assert "Dana <b>O'Neil</b> & Sons" in message.body
    assert "<b>O'Neil" not in message.alternatives[0][0]


def test_a_withdrawn_seat_is_not_mourned_by_who_sits_in_another_one():
    order = make_confirmed_order(count=2)
    for position in (1, 2):
        seat = order.seats.get(position=position)
        name_participant(seat=seat, name="Joy", email="joy@example.org")
    seat = order.seats.get(position=1)
    name_participant(seat=seat, name="Theo", email="theo@example.org")
    send_due()
    assert not [message for message in mail.outbox if "given back" in message.subject]
    name_participant(
        seat=Seat.objects.get(order=order, position=2), name="Ana", email="ana@example.org"
    )
    send_due()
    (told,) = [message for message in mail.outbox if "given back" in message.subject]
    assert told.to == ["joy@example.org"]
    assert "Project Thrive, Winter evenings" in told.subject


def test_letters_of_offers_and_cohorts_name_local_times_with_their_zone():
    start = (timezone.now() + timedelta(days=40)).replace(microsecond=0)
    cohort = make_cohort(time_zone="America/Denver", sessions=[(start, start + timedelta(hours=1))])
    order = make_confirmed_order(cohort=cohort)
    zone = start.astimezone(cohort.zone).tzname()
    message = sent(order, "dates_changed", cohort=cohort.pk, number=0, orders=[order.pk], seats=[])
    assert f".m. {zone}" in message.body or f"noon {zone}" in message.body
    assert message.subject == "New dates for Project Thrive, Winter evenings"
