from django.db import models


class StripeEventQuerySet(models.QuerySet):
    def unprocessed(self):
        return self.filter(processed_at=None)


class StripeEvent(models.Model):
    """A signed event as it arrived. Its payload is kept as evidence; the work looks at Stripe's present.

    Skipped only when `processed_at` is set: an event whose processing failed is tried again, when
    Stripe repeats it or by the reconciler.
    """

    event_id = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80, db_index=True)
    object_id = models.CharField(max_length=120, blank=True, db_index=True)
    livemode = models.BooleanField()
    api_version = models.CharField(max_length=40, blank=True)
    payload = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)
    processed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    objects = StripeEventQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(processed_at=None),
                name="event_unprocessed",
            )
        ]

    def __str__(self):
        return f"{self.type} {self.event_id}"
