from django.db import models
from django.utils import timezone


class OutboxEmailQuerySet(models.QuerySet):
    def due(self, now=None):
        """Letters to send now: queued and past their next try."""
        return self.filter(
            state=OutboxEmail.State.QUEUED, next_try_at__lte=now or timezone.now()
        ).order_by("pk")


class OutboxEmail(models.Model):
    """A letter to send, written in the transaction that causes it and sent by the worker.

    Unique per (kind, subject_key), so the same cause never writes two. Holds no private link: the
    letter is rendered when it is sent.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"

    kind = models.CharField(max_length=60)
    subject_key = models.CharField(max_length=120, help_text="What it is about, such as order:17.")
    to = models.EmailField()
    context = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    last_error = models.TextField(blank=True)

    objects = OutboxEmailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_key"], name="one_letter_per_cause")
        ]
        indexes = [models.Index(fields=["state", "next_try_at"])]

    def __str__(self):
        return f"{self.kind} for {self.subject_key}"
