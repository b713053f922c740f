"""A clock that stands still until it is moved, for the site and for Stripe's stand-in, and the worker."""

import contextlib
from datetime import timedelta

import time_machine
from django.core import mail
from django.utils import timezone

from programs import chores  # noqa: F401 (registers them)
from programs.exceptions import StripeOutcomeUnknown
from programs.sandbox.errors import ApiError
from programs.sandbox.faults import ordered_faults
from programs.sandbox.ledger import NotNow
from site_core.clockwork import CHORES
from tests.programs.emptying import empty_programs

# A fixed instant, so that a run is the same on every day and at every hour.
BEGINS = "2026-11-02T15:00:00+00:00"


class Time:
    """Between `begin` and `end` the whole process lives at `BEGINS` and after, with empty tables."""

    sandbox = None  # set by the test

    def begin(self):
        self.traveller = time_machine.travel(BEGINS, tick=False)
        self.clock = self.traveller.start()
        self.sandbox.reset()
        empty_programs()
        mail.outbox.clear()
        self.worked_at = self.now()

    def end(self):
        self.traveller.stop()

    def at_stripe(self, deed, *args, **options):
        """What a buyer or a bank does at Stripe; too late a click changes nothing."""
        try:
            return deed(*args, **options)
        except (NotNow, ApiError):
            return None

    def now(self):
        return timezone.now()

    def move_clock(self, **span: int) -> None:
        self.clock.shift(timedelta(**span).total_seconds())
        self.sandbox.advance(0)  # what has come due at Stripe happens

    def work(self, *, deep: bool = False) -> None:
        """One round of the worker: every chore once; what it does by the hour only when `deep`."""
        stripe_is_well = not ordered_faults(self.sandbox.store)
        for name, chore in sorted(CHORES.items()):
            if name.startswith("programs.") and (deep or chore.every < timedelta(hours=1)):
                # As the worker does: a chore that Stripe did not answer is done again next time.
                with contextlib.suppress(StripeOutcomeUnknown):
                    chore.do()
        if stripe_is_well:
            self.worked_at = self.now()
