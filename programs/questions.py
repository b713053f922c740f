"""Asking a buyer what should become of their money or their seats. Answers are `choices`."""

from datetime import datetime

from programs.models import AuditEntry, BuyerChoice, Cohort, Order
from programs.outbox import queue_letter

LETTERS = {
    BuyerChoice.Reason.LATE_MONEY: "late_money_choice",
    BuyerChoice.Reason.COHORT_CANCELLED: "cohort_cancelled_choice",
}


def ask(
    *,
    order: Order,
    reason: str,
    answer_by: datetime,
    answer: str = "",
    from_cohort: Cohort | None = None,
    to_cohort: Cohort | None = None,
    actor=None,
) -> BuyerChoice:
    """Write the question down and queue its letter; with `answer`, one that is answered already.

    Once per order while a question is unfinished. Call inside the transaction that causes it.
    """
    choice, is_new = BuyerChoice.objects.exclude(state=BuyerChoice.State.DONE).get_or_create(
        order=order,
        defaults={
            "from_cohort": from_cohort or order.cohort,
            "reason": reason,
            "answer_by": answer_by,
            "state": BuyerChoice.State.CHOSEN if answer else BuyerChoice.State.OPEN,
            "answer": answer,
            "to_cohort": to_cohort,
            "answered_by": actor,
        },
    )
    if is_new:
        AuditEntry.objects.create(
            action="choice.asked",
            order=order,
            actor=actor,
            detail={"why": reason, "answer": answer},
        )
        if not answer:
            queue_letter(
                kind=LETTERS[BuyerChoice.Reason(reason)],
                subject_key=f"choice:{choice.pk}",
                to=order.buyer_email,
                context={"choice": choice.pk},
            )
    return choice
