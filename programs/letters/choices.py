"""The letters that ask a buyer what should become of their money or their seats."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from programs.models import BuyerChoice, OutboxEmail
from programs.outbox import letter, render_letter


@letter("late_money_choice")
def late_money_choice(row: OutboxEmail) -> EmailMultiAlternatives | None:
    return _choice_letter(row)


@letter("cohort_cancelled_choice")
def cohort_cancelled_choice(row: OutboxEmail) -> EmailMultiAlternatives | None:
    return _choice_letter(row)


def _choice_letter(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """None once the question is answered."""
    choices = BuyerChoice.objects.unanswered().select_related(
        "order", "from_cohort__project", "order__cohort"
    )
    choice = choices.filter(pk=row.context["choice"]).first()
    if choice is None:
        return None
    order, cohort = choice.order, choice.from_cohort
    context = {
        "order": order,
        "cohort": cohort,
        "answer_by": choice.answer_by.astimezone(cohort.zone),
        "paid_cents": sum(payment.amount_cents for payment in order.payments.received()),
        "url": f"{order.url}#choice",
        "site_url": settings.SITE_URL,
    }
    return render_letter(row.kind, to=row.to, context=context)
