from datetime import datetime

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey


class CohortSession(models.Model):
    """One live meeting of a cohort, from one instant to another."""

    cohort = ParentalKey("programs.Cohort", on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=160, blank=True)
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")

    panels = ["title", "starts_at", "ends_at"]

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message="A session must end after it starts.",
            )
        ]

    def __str__(self):
        return self.title or f"Session of {self.cohort_id}"

    @property
    def starts_at_local(self) -> datetime:
        return self.starts_at.astimezone(self.cohort.zone)

    @property
    def ends_at_local(self) -> datetime:
        return self.ends_at.astimezone(self.cohort.zone)
