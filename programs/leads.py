"""Guides in return for an e-mail address: from the sent form to the file.

    form → Lead, ConsentEvent, Submission, Delivery and a letter, in one transaction
         → the worker sends the letter → the private link serves the newest file

The visitor sees the same answer for every address: new, known, or written to too often today.
"""

import hashlib
import ipaddress
from datetime import timedelta

from crawleruseragents import is_crawler
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from django.utils import timezone

from programs.models import ConsentEvent, Delivery, DownloadPage, Lead, OutboxEmail, Submission
from programs.outbox import letter, queue_letter, render_letter
from programs.private_links import hash_token, make_token, new_nonce

PRIVACY_CONSENT_TEXT = (
    "Send me this guide by e-mail and keep my address as the privacy page describes."
)
SAME_REQUEST_WITHIN = timedelta(minutes=2)
MAX_LETTERS_PER_ADDRESS = 3  # a day, over all guides: nobody can use us to flood a mailbox
MAX_FORMS_PER_NETWORK = 200  # an hour; a school shares one address


def network_of(request: HttpRequest) -> str:
    """The visitor's address cut to /24 (IPv4) or /48 (IPv6). Empty when it can't be read."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return ""
    prefix = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False).network_address)


def is_program(request: HttpRequest) -> bool:
    """True for crawlers, link scanners and clients that send no name."""
    user_agent = request.headers.get("User-Agent", "")
    return not user_agent or is_crawler(user_agent)


def has_sent_too_many_forms(network: str) -> bool:
    since = timezone.now() - timedelta(hours=1)
    recent = Submission.objects.filter(network=network, created_at__gte=since)
    return bool(network) and recent.count() >= MAX_FORMS_PER_NETWORK


def sign_up(
    *, guide: DownloadPage, email: str, name: str, role: str, page: str, request: HttpRequest
) -> Submission:
    """Record the request for a guide with its consent, and queue the letter with the private link.

    The same address asking for the same guide again within two minutes is the same request: it
    gets no second letter.
    """
    network = network_of(request)
    with transaction.atomic():
        lead, _ = Lead.objects.get_or_create(email=email, defaults={"name": name, "role": role})
        # Locks the row, so that of two posts at once the second one sees the first one's submission.
        Lead.objects.filter(pk=lead.pk).update(email=email)
        again = lead.submissions.filter(
            guide=guide, created_at__gte=timezone.now() - SAME_REQUEST_WITHIN
        ).first()
        if again:
            return again
        _keep_latest_answers(lead, name=name, role=role)
        submission = Submission.objects.create(
            lead=lead,
            guide=guide,
            guide_title=guide.title,
            name=name,
            role=role,
            page=page[:255],
            network=network,
        )
        ConsentEvent.objects.create(
            lead=lead,
            purpose=ConsentEvent.Purpose.GUIDE,
            action=ConsentEvent.Action.GRANTED,
            text=PRIVACY_CONSENT_TEXT,
            text_sha256=hashlib.sha256(PRIVACY_CONSENT_TEXT.encode()).hexdigest(),
            page=page[:255],
            network=network,
            user_agent=request.headers.get("User-Agent", "")[:200],
        )
        _deliver(submission)
    return submission


def _keep_latest_answers(lead: Lead, *, name: str, role: str) -> None:
    lead.name = name or lead.name
    lead.role = role or lead.role
    lead.save(update_fields=["name", "role"])


def _deliver(submission: Submission) -> None:
    delivery = Delivery.create_for(submission)
    _queue_letter(delivery, cause=f"delivery:{delivery.pk}")


def _queue_letter(delivery: Delivery, *, cause: str) -> None:
    email = delivery.submission.lead.email
    today = OutboxEmail.objects.filter(
        kind="guide_delivery", to=email, created_at__gte=timezone.now() - timedelta(days=1)
    )
    if today.count() < MAX_LETTERS_PER_ADDRESS:
        queue_letter(
            kind="guide_delivery", subject_key=cause, to=email, context={"delivery": delivery.pk}
        )


def send_fresh_link(delivery: Delivery) -> None:
    """Give an expired delivery a new link and send it to the same address. The old link stays dead."""
    nonce = new_nonce()
    with transaction.atomic():
        renewed = Delivery.objects.filter(pk=delivery.pk, nonce=delivery.nonce).update(
            nonce=nonce,
            token_hash=hash_token(make_token("guide", nonce)),
            expires_at=timezone.now() + Delivery.LIFETIME,
        )
        if renewed:
            _queue_letter(delivery, cause=f"delivery:{delivery.pk}:{nonce[:8]}")


def record_opening(delivery: Delivery) -> None:
    """Note that a person opened the file; the first time also verifies the address."""
    Delivery.objects.filter(pk=delivery.pk).update(
        times_opened=F("times_opened") + 1, first_opened_at=Coalesce("first_opened_at", Now())
    )
    Lead.objects.filter(submissions__delivery=delivery, verified_at=None).update(
        verified_at=timezone.now()
    )


@letter("guide_delivery")
def guide_delivery_letter(row: OutboxEmail) -> EmailMultiAlternatives | None:
    delivery = (
        Delivery.objects.select_related("submission__lead", "submission__guide")
        .filter(pk=row.context["delivery"])
        .first()
    )
    if delivery is None or delivery.submission.guide is None:
        return None
    return render_letter(
        "guide_delivery",
        to=row.to,
        context={
            "guide": delivery.submission.guide,
            "name": delivery.submission.name,
            "url": delivery.url,
            "expires_at": delivery.expires_at,
            "site_url": settings.SITE_URL,
        },
    )
