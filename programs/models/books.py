from django.db import models


class MoneyDay(models.Model):
    """One day's money, at Stripe and with us, in cents. A day runs from midnight to midnight UTC.

    `differences` names what one side has and the other has not, or has with another amount.
    """

    day = models.DateField(unique=True)
    charged_at_stripe_cents = models.BigIntegerField()
    charged_cents = models.BigIntegerField()
    refunded_at_stripe_cents = models.BigIntegerField()
    refunded_cents = models.BigIntegerField()
    differences = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-day"]

    def __str__(self):
        return f"{self.day:%Y-%m-%d}"

    @property
    def difference_cents(self) -> int:
        """Net at Stripe less net with us. Must be 0."""
        at_stripe = self.charged_at_stripe_cents - self.refunded_at_stripe_cents
        return at_stripe - (self.charged_cents - self.refunded_cents)

    @property
    def agrees(self) -> bool:
        return not self.difference_cents and not self.differences


class BooksCheck(models.Model):
    """One nightly look at the invariants of seats and money; `problems` are sentences for staff."""

    checked_at = models.DateTimeField(auto_now_add=True)
    problems = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-checked_at"]

    def __str__(self):
        count = len(self.problems)
        return f"{self.checked_at:%Y-%m-%d %H:%M} UTC: {count} problem{'' if count == 1 else 's'}"
