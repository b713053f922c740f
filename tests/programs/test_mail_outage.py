"""An hour without a working mail server, over real SMTP: no letter is lost, and none arrives twice."""

import socket
from collections import Counter
from datetime import timedelta
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from programs.models import OutboxEmail
from programs.outbox import send_due
from site_core.mail import mailers_from_url
from tests.factories import make_buyer, make_cohort, make_confirmed_order

pytestmark = pytest.mark.django_db(transaction=True)


class Moody:
    """A mail server that works, turns away, breaks off at the greeting of a letter, or mid-letter."""

    def __init__(self):
        self.mood = "works"
        self.seen = Counter()
        self.arrived = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.seen[self.mood] += 1
        if self.mood == "breaks off":
            server.transport.abort()
        if self.mood == "turns away":
            return "421 4.3.2 Closing, come back later"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.mood == "hangs up mid-letter":
            server.transport.abort()
            return "451 Never read by anybody"
        self.arrived.append(message_from_bytes(envelope.content))
        return "250 Accepted"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def moody(settings):
    port = free_port()
    settings.MAILERS = mailers_from_url(f"smtp://127.0.0.1:{port}?timeout=2")
    handler = Moody()
    handler.controller = Controller(handler, hostname="127.0.0.1", port=port)
    yield handler
    if handler.controller.server is not None:
        handler.controller.stop()


def test_an_hour_without_mail_loses_no_letter_and_doubles_none(moody):
    cohort = make_cohort(capacity=10)
    for number in range(6):
        make_confirmed_order(cohort=cohort, buyer=make_buyer(email=f"b{number}@example.org"))
    queued = set(OutboxEmail.objects.values_list("to", flat=True))
    assert len(queued) == 6

    start = timezone.now()
    for minute in range(15):  # nobody listens
        assert send_due(start + timedelta(minutes=minute)) == 0
    moody.controller.start()
    for quarter, mood in enumerate(["turns away", "breaks off", "hangs up mid-letter"], start=1):
        moody.mood = mood
        for minute in range(15):
            assert send_due(start + timedelta(minutes=15 * quarter + minute)) == 0
        assert moody.seen[mood] >= 15
    assert set(OutboxEmail.objects.values_list("state", flat=True)) == {OutboxEmail.State.QUEUED}

    moody.mood = "works"
    assert send_due(start + timedelta(hours=2)) == 6
    assert send_due(start + timedelta(hours=3)) == 0
    assert Counter(message["To"] for message in moody.arrived) == dict.fromkeys(queued, 1)
    assert len({message["Message-ID"] for message in moody.arrived}) == 6
    assert set(OutboxEmail.objects.values_list("state", flat=True)) == {OutboxEmail.State.SENT}
