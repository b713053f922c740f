"""The letters of the waiting list."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from programs.models import Order, OutboxEmail, WaitingEntry
from programs.outbox import letter, render_letter
from programs.waiting_list import place_of


@letter("waiting_joined")
def waiting_joined(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """Nothing is sent to who has left meanwhile, or has an offer by now."""
    entry = _entry(row, WaitingEntry.State.WAITING)
    return entry and _entry_letter(row, entry, place=place_of(entry))


@letter("waiting_passed")
def waiting_passed(row: OutboxEmail) -> EmailMultiAlternatives | None:
    entry = _entry(row, WaitingEntry.State.PASSED)
    return entry and _entry_letter(row, entry)


@letter("waiting_closed")
def waiting_closed(row: OutboxEmail) -> EmailMultiAlternatives | None:
    entry = _entry(row, WaitingEntry.State.CLOSED)
    return entry and _entry_letter(row, entry)


@letter("waiting_offer")
def waiting_offer(row: OutboxEmail) -> EmailMultiAlternatives | None:
    """Nothing is sent once the offer is taken, declined or over."""
    offers = Order.objects.live_holds().select_related("cohort__project", "waiting_entry")
    order = (
        offers.prefetch_related("cohort__sessions", "lines").filter(pk=row.context["order"]).first()
    )
    if order is None:
        return None
    context = {
        "order": order,
        "cohort": order.cohort,
        "entry": order.waiting_entry,
        "url": order.url,
        "site_url": settings.SITE_URL,
    }
    return render_letter(row.kind, to=row.to, context=context)


def _entry(row: OutboxEmail, state: str) -> WaitingEntry | None:
    entries = WaitingEntry.objects.select_related("cohort__project", "paid_order")
    return (
        entries.prefetch_related("cohort__sessions")
        .filter(pk=row.context["entry"], state=state)
        .first()
    )


def _entry_letter(row: OutboxEmail, entry: WaitingEntry, **more) -> EmailMultiAlternatives:
    context = {
        "entry": entry,
        "cohort": entry.cohort,
        "url": entry.url,
        "site_url": settings.SITE_URL,
        **more,
    }
    return render_letter(row.kind, to=row.to, context=context)
