"""The nightly look at the books: kept for 90 days, and told to staff when something is wrong."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from programs import books, money_days
from programs.models import BooksCheck, MoneyDay
from programs.outbox import queue_letter
from site_core.models import SiteSettings, User

KEPT_FOR = timedelta(days=90)
KEEPERS = "Finance"  # the group that is told


def check_books(now: datetime | None = None) -> BooksCheck:
    """Look, keep the result, and write to the keepers of the books unless all is well."""
    now = now or timezone.now()
    found = books.problems(now) + unlike_days()
    with transaction.atomic():
        check = BooksCheck.objects.create(problems=found)
        if found:
            for address in keepers():
                queue_letter(
                    kind="books_problem",
                    subject_key=f"books:{check.pk}:{address}"[:120],
                    to=address,
                    context={"check": check.pk},
                )
        BooksCheck.objects.filter(checked_at__lt=now - KEPT_FOR).delete()
    return check


def check_last_night(now: datetime | None = None) -> BooksCheck | None:
    """As `check_books`, once a day (UTC)."""
    now = now or timezone.now()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if BooksCheck.objects.filter(checked_at__gte=midnight).exists():
        return None
    return check_books(now)


def unlike_days() -> list[str]:
    """The days of the last comparison on which Stripe's money and ours were not the same."""
    oldest = money_days.today() - timedelta(days=money_days.NIGHTLY_DAYS)
    return [
        f"{day.day}: {money_days.in_words(difference)}"
        for day in MoneyDay.objects.filter(day__gte=oldest).order_by("day")
        for difference in day.differences
    ]


def keepers() -> list[str]:
    """The active members of Finance; the company's own address as long as there are none."""
    people = User.objects.filter(is_active=True, groups__name=KEEPERS).exclude(email="")
    addresses = list(people.order_by("pk").values_list("email", flat=True).distinct())
    if addresses:
        return addresses
    company = SiteSettings.objects.order_by("pk").first() or SiteSettings()
    return [company.contact_email]
