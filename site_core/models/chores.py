from django.db import models


class ChoreRun(models.Model):
    """When the worker last did a timed chore, and how it went. One row per chore; name "worker" is its heartbeat."""

    name = models.CharField(max_length=120, unique=True)
    last_started_at = models.DateTimeField(null=True)
    last_finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    def __str__(self):
        return self.name
