"""Letters: written beside the change that causes them, sent by the worker, retried, never doubled.

    queued → sending → sent
       ↑________|→ queued again with a later next_try_at, or failed after MAX_TRIES

A kind of letter is a function that takes the row and returns the message to send, or None when there
is nothing left to say (the row then counts as sent).
"""

import logging
import smtplib
import socket
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, make_msgid
from django.template.loader import render_to_string
from django.utils import timezone

from programs.models import OutboxEmail

logger = logging.getLogger(__name__)

MAX_TRIES = 12
STUCK_AFTER = timedelta(minutes=10)
BATCH = 50
OUTAGE_PAUSE = timedelta(seconds=30)

State = OutboxEmail.State

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


def queue_letters(kind: str, letters: Iterable[OutboxEmail]) -> int:
    """Write many letters of one kind, each once, in two queries; returns how many were new.

    Each has its `subject_key`, `to` and `context`. For what the clock causes: repeat it as you like.
    """
    by_key = {row.subject_key: row for row in letters}
    known = OutboxEmail.objects.filter(kind=kind, subject_key__in=by_key)
    for key in known.values_list("subject_key", flat=True):
        del by_key[key]
    for row in by_key.values():
        row.kind = kind
    OutboxEmail.objects.bulk_create(by_key.values(), ignore_conflicts=True, batch_size=500)
    return len(by_key)


def render_letter(kind: str, *, to: str, context: dict) -> EmailMultiAlternatives:
    """Build a message from `emails/<kind>.txt` (first line "Subject: …") and `emails/<kind>.html`."""
    context = {"site_url": settings.SITE_URL, **context}
    text = render_to_string(f"emails/{kind}.txt", context)
    subject_line, _, body = text.partition("\n")
    subject = subject_line.removeprefix("Subject:").strip()
    message = EmailMultiAlternatives(subject=subject, body=body.strip() + "\n", to=[to])
    html = render_to_string(f"emails/{kind}.html", {**context, "subject": subject})
    message.attach_alternative(html, "text/html")
    return message


def kinds() -> set[str]:
    """All kinds of letters that can be sent."""
    return set(_builders)


def build(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """The message of this row, or None when there is nothing left to say."""
    return _builders[row.kind](row)


def send_due(now: datetime | None = None) -> int:
    """Send what is due, each letter once; returns how many went out.

    While the mail server is away the rest is left for the next call: nothing is lost, and no letter
    uses up its tries.
    """
    now = now or timezone.now()
    _take_back_stuck(now)
    sent = 0
    for row in OutboxEmail.objects.due(now)[:BATCH]:
        try:
            sent += _send(row, now)
        except MailServerAway:
            break
    return sent


def send_again(row: OutboxEmail) -> bool:
    """Put a letter that was given up back into the queue; False when it is on its way already."""
    failed = OutboxEmail.objects.filter(pk=row.pk, state=State.FAILED)
    return bool(failed.update(state=State.QUEUED, tries=0, next_try_at=timezone.now()))


class MailServerAway(Exception):
    """The letter is fine, the way is not."""


def _take_back_stuck(now: datetime) -> None:
    """Letters of a worker that was killed while sending. One that kills it every time is given up."""
    stuck = OutboxEmail.objects.filter(state=State.SENDING, next_try_at__lte=now - STUCK_AFTER)
    stuck.filter(tries__gte=MAX_TRIES).update(state=State.FAILED, last_error="Cut off too often.")
    stuck.update(state=State.QUEUED)


def _send(row: OutboxEmail, now: datetime) -> bool:
    # Saved before sending and kept, so that a copy sent after a crash is recognized as the same letter.
    message_id = row.message_id or make_msgid(domain=urlsplit(settings.SITE_URL).hostname)
    claimed = OutboxEmail.objects.filter(pk=row.pk, state=State.QUEUED, tries=row.tries).update(
        state=State.SENDING, tries=row.tries + 1, next_try_at=now, message_id=message_id
    )
    if not claimed:
        return False
    try:
        message = build(row)
        if message is not None:
            message.extra_headers.setdefault("Message-ID", message_id)
            message.send()
    except Exception as error:
        if _is_outage(error):
            logger.warning("The mail server is away: %s", error)
            _put_back(row, error, tries=row.tries, wait=OUTAGE_PAUSE)
            raise MailServerAway from error
        logger.exception("Letter %s could not be sent", row.pk)
        wait = timedelta(seconds=min(15 * 2 ** (row.tries + 1), 3600))
        _put_back(row, error, tries=row.tries + 1, wait=wait)
        return False
    OutboxEmail.objects.filter(pk=row.pk).update(
        state=State.SENT, sent_at=timezone.now(), last_error=""
    )
    return True


# The way is not open: no greeting, a broken connection, our own sign-in refused.
AWAY = (
    smtplib.SMTPConnectError,
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
)
CLOSING = 421  # "service not available", which may answer any command: RFC 5321, 4.2.3


def _is_outage(error: Exception) -> bool:
    """No connection, or one that broke: not an answer to this letter. SMTP's errors are OSErrors."""
    if isinstance(error, smtplib.SMTPException):
        is_closing = getattr(error, "smtp_code", None) == CLOSING
        return is_closing or isinstance(error, AWAY)
    return isinstance(error, (ConnectionError, TimeoutError, socket.gaierror))


def _put_back(row: OutboxEmail, error: Exception, *, tries: int, wait: timedelta) -> None:
    OutboxEmail.objects.filter(pk=row.pk, state=State.SENDING).update(
        state=State.FAILED if tries >= MAX_TRIES else State.QUEUED,
        tries=tries,
        next_try_at=timezone.now() + wait,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
