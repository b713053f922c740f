"""Cancelling a cohort, and settling with everybody in it.

The cohort is cancelled and a question is put down for every buyer in one transaction; answers given by
colleagues are carried out by the worker one by one, so that a crash or a slow Stripe loses nothing and
progress can be watched. `wind_up` brings in whoever that transaction could not see: holds that were
being paid, bank debits that settle later.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from programs.cancellation import cancel_order
from programs.exceptions import PurchaseRefused, StripeOutcomeUnknown
from programs.models import AuditEntry, BuyerChoice, Cohort, Order, Seat
from programs.questions import ask

logger = logging.getLogger(__name__)

ANSWER_WITHIN = timedelta(days=14)


class CannotCancelCohort(PurchaseRefused):
    """The cohort is cancelled already."""


def orders_with_seats(cohort: Cohort):
    """Orders with confirmed seats in this cohort, wherever they were bought."""
    here = Seat.objects.confirmed().filter(cohort=cohort)
    return Order.objects.filter(state=Order.State.CONFIRMED, pk__in=here.values("order"))


def cancel_cohort(
    *,
    cohort: Cohort,
    because: str,
    plan: dict[int, tuple[str, Cohort | None]],
    answer_by: datetime | None = None,
    actor=None,
) -> list[BuyerChoice]:
    """Cancel the cohort; returns the questions, one per order with seats.

    `plan` maps an order's id to (answer, cohort to move to); an empty answer, or an order that the plan
    does not name, asks the buyer until `answer_by` (14 days when not given). `because` is for the
    buyers. Raises CannotCancelCohort.
    """
    now = timezone.now()
    with transaction.atomic(durable=True):
        running = Cohort.objects.filter(pk=cohort.pk).exclude(state=Cohort.State.CANCELLED)
        if not running.update(
            state=Cohort.State.CANCELLED, cancelled_at=now, cancelled_because=because
        ):
            raise CannotCancelCohort("This cohort is cancelled already.")
        AuditEntry.objects.create(
            action="cohort.cancelled", cohort=cohort, actor=actor, detail={"because": because}
        )
        choices = []
        for order in orders_with_seats(cohort).order_by("pk"):
            answer, to_cohort = plan.get(order.pk, ("", None))
            choices.append(
                _ask(order, cohort, answer_by or now + ANSWER_WITHIN, answer, to_cohort, actor)
            )
    cohort.refresh_from_db()
    return choices


def wind_up(now: datetime | None = None) -> None:
    """Release what is still held in cancelled cohorts, and ask buyers who were confirmed since."""
    now = now or timezone.now()
    cancelled = Cohort.objects.filter(state=Cohort.State.CANCELLED, reserved__gt=0)
    for cohort in cancelled:
        for hold in cohort.orders.live_holds():
            _release(hold)
        asked = BuyerChoice.objects.filter(
            from_cohort=cohort, reason=BuyerChoice.Reason.COHORT_CANCELLED
        )
        for order in orders_with_seats(cohort).exclude(pk__in=asked.values("order")):
            with transaction.atomic():
                _ask(order, cohort, now + ANSWER_WITHIN)


def _ask(
    order: Order, cohort: Cohort, answer_by, answer="", to_cohort=None, actor=None
) -> BuyerChoice:
    return ask(
        order=order,
        from_cohort=cohort,
        reason=BuyerChoice.Reason.COHORT_CANCELLED,
        answer_by=answer_by,
        answer=answer,
        to_cohort=to_cohort,
        actor=actor,
    )


def _release(hold: Order) -> None:
    try:
        cancel_order(hold, because="cohort_cancelled")
    except (PurchaseRefused, StripeOutcomeUnknown) as error:
        logger.warning("The hold %s stays for the moment: %s", hold.reference, error)
