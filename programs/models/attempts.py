from django.db import models
from django.db.models import Q

from .rows import MovesBetweenStates


class CheckoutAttemptQuerySet(models.QuerySet):
    def live(self):
        """Attempts that may still be paid as far as we know. At most one per order."""
        return self.filter(state__in=CheckoutAttempt.LIVE)


class CheckoutAttempt(MovesBetweenStates, models.Model):
    """One Checkout session that was, or may have been, made for an order.

    new         key and expiry are chosen and saved; the call may or may not have reached Stripe
    open        the session exists and its address may have been handed out
    complete    paid, or paid by a method that settles later
    expired     Stripe says that it can't be paid any more
    failed      Stripe refused to make it
    superseded  replaced while its outcome was unknown; expired if it turns up, settled if paid

    `expires_at` is set before the call, so that a repeated call sends the same values.
    """

    class State(models.TextChoices):
        NEW = "new"
        OPEN = "open"
        COMPLETE = "complete"
        EXPIRED = "expired"
        FAILED = "failed"
        SUPERSEDED = "superseded"

    LIVE = {State.NEW, State.OPEN}

    order = models.ForeignKey("programs.Order", on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    idempotency_key = models.CharField(max_length=80, unique=True)
    expires_at = models.DateTimeField()
    session_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    url = models.TextField(blank=True)
    created_at = models.DateTimeField()
    last_error = models.CharField(max_length=300, blank=True)

    objects = CheckoutAttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["new", "open"]),
                name="one_live_attempt_per_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(session_id__isnull=False),
                name="open_attempt_has_a_session",
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"])]

    def __str__(self):
        return f"{self.order} {self.state}"
