"""The letter to Finance about books that do not hold together."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from programs.models import BooksCheck, OutboxEmail
from programs.outbox import letter, render_letter

MOST_IN_A_LETTER = 25


@letter("books_problem")
def books_problem(row: OutboxEmail) -> EmailMultiAlternatives | None:
    check = BooksCheck.objects.filter(pk=row.context["check"]).first()
    if check is None:
        return None
    path = reverse("programs_bookscheck_modeladmin_inspect", args=[check.pk])
    context = {
        "check": check,
        "problems": check.problems[:MOST_IN_A_LETTER],
        "more": max(len(check.problems) - MOST_IN_A_LETTER, 0),
        "url": f"{settings.SITE_URL}{path}",
        "site_url": settings.SITE_URL,
    }
    return render_letter("books_problem", to=row.to, context=context)
