from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from .rows import MovesBetweenStates

BEING_CARRIED_OUT = timedelta(minutes=1)


class BuyerChoiceQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(state=BuyerChoice.State.OPEN)

    def undone(self, now: datetime):
        """Answered, not carried out, and not just being carried out by who answered."""
        at_rest = Q(answered_at=None) | Q(answered_at__lte=now - BEING_CARRIED_OUT)
        return self.filter(at_rest, state=BuyerChoice.State.CHOSEN)


class BuyerChoice(MovesBetweenStates, models.Model):
    """A question to a buyer whose seats are not to be had: money back, another cohort, or waiting.

    open → chosen (by the buyer, by staff, or by the clock at `answer_by`) → done
                └→ failed (a person has to look), and from there chosen again

    Asked when money came after the seats were gone (late_money), and when a cohort is cancelled.
    Unanswered means money back.
    """

    class Reason(models.TextChoices):
        LATE_MONEY = "late_money", "Paid after the hold had ended"
        COHORT_CANCELLED = "cohort_cancelled", "The cohort was cancelled"

    class State(models.TextChoices):
        OPEN = "open", "Asked"
        CHOSEN = "chosen", "Answered"
        DONE = "done"
        FAILED = "failed"

    class Answer(models.TextChoices):
        REFUND = "refund", "Money back"
        MOVE = "move", "Another cohort"
        WAIT = "wait", "Waiting list"

    order = models.ForeignKey("programs.Order", on_delete=models.PROTECT, related_name="choices")
    from_cohort = models.ForeignKey(
        "programs.Cohort", on_delete=models.PROTECT, related_name="buyer_choices"
    )
    reason = models.CharField(max_length=20, choices=Reason.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    to_cohort = models.ForeignKey(
        "programs.Cohort", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_by = models.DateTimeField(help_text="Unanswered by then means money back.")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = BuyerChoiceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"],
                condition=~Q(state="done"),
                name="one_unfinished_choice_per_order",
            ),
            models.CheckConstraint(
                condition=Q(state="open", answer="") | (~Q(state="open") & ~Q(answer="")),
                name="choice_is_answered_once_not_open",
            ),
            models.CheckConstraint(
                condition=~Q(answer="move") | Q(to_cohort__isnull=False),
                name="choice_to_move_names_a_cohort",
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"])]

    def __str__(self):
        return f"{self.order} {self.get_reason_display()}: {self.answer or 'asked'}"
