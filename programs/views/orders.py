import logging

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs import calendars
from programs.checkout import start_checkout
from programs.exceptions import PurchaseRefused, StripeOutcomeUnknown, StripeRefused
from programs.forms import ParticipantForm
from programs.models import Order, Seat
from programs.participants import can_be_named, name_participant
from programs.settlement import settle
from programs.views.enrollment import remember_order
from programs.views.responses import SeeOther, keep_private

logger = logging.getLogger(__name__)

# What the page confirms after a redirect, by a bare word in the query.
SAYS = ("sent", "renewed")


def find_order(token: str) -> Order | None:
    orders = Order.objects.by_token(token).select_related("cohort__project")
    return orders.prefetch_related("cohort__sessions", "lines").first()


def unknown_link(request):
    return keep_private(render(request, "programs/private_link_unknown.html", status=404))


@require_http_methods(["GET", "HEAD", "POST"])
def order(request, token):
    """The buyer's page. Opening it asks Stripe first while the order is unsettled; POST names a seat."""
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    if request.method == "POST":
        return _name_seat(request, found)
    if found.state in Order.UNSETTLED:
        try:
            settle(found)
        except (StripeOutcomeUnknown, StripeRefused):
            logger.warning("Order %s could not be settled on its page", found.reference)
        found = find_order(token)
    return _show(request, found)


def _show(request, found: Order, form=None, form_position=0, status=200):
    places = []
    for seat in found.seats.select_related("cohort").order_by("position"):
        seat.cohort = found.cohort
        own = form if form_position == seat.position else None
        places.append(
            {
                "seat": seat,
                "can_be_named": can_be_named(seat),
                "is_edited": own is not None or request.GET.get("seat") == str(seat.position),
                "form": own or _participant_form(found, seat),
            }
        )
    # What the buyer paid, with the tax that Stripe added.
    paid_cents = sum(payment.amount_cents for payment in found.payments.received())
    context = {
        "order": found,
        "cohort": found.cohort,
        "places": places,
        "paid_cents": paid_cents,
        "said": next((word for word in SAYS if word in request.GET), ""),
    }
    return keep_private(
        render(request, "programs/order.html", context, status=status), referrer="same-origin"
    )


def _participant_form(found: Order, seat: Seat) -> ParticipantForm:
    initial = {
        "participant_name": seat.participant_name,
        "participant_email": seat.participant_email,
    }
    if seat.position == 1 and not seat.is_named:
        initial = {"participant_name": found.buyer_name, "participant_email": found.buyer_email}
    return ParticipantForm(initial=initial, auto_id=f"seat{seat.position}_%s")


def _name_seat(request, found: Order):
    position = request.POST.get("position", "")
    is_a_number = position.isdecimal() and len(position) <= 4
    seat = found.seats.filter(position=position).first() if is_a_number else None
    if seat is None:
        return SeeOther(found.path)
    seat.cohort = found.cohort
    form = ParticipantForm(request.POST, auto_id=f"seat{seat.position}_%s")
    if form.is_valid():
        try:
            name_participant(
                seat=seat,
                name=form.cleaned_data["participant_name"],
                email=form.cleaned_data["participant_email"],
            )
        except PurchaseRefused as refused:
            form.add_error(None, str(refused))
        else:
            return keep_private(SeeOther(f"{found.path}#seat-{seat.position}"))
    return _show(request, found, form, seat.position, status=422)


@require_POST
def order_pay(request, token):
    """Send the buyer of an unpaid order to the payment page again."""
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    try:
        return keep_private(SeeOther(start_checkout(found)))
    except PurchaseRefused:
        return keep_private(SeeOther(found.path))


@require_POST
def more_seats(request, token):
    """Open the enrollment form with the buyer's name filled in: by a cookie, nothing in the address."""
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    return remember_order(request, keep_private(SeeOther(found.cohort.enroll_path)), found)


@require_safe
def order_calendar(request, token):
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    return _calendar_file(request, calendars.order_calendar(found), name=found.reference)


def _calendar_file(request, content: bytes, *, name: str) -> HttpResponse:
    """A file to keep, or with `?subscribe` what a calendar that subscribes to this address reads."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    if "subscribe" not in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{name.lower()}.ics"'
    return keep_private(response)


@require_safe
def seat(request, token):
    """The participant's page."""
    found = _find_seat(token)
    if found is None:
        return unknown_link(request)
    context = {
        "seat": found,
        "cohort": found.cohort,
        "is_confirmed": found.state == Seat.State.CONFIRMED,
    }
    return keep_private(render(request, "programs/seat.html", context))


@require_safe
def seat_calendar(request, token):
    found = _find_seat(token)
    if found is None:
        return unknown_link(request)
    return _calendar_file(request, calendars.seat_calendar(found), name=found.cohort.code)


def _find_seat(token: str) -> Seat | None:
    seats = Seat.objects.by_token(token).select_related("cohort__project", "order")
    return seats.prefetch_related("cohort__sessions", "cohort__facilitators").first()
