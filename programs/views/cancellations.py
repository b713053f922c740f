"""Giving seats back: choosing them, the exact amount, and doing exactly that."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from programs.cancellation import cancel_seats, quote_cancellation
from programs.exceptions import CannotCancel, QuoteChanged
from programs.standing import Standing
from programs.views.orders import find_order, unknown_link
from programs.views.responses import SeeOther, keep_private
from site_core.throttle import throttled

MOST_CENTS_DIGITS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@throttled("order-change")
def cancel(request, token):
    """GET chooses seats, with `seat` given shows what comes back; POST cancels at just that amount."""
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    standing = Standing(found)
    if not standing.cancellable:
        # Also what a second tab and a second press come to: the order's page tells the truth.
        return keep_private(SeeOther(f"{found.path}#money"))
    answers = request.POST if request.method == "POST" else request.GET
    wanted = set(answers.getlist("seat"))
    chosen = [seat for seat in standing.cancellable if str(seat.position) in wanted]
    if request.method == "POST":
        return _cancel(request, standing, chosen, len(wanted))
    if len(standing.cancellable) == 1 and not answers:
        chosen = standing.cancellable
    if chosen:
        return _preview(request, standing, chosen)
    return _choose(request, standing, nothing_chosen="chosen" in answers)


def _choose(request, standing, *, nothing_chosen):
    context = {
        "order": standing.order,
        "cohort": standing.order.cohort,
        "seats": standing.cancellable,
        "several_cohorts": len(standing.groups) > 1,
        "nothing_chosen": nothing_chosen,
    }
    return _answer(request, "cancel_choose", context, 422 if nothing_chosen else 200)


def _preview(request, standing, chosen, *, notice="", status=200):
    quote = quote_cancellation(standing.order, chosen)
    zone = standing.order.cohort.zone
    context = {
        "order": standing.order,
        "cohort": standing.order.cohort,
        "quote": quote,
        "good_until": quote.good_until and quote.good_until.astimezone(zone),
        "stays": standing.counting - len(chosen),
        "can_choose": len(standing.cancellable) > 1,
        "notice": notice,
    }
    return _answer(request, "cancel_preview", context, status)


def _cancel(request, standing, chosen, wanted_count):
    cents = request.POST.get("expected_cents", "")
    if not chosen:
        return _choose(request, standing, nothing_chosen=True)
    if not (cents.isdecimal() and len(cents) <= MOST_CENTS_DIGITS) or wanted_count != len(chosen):
        notice = "Something has changed since this page was opened. This is how it stands now."
        return _preview(request, standing, chosen, notice=notice, status=409)
    order = standing.order
    try:
        cancel_seats(
            order=order, seats=chosen, because="cancelled_by_buyer", expected_cents=int(cents)
        )
    except QuoteChanged:
        notice = "The amount has changed since this page was opened. Nothing was cancelled yet."
        return _preview(request, standing, chosen, notice=notice, status=409)
    except CannotCancel:
        pass  # another tab was faster
    return keep_private(SeeOther(f"{order.path}#money"))


def _answer(request, template, context, status):
    page = render(request, f"programs/{template}.html", context, status=status)
    return keep_private(page, referrer="same-origin")
