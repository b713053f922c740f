"""The waiting list of a full cohort: joining, the private page of a place, and taking or declining an offer."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from programs.checkout import start_checkout
from programs.exceptions import NotOpen, PurchaseRefused
from programs.forms import FewerSeatsForm, TakeOfferForm, WaitingForm
from programs.models import AuditEntry, Order, WaitingEntry
from programs.views.enrollment import cannot_be_bought, find_cohort, say
from programs.views.orders import find_order, show_order, unknown_link
from programs.views.responses import SeeOther, keep_private
from programs.waiting_list import SeatsAreFree, change_numbers, decline, join, leave, place_of
from site_core.throttle import ask_to_wait, minutes, seconds_to_wait, throttled


@require_http_methods(["GET", "HEAD", "POST"])
def join_line(request, code):
    """Stand in line. The answer is the same for every address; its letter tells the place."""
    cohort = find_cohort(code)
    if cohort is None:
        return say(request, "unknown", status=404)
    if not cohort.is_open:
        return cannot_be_bought(request, cohort)
    if request.method != "POST":
        if "asked" in request.GET:
            return _show(request, "waiting_asked", {"cohort": cohort})
        return show_join(request, cohort, WaitingForm(cohort=cohort, initial={"least": 1}))
    form = WaitingForm(request.POST, cohort=cohort)
    wait = seconds_to_wait(request, "waiting")
    if wait:
        form.add_error(None, f"Very many came from your network. Try again in {minutes(wait)}.")
        return ask_to_wait(show_join(request, cohort, form, status=429), wait)
    if not form.is_valid():
        return show_join(request, cohort, form, status=422)
    try:
        join(cohort=cohort, address=request.META.get("REMOTE_ADDR", ""), **form.cleaned_data)
    except NotOpen:
        return cannot_be_bought(request, cohort)
    except SeatsAreFree as free:
        cohort.refresh_from_db()
        return show_join(request, cohort, form, status=409, free=free)
    except PurchaseRefused as refused:
        form.add_error(refused.field and "wanted", str(refused))
        return show_join(request, cohort, form, status=422)
    return keep_private(SeeOther(f"{request.path}?asked"))


def show_join(request, cohort, form, status=200, free=None):
    context = {"cohort": cohort, "form": form, "free": free}
    return _show(request, "waiting_join", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@throttled("waiting-change")
def place(request, token):
    """The private page of one place in line; POST wants fewer seats."""
    entry = _find(token)
    if entry is None:
        return unknown_link(request)
    form = FewerSeatsForm(request.POST if request.method == "POST" else None, entry=entry)
    if request.method != "POST":
        return _show_place(request, entry, form)
    if not form.is_valid():
        return _show_place(request, entry, form, status=422)
    try:
        change_numbers(entry, **form.cleaned_data)
    except PurchaseRefused as refused:
        form.add_error(None, str(refused))
        return _show_place(request, entry, form, status=422)
    return keep_private(SeeOther(f"{entry.path}?changed"))


@require_POST
@throttled("waiting-change")
def leave_line(request, token):
    entry = _find(token)
    if entry is None:
        return unknown_link(request)
    try:
        leave(entry)
    except PurchaseRefused as refused:
        form = FewerSeatsForm(entry=entry)
        return _show_place(request, entry, form, status=503, refused=refused)
    return keep_private(SeeOther(entry.path))


@require_POST
@throttled("order-change")
def take_offer(request, token):
    """Agree to the terms of seats that were offered, and go on to pay them."""
    order = find_order(token)
    if order is None:
        return unknown_link(request)
    if order.offered_until is None or not order.is_live_hold:
        return keep_private(SeeOther(order.path))
    form = TakeOfferForm(request.POST)
    if not form.is_valid():
        return show_order(request, order, offer_form=form, status=422)
    try:
        address = start_checkout(order)
    except PurchaseRefused as refused:
        form.add_error(None, str(refused))
        return show_order(request, order, offer_form=form, status=503)
    AuditEntry.objects.create(
        action="order.terms_accepted", order=order, detail={"terms": order.terms_version}
    )
    return keep_private(SeeOther(address))


@require_POST
@throttled("order-change")
def decline_offer(request, token):
    order = find_order(token)
    if order is None:
        return unknown_link(request)
    if order.offered_until is not None and order.is_live_hold:
        try:
            decline(order)
        except PurchaseRefused as refused:
            form = TakeOfferForm({})
            form.errors.clear()
            form.add_error(None, str(refused))
            return show_order(request, order, offer_form=form, status=503)
    return keep_private(SeeOther(order.path))


def _find(token: str) -> WaitingEntry | None:
    entries = WaitingEntry.objects.by_token(token).select_related("cohort__project", "paid_order")
    return entries.prefetch_related("cohort__sessions", "cohort__price_rules").first()


def _show_place(request, entry: WaitingEntry, form, status=200, refused=None):
    offers = Order.objects.filter(waiting_entry=entry).select_related("cohort").order_by("-pk")
    waits = entry.state == WaitingEntry.State.WAITING
    context = {
        "entry": entry,
        "cohort": entry.cohort,
        "form": form if waits and entry.wanted > 1 and entry.paid_order is None else None,
        "place": place_of(entry) if waits else None,
        "offer": offers.first(),
        "is_changed": "changed" in request.GET,
        "refused": refused,
    }
    return _show(request, "waiting_place", context, status=status)


def _show(request, template: str, context: dict, status=200):
    page = render(request, f"programs/{template}.html", context, status=status)
    return keep_private(page, referrer="same-origin")
