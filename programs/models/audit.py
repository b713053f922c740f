from django.conf import settings
from django.db import models

from .append_only import AppendOnlyRow


class AuditEntry(AppendOnlyRow):
    """One act by a member of staff (`actor`) or by the system (no actor), on an order or a cohort.

    `action` is a dotted verb such as "order.confirmed"; `detail` holds plain facts (cents, states,
    ids), never a private link.
    """

    action = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    order = models.ForeignKey(
        "programs.Order",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="audit_entries",
    )
    cohort = models.ForeignKey(
        "programs.Cohort",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="audit_entries",
    )
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name_plural = "audit entries"

    def __str__(self):
        return f"{self.action} {self.order or self.cohort or ''}".strip()
