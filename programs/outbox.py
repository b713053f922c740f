"""Letters: written beside the change that causes them, sent by the worker, retried, never doubled.

    queued → sending → sent
       ↑________|→ queued again with a later next_try_at, or failed after MAX_TRIES

A kind of letter is a function that takes the row and returns the message to send, or None when there
is nothing left to say (the row then counts as sent).
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives, make_msgid
from django.template.loader import render_to_string
from django.utils import timezone

from programs.models import OutboxEmail

logger = logging.getLogger(__name__)

MAX_TRIES = 12
STUCK_AFTER = timedelta(minutes=10)
BATCH = 50

type LetterBuilder = Callable[[OutboxEmail], EmailMultiAlternatives | None]
_builders: dict[str, LetterBuilder] = {}


def letter(kind: str):
    """Register the function that builds letters of this kind."""

    def register(build: LetterBuilder) -> LetterBuilder:
        _builders[kind] = build
        return build

    return register


def queue_letter(
    *, kind: str, subject_key: str, to: str, context: dict | None = None
) -> OutboxEmail:
    """Write a letter to the outbox once. Call inside the transaction that causes it."""
    row, _ = OutboxEmail.objects.get_or_create(
        kind=kind, subject_key=subject_key, defaults={"to": to, "context": context or {}}
    )
    return row


def render_letter(kind: str, *, to: str, context: dict) -> EmailMultiAlternatives:
    """Build a message from `emails/<kind>.txt` (first line "Subject: …") and `emails/<kind>.html`."""
    text = render_to_string(f"emails/{kind}.txt", context)
    subject_line, _, body = text.partition("\n")
    message = EmailMultiAlternatives(
        subject=subject_line.removeprefix("Subject:").strip(), body=body.strip() + "\n", to=[to]
    )
    message.attach_alternative(render_to_string(f"emails/{kind}.html", context), "text/html")
    return message


def send_due(now=None) -> int:
    """Send what is due, each letter once; returns how many went out."""
    now = now or timezone.now()
    OutboxEmail.objects.filter(
        state=OutboxEmail.State.SENDING, next_try_at__lte=now - STUCK_AFTER
    ).update(state=OutboxEmail.State.QUEUED)
    return sum(_send(row, now) for row in OutboxEmail.objects.due(now)[:BATCH])


def _send(row: OutboxEmail, now) -> bool:
    claimed = OutboxEmail.objects.filter(pk=row.pk, state=OutboxEmail.State.QUEUED).update(
        state=OutboxEmail.State.SENDING, tries=row.tries + 1, next_try_at=now
    )
    if not claimed:
        return False
    try:
        message = _builders[row.kind](row)
        message_id = ""
        if message is not None:
            message_id = message.extra_headers.setdefault("Message-ID", make_msgid())
            message.send()
    except Exception as error:
        logger.exception("Letter %s could not be sent", row.pk)
        _put_back(row, error)
        return False
    OutboxEmail.objects.filter(pk=row.pk).update(
        state=OutboxEmail.State.SENT, sent_at=timezone.now(), message_id=message_id, last_error=""
    )
    return True


def _put_back(row: OutboxEmail, error: Exception) -> None:
    tries = row.tries + 1
    OutboxEmail.objects.filter(pk=row.pk).update(
        state=OutboxEmail.State.FAILED if tries >= MAX_TRIES else OutboxEmail.State.QUEUED,
        next_try_at=timezone.now() + timedelta(seconds=min(15 * 2**tries, 3600)),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
