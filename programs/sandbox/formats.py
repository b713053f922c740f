"""Money and time as the sandbox's pages write them."""

from datetime import UTC, datetime

from django.utils import timezone


def dollars(cents: int) -> str:
    return f"${cents / 100:,.2f}"


def local_time(instant: float) -> datetime:
    """In the site's time zone."""
    return timezone.localtime(datetime.fromtimestamp(instant, UTC))
