from django.conf import settings
from django.db import models
from django.db.models import Q

from programs.private_links import hash_token, new_nonce

from .append_only import AppendOnlyRow
from .rows import HasPrivateLink


class SeatQuerySet(models.QuerySet):
    def counting(self):
        """Seats that take a place: their number is `Cohort.reserved`. Twin of Seat.counts."""
        return self.filter(state__in=Seat.COUNTING)

    def confirmed(self):
        return self.filter(state=Seat.State.CONFIRMED)

    def by_token(self, token: str):
        return self.filter(token_hash=hash_token(token))


class Seat(HasPrivateLink, models.Model):
    """One place in a cohort, the unit of naming, transfer and refund.

    held, processing and confirmed count; released (never paid), cancelled (given back) and moved (to
    another cohort) do not. `position` runs from 1 within the order.
    """

    link_kind, link_prefix = "seat", "/seats/"

    class State(models.TextChoices):
        HELD = "held"
        PROCESSING = "processing"
        CONFIRMED = "confirmed"
        RELEASED = "released"
        CANCELLED = "cancelled"
        MOVED = "moved"

    COUNTING = {State.HELD, State.PROCESSING, State.CONFIRMED}

    order = models.ForeignKey("programs.Order", on_delete=models.PROTECT, related_name="seats")
    cohort = models.ForeignKey("programs.Cohort", on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    moved_from = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="moved_to",
        help_text="The seat of the same order, in another cohort, that this one took the place of.",
    )
    participant_name = models.CharField(max_length=120, blank=True)
    participant_email = models.EmailField(blank=True)
    nonce = models.CharField(max_length=40, default=new_nonce)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["order", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "position"], name="seat_position_once_per_order"
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="seat_positions_from_1"),
        ]
        indexes = [models.Index(fields=["cohort", "state"])]

    def __str__(self):
        return f"{self.order} seat {self.position}"

    @property
    def counts(self) -> bool:
        """Twin of SeatQuerySet.counting."""
        return self.state in self.COUNTING

    @property
    def is_named(self) -> bool:
        return bool(self.participant_name)

    def and_where_it_went(self) -> "list[Seat]":
        """This seat and the seats it was moved to, one after the other, while its participant stayed."""
        seats = [self]
        moved = Seat.objects.select_related("cohort__project", "order")
        while seats[-1].state == Seat.State.MOVED:
            # Nobody else's seat is followed: whoever was moved away in between has only their own link.
            next_one = moved.filter(
                moved_from=seats[-1], participant_email=self.participant_email
            ).first()
            if next_one is None or not self.participant_email:
                break
            seats.append(next_one)
        return seats


class SeatLedger(AppendOnlyRow):
    """Why `Cohort.reserved` is what it is: the sum of `delta` over a cohort equals it, always."""

    class Reason(models.TextChoices):
        HELD = "held", "Seats held"
        GRANTED = "granted", "Given by staff"
        RELEASED = "released", "Hold ended"
        LATE_MONEY = "late_money", "Paid after the hold had ended"
        CANCELLED = "cancelled", "Cancelled"
        MOVED_IN = "moved_in", "Moved here"
        MOVED_OUT = "moved_out", "Moved away"

    cohort = models.ForeignKey("programs.Cohort", on_delete=models.PROTECT, related_name="ledger")
    order = models.ForeignKey("programs.Order", on_delete=models.PROTECT, related_name="ledger")
    delta = models.IntegerField(help_text="Seats taken (above zero) or given back (below).")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(delta=0), name="ledger_delta_is_not_zero")
        ]
        verbose_name_plural = "seat ledger"

    def __str__(self):
        return f"{self.cohort_id} {self.delta:+d} {self.reason}"
