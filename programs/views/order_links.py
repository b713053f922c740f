"""Finding an order again, and replacing its link."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from programs import order_links
from programs.exceptions import PurchaseRefused
from programs.forms import FindOrdersForm
from programs.views.orders import find_order, unknown_link
from programs.views.responses import SeeOther, keep_private
from site_core.throttle import ask_to_wait, minutes, seconds_to_wait, throttled


@require_http_methods(["GET", "HEAD", "POST"])
def find_orders(request):
    """Ask for the links of an address's orders. The answer is the same for every address."""
    form = FindOrdersForm(request.POST or None)
    if request.method != "POST":
        return _show(request, form)
    wait = seconds_to_wait(request, "find-orders")
    if wait:
        form.add_error(None, f"Very many came from your network. Try again in {minutes(wait)}.")
        return ask_to_wait(_show(request, form, status=429), wait)
    if not form.is_valid():
        return _show(request, form, status=422)
    order_links.send_links(form.cleaned_data["email"])
    return keep_private(SeeOther(f"{request.path}?asked"))


def _show(request, form, status=200):
    context = {"form": form, "is_asked": "asked" in request.GET and request.method != "POST"}
    page = render(request, "programs/find_orders.html", context, status=status)
    return keep_private(page, referrer="same-origin")


@require_POST
@throttled("order-link")
def send_order_link(request, token):
    """Mail the order's link to its buyer again."""
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    order_links.send_link(found)
    return keep_private(SeeOther(f"{found.path}?sent#link"))


@require_POST
@throttled("order-link")
def renew_order_link(request, token):
    """Replace the order's link, mail the new one, and go on under it."""
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    try:
        order_links.renew_link(found)
    except PurchaseRefused:
        return keep_private(SeeOther(f"{found.path}#link"))
    return keep_private(SeeOther(f"{found.path}?renewed#link"))
