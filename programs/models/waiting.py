from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from programs.private_links import hash_token, new_nonce

from .rows import HasPrivateLink, MovesBetweenStates


class WaitingEntryQuerySet(models.QuerySet):
    def live(self):
        """Entries that still hope for seats: in line, or with an offer in hand."""
        return self.filter(state__in=WaitingEntry.LIVE)

    def in_line(self):
        """Who waits for an offer, first come first."""
        return self.filter(state=WaitingEntry.State.WAITING).order_by("pk")

    def by_token(self, token: str):
        return self.filter(token_hash=hash_token(token))


class WaitingEntry(MovesBetweenStates, HasPrivateLink, models.Model):
    """A place in line for seats of a full cohort: `wanted` seats, or at least `least` of them.

    waiting → offered → seated | declined | passed (the offer ran out)
    waiting → left | closed (the cohort began or was cancelled)

    An offer is an order of its own that holds the seats; an entry that has ended never gets another.
    `paid_order` is an order whose money came after its seats were gone and whose buyer chose to wait:
    it is confirmed as soon as there are seats, without a further payment.
    """

    link_kind, link_prefix = "waiting", "/waiting/"

    class State(models.TextChoices):
        WAITING = "waiting"
        OFFERED = "offered"
        SEATED = "seated"
        DECLINED = "declined"
        PASSED = "passed"
        LEFT = "left"
        CLOSED = "closed"

    LIVE = {State.WAITING, State.OFFERED}

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.PROTECT, related_name="waiting")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    name = models.CharField(max_length=120)
    email = models.EmailField(help_text="In lower case.")
    organization = models.CharField(max_length=160, blank=True)
    wanted = models.PositiveSmallIntegerField("seats wanted")
    least = models.PositiveSmallIntegerField("would take")
    paid_order = models.OneToOneField(
        "programs.Order",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="waits_as",
    )
    nonce = models.CharField(max_length=40, default=new_nonce)
    token_hash = models.CharField(max_length=64, unique=True)
    address_hash = models.CharField(max_length=64, blank=True, help_text="Of the internet address.")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WaitingEntryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "waiting entries"
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "email"],
                condition=Q(state__in=["waiting", "offered"]),
                name="one_live_entry_per_cohort_and_address",
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1) & Q(wanted__gte=F("least")),
                name="waiting_for_at_least_one_seat",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="waiting_email_lower_case"
            ),
        ]
        indexes = [models.Index(fields=["cohort", "state"])]

    def __str__(self):
        return f"{self.name}, {self.wanted} of {self.cohort_id}"
