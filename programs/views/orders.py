import logging

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs import calendars
from programs.checkout import start_checkout
from programs.choice_offers import offers_of
from programs.exceptions import PurchaseRefused, StripeOutcomeUnknown, StripeRefused
from programs.forms import ChoiceForm, ParticipantForm, TakeOfferForm
from programs.models import BuyerChoice, Order, Seat
from programs.participants import can_be_named, name_participant
from programs.settlement import settle
from programs.standing import Standing
from programs.views.enrollment import remember_order
from programs.views.responses import SeeOther, keep_private

logger = logging.getLogger(__name__)

# What the page confirms after a redirect, by a bare word in the query.
SAYS = ("sent", "renewed")


def find_order(token: str) -> Order | None:
    orders = Order.objects.by_token(token).select_related("cohort__project")
    return orders.prefetch_related("cohort__sessions", "cohort__price_rules", "lines").first()


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
    return show_order(request, found)


def show_order(
    request,
    found: Order,
    seat_form=None,
    position=0,
    choice_form=None,
    offer_form=None,
    status=200,
):
    """The order's page, with a form that has errors in the place of the one it would show."""
    standing = Standing(found)
    context = {
        "order": found,
        "cohort": found.cohort,
        "standing": standing,
        "groups": [
            {
                "cohort": group.cohort,
                "places": [
                    _place(request, found, seat, seat_form, position) for seat in group.seats
                ],
            }
            for group in standing.groups
        ],
        "paid_cents": standing.paid_cents,
        "said": next((word for word in SAYS if word in request.GET), ""),
        "calendar": subscribe_addresses(found),
        "offer_form": offer_form or TakeOfferForm(),
    }
    if choice := standing.choice:
        context["choice"] = choice
        context["answer_by"] = choice.answer_by.astimezone(choice.from_cohort.zone)
        context["choice_form"] = choice_form or _unanswered(choice)
    page = render(request, "programs/order.html", context, status=status)
    return keep_private(page, referrer="same-origin")


def _place(request, found: Order, seat: Seat, form, position: int) -> dict:
    own = form if position == seat.position else None
    return {
        "seat": seat,
        "can_be_named": can_be_named(seat),
        "is_edited": own is not None or request.GET.get("seat") == str(seat.position),
        "form": own or _participant_form(found, seat),
    }


def _participant_form(found: Order, seat: Seat) -> ParticipantForm:
    initial = {
        "participant_name": seat.participant_name,
        "participant_email": seat.participant_email,
    }
    if seat.position == 1 and not seat.is_named:
        initial = {"participant_name": found.buyer_name, "participant_email": found.buyer_email}
    return ParticipantForm(initial=initial, auto_id=f"seat{seat.position}_%s")


def choice_form(choice: BuyerChoice, data=None) -> ChoiceForm:
    return ChoiceForm(data, offers=offers_of(choice))


def _unanswered(choice: BuyerChoice) -> ChoiceForm | None:
    return choice_form(choice) if choice.state == BuyerChoice.State.OPEN else None


def _name_seat(request, found: Order):
    position = request.POST.get("position", "")
    is_a_number = position.isdecimal() and len(position) <= 4
    seats = found.seats.select_related("cohort", "order")
    seat = seats.filter(position=position).first() if is_a_number else None
    if seat is None:
        return SeeOther(found.path)
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
    return show_order(request, found, form, seat.position, status=422)


@require_POST
def order_pay(request, token):
    """Send the buyer of an unpaid order to the payment page again."""
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    if found.offered_until is not None:  # its terms are agreed to first
        return keep_private(SeeOther(f"{found.path}#offer"))
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
    return calendar_file(request, calendars.order_calendar(found), name=found.reference)


def calendar_file(request, content: bytes, *, name: str) -> HttpResponse:
    """A file to keep, or with `?subscribe` what a calendar that subscribes to this address reads."""
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    if "subscribe" not in request.GET:
        response["Content-Disposition"] = f'attachment; filename="{name.lower()}.ics"'
    return keep_private(response)


def subscribe_addresses(owner: Order | Seat) -> dict:
    """Where the calendar of an order or a seat is to be had, as a file and as a subscription."""
    kind = "order_calendar" if isinstance(owner, Order) else "seat_calendar"
    file = reverse(kind, args=[owner.token])
    whole = f"{owner.url.removesuffix(owner.path)}{file}?subscribe"
    return {"file": file, "https": whole, "webcal": f"webcal://{whole.partition('://')[2]}"}
