"""One cohort at a glance: its numbers, who sits in it, who holds, who waits, the money."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from programs.exceptions import PurchaseRefused
from programs.forms import clean_email_address
from programs.models import AuditEntry, Cohort, Order, Payment, Refund, Seat, WaitingEntry
from programs.order_steps import queue_about
from programs.seats import grant_seats
from programs.staff.desk import DESK, attempt, require
from programs.views.responses import SeeOther
from site_core.spreadsheets import csv_file

SEATS_PER_PAGE = 100
MOST_PRINTED = 2000
MOST_HOLDS_SHOWN = 100
ORDERS_PER_PAGE = 50
MOST_WAITING_SHOWN = 100
MOST_DOORS = 240
RECENT = 25

BACK = ~Q(state=Refund.State.FAILED)


@dataclass(frozen=True)
class Numbers:
    """Seats of a cohort by what they are."""

    sold: int
    processing: int
    held: int
    free: int
    waiting: int

    @property
    def doors(self) -> list[str]:
        """The little row of doors; of a very large cohort its first part."""
        row = ["is-sold"] * self.sold + ["is-processing"] * self.processing
        return (row + ["is-held"] * self.held + [""] * self.free)[:MOST_DOORS]


def numbers_of(cohort: Cohort) -> Numbers:
    states = dict(
        Seat.objects.counting()
        .filter(cohort=cohort)
        .values_list("state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return Numbers(
        sold=states.get(Seat.State.CONFIRMED, 0),
        processing=states.get(Seat.State.PROCESSING, 0),
        held=states.get(Seat.State.HELD, 0),
        free=cohort.seats_left,
        waiting=WaitingEntry.objects.in_line().filter(cohort=cohort).count(),
    )


def with_money(orders):
    """Adds `received_cents` and `returned_cents` (gone back, or on its way) to each order."""
    payments = Payment.objects.received().filter(order=OuterRef("pk")).order_by()
    refunds = Refund.objects.filter(BACK, order=OuterRef("pk")).order_by()

    def total(rows):
        sums = rows.values("order").annotate(total=Sum("amount_cents")).values("total")
        return Coalesce(Subquery(sums), 0)

    return orders.annotate(received_cents=total(payments), returned_cents=total(refunds))


def money_of(cohort: Cohort) -> dict[str, int]:
    received = Payment.objects.received().filter(order__cohort=cohort)
    returned = Refund.objects.filter(BACK, order__cohort=cohort)
    took = received.aggregate(total=Sum("amount_cents"))["total"] or 0
    gave = returned.aggregate(total=Sum("amount_cents"))["total"] or 0
    return {"received": took, "returned": gave, "net": took - gave}


def roster(cohort: Cohort):
    seats = Seat.objects.counting().filter(cohort=cohort).select_related("order", "moved_from")
    return seats.order_by("order__organization", "order__buyer_name", "order", "position")


class GiveSeatsForm(forms.Form):
    """Seats for nothing, for one person or school."""

    count = forms.IntegerField(label="Seats", min_value=1, max_value=500, initial=1)
    name = forms.CharField(label="Name", max_length=120)
    email = forms.CharField(label="E-mail", max_length=254)
    organization = forms.CharField(label="School or district", max_length=160, required=False)
    # A second press of the button finds one gift more than it has seen.
    seen_gifts = forms.IntegerField(widget=forms.HiddenInput)
    tell = forms.BooleanField(
        label="Write to them with the link of their order", required=False, initial=True
    )

    def clean_email(self):
        return clean_email_address(self.cleaned_data["email"])


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request, instance_pk):
    """The desk; POST gives seats away."""
    require(request, "programs.view_cohort", "programs.change_cohort")
    cohort = get_object_or_404(
        Cohort.objects.select_related("project").prefetch_related("sessions", "price_rules"),
        pk=instance_pk,
    )
    form = GiveSeatsForm(request.POST or None, initial={"seen_gifts": _gifts(cohort).count()})
    if request.method == "POST":
        require(request, DESK)
        if form.is_valid() and attempt(
            request, lambda: _give(cohort, request.user, **form.cleaned_data), done="Given."
        ):
            return SeeOther(f"{request.path}#roster")
    status = 422 if request.method == "POST" else 200
    return render(
        request, "programs/staff/cohort_desk.html", _context(request, cohort, form), status=status
    )


class GivenMeanwhile(PurchaseRefused):
    def __init__(self) -> None:
        super().__init__(
            "Seats were given here since this page was opened, perhaps by this very button. Look at the roster first."
        )


def _gifts(cohort: Cohort):
    return Order.objects.filter(cohort=cohort, origin=Order.Origin.COMP)


def _give(cohort: Cohort, actor, *, count, name, email, organization, seen_gifts, tell) -> Order:
    with transaction.atomic():
        order = grant_seats(
            cohort=cohort,
            count=count,
            name=name,
            email=email,
            organization=organization,
            actor=actor,
        )
        # Counted while the cohort is locked, so one of two presses is undone.
        if _gifts(cohort).count() != seen_gifts + 1:
            raise GivenMeanwhile
        if tell:
            queue_about("order_confirmed", order)
    return order


def _context(request, cohort: Cohort, form) -> dict:
    orders = with_money(Order.objects.filter(cohort=cohort).exclude(state=Order.State.EXPIRED))
    holds = Order.objects.live_holds().filter(cohort=cohort).order_by("hold_expires_at")
    waiting = WaitingEntry.objects.live().filter(cohort=cohort).prefetch_related("offers")
    about = Q(cohort=cohort) | Q(order__cohort=cohort)
    audit = AuditEntry.objects.filter(about).select_related("order", "actor").order_by("-pk")
    return {
        "cohort": cohort,
        "numbers": numbers_of(cohort),
        "money": money_of(cohort),
        "seats": Paginator(
            roster(cohort), MOST_PRINTED if "print" in request.GET else SEATS_PER_PAGE
        ).get_page(request.GET.get("p")),
        "unnamed": roster(cohort).filter(participant_email="").count(),
        "holds": holds[:MOST_HOLDS_SHOWN],
        "waiting": _line(list(waiting[:MOST_WAITING_SHOWN])),
        "orders": Paginator(orders.order_by("-pk"), ORDERS_PER_PAGE).get_page(request.GET.get("o")),
        "audit": audit[:RECENT],
        "form": form,
        "zone": cohort.zone,
        "may_desk": request.user.has_perm(DESK),
        "may_cancel": request.user.has_perm("programs.cancel_cohort"),
        "may_edit": request.user.has_perm("programs.change_cohort"),
        "breadcrumbs_items": [
            {"url": reverse("programs_cohort_modeladmin_index"), "label": "Cohorts"},
            {"url": "", "label": str(cohort)},
        ],
    }


def _line(entries: list[WaitingEntry]) -> list[dict]:
    """Entries with their place in line; who has an offer in hand stands in none."""
    rows, place = [], 0
    for entry in entries:
        waits = entry.state == WaitingEntry.State.WAITING
        place += waits
        rows.append({"entry": entry, "place": place if waits else "", "offer": _live_offer(entry)})
    return rows


def _live_offer(entry: WaitingEntry) -> Order | None:
    return next((order for order in entry.offers.all() if order.is_live_hold), None)


@require_GET
def roster_file(request, instance_pk):
    require(request, "programs.view_cohort", "programs.change_cohort")
    cohort = get_object_or_404(Cohort, pk=instance_pk)
    rows = (
        [
            seat.order.reference,
            seat.position,
            seat.state,
            seat.participant_name,
            seat.participant_email,
            seat.order.buyer_name,
            seat.order.buyer_email,
            seat.order.organization,
        ]
        for seat in roster(cohort).iterator(chunk_size=500)
    )
    heads = [
        "Order",
        "Seat",
        "State",
        "Participant",
        "Participant’s e-mail",
        "Buyer",
        "Buyer’s e-mail",
        "Organization",
    ]
    return csv_file(f"{cohort.code.lower()}-roster", heads, rows)


@require_GET
def orders_file(request, instance_pk):
    """Orders with their money, in dollars."""
    require(request, "programs.view_order")
    cohort = get_object_or_404(Cohort, pk=instance_pk)
    orders = with_money(Order.objects.filter(cohort=cohort)).order_by("pk")
    rows = (
        [
            order.reference,
            order.state,
            order.get_origin_display(),
            order.created_at.astimezone(cohort.zone).isoformat(timespec="minutes"),
            order.buyer_name,
            order.buyer_email,
            order.organization,
            order.count,
            order.discount_label,
            order.total_cents / 100,
            order.received_cents / 100,
            order.returned_cents / 100,
        ]
        for order in orders.iterator(chunk_size=500)
    )
    heads = [
        "Order",
        "State",
        "Came by",
        "Made",
        "Buyer",
        "E-mail",
        "Organization",
        "Seats",
        "Code",
        "Total",
        "Paid",
        "Returned",
    ]
    return csv_file(f"{cohort.code.lower()}-orders", heads, rows)
