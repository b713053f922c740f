"""Sums and numbers inside a SELECT, and how `programs.books` writes money and time."""

from datetime import datetime, timedelta

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

SOON = timedelta(hours=1)  # the worker has been by, unless Stripe is away
LONG = timedelta(days=1)


def sum_of(rows: QuerySet, of: str, what) -> Coalesce:
    """The sum of `what` over the rows whose field `of` is the outer row."""
    sums = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(total=Sum(what))
    return Coalesce(Subquery(sums.values("total"), output_field=IntegerField()), 0)


def number_of(rows: QuerySet, of: str) -> Coalesce:
    counts = rows.filter(**{of: OuterRef("pk")}).order_by().values(of).annotate(number=Count("pk"))
    return Coalesce(Subquery(counts.values("number"), output_field=IntegerField()), 0)


def money(cents: int) -> str:
    return f"${cents / 100:,.2f}"


def at(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else "at no time"
