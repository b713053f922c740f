import smtplib
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from programs import outbox
from programs.models import OutboxEmail
from programs.outbox import MAX_TRIES, queue_letter, send_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def note_letters(monkeypatch):
    """A kind of letter of our own: its text is in the row."""
    build = mock.Mock(
        side_effect=lambda row: EmailMessage(
            subject="A note", body=row.context["text"], to=[row.to]
        )
    )
    monkeypatch.setitem(outbox._builders, "note", build)
    return build


def queue_note(number=1):
    return queue_letter(
        kind="note", subject_key=f"note:{number}", to="dana@example.org", context={"text": "Hello"}
    )


def failing(error):
    return mock.patch.object(EmailMessage, "send", side_effect=error)


def later(**time):
    return timezone.now() + timedelta(**time)


def test_a_letter_is_written_once_per_cause_and_sent_once():
    assert queue_note().pk == queue_note().pk
    assert (send_due(), send_due()) == (1, 0)
    assert len(mail.outbox) == 1
    row = OutboxEmail.objects.get()
    assert row.state == OutboxEmail.State.SENT
    assert mail.outbox[0].extra_headers["Message-ID"] == row.message_id


def test_while_the_mail_server_is_away_letters_wait_and_none_is_lost():
    for number in range(3):
        queue_note(number)
    with failing(ConnectionRefusedError()) as send:
        for minute in range(90):
            send_due(later(minutes=minute))
    assert send.call_count >= 90  # one look each minute, not one for each letter
    assert set(OutboxEmail.objects.values_list("state", flat=True)) == {OutboxEmail.State.QUEUED}
    assert send_due(later(hours=2)) == 3
    assert len(mail.outbox) == 3


def test_a_letter_that_is_refused_is_given_up_after_many_tries_and_stops_no_other():
    queue_note(1)
    refusal = smtplib.SMTPRecipientsRefused({"dana@example.org": (550, b"no such user")})
    with failing(refusal):
        for hour in range(MAX_TRIES + 3):
            send_due(later(hours=hour))
    row = OutboxEmail.objects.get()
    assert (row.state, row.tries) == (OutboxEmail.State.FAILED, MAX_TRIES)
    queue_note(2)
    assert send_due() == 1


def test_a_letter_of_a_killed_worker_is_sent_again_under_the_same_id():
    queue_note()
    with failing(KeyboardInterrupt()), pytest.raises(KeyboardInterrupt):
        send_due()
    row = OutboxEmail.objects.get()
    assert row.state == OutboxEmail.State.SENDING
    assert send_due(later(minutes=1)) == 0
    assert send_due(later(minutes=11)) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == row.message_id


def test_a_letter_with_nothing_left_to_say_is_done(note_letters):
    note_letters.side_effect = lambda row: None
    queue_note()
    assert send_due() == 1
    assert mail.outbox == []
    assert OutboxEmail.objects.get().state == OutboxEmail.State.SENT


def test_a_letter_whose_building_fails_is_tried_again(note_letters):
    good = note_letters.side_effect
    note_letters.side_effect = RuntimeError("no template")
    queue_note()
    assert send_due() == 0
    assert "no template" in OutboxEmail.objects.get().last_error
    note_letters.side_effect = good
    assert send_due(later(minutes=5)) == 1
