from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from programs.checkout import start_checkout
from programs.exceptions import (
    AlreadyPaid,
    HeldElsewhere,
    NotOpen,
    OthersWait,
    PaymentUnavailable,
    PurchaseRefused,
)
from programs.forms import EnrollmentForm, WaitingForm
from programs.models import Cohort, Order
from programs.order_making import Buyer
from programs.seats import hold_seats
from programs.views.responses import SeeOther, keep_private
from site_core.throttle import ask_to_wait, minutes, seconds_to_wait

ORDER_COOKIE = "unfinished-order"
REMEMBER_SECONDS = 2 * 60 * 60  # a hold and some time after it, on what may be a shared computer


@require_http_methods(["GET", "HEAD", "POST"])
def enroll(request, code):
    """Take the order for seats in one cohort, and send its buyer to the payment page."""
    cohort = find_cohort(code)
    if cohort is None:
        return say(request, "unknown", status=404)
    own = own_order(request, cohort) if request.method != "POST" else None
    if not cohort.can_be_bought and not (request.method == "POST" and cohort.is_open):
        if own and own.is_live_hold:  # it may be this very hold that fills the cohort
            return keep_private(SeeOther(own.path))
        return cannot_be_bought(request, cohort)
    if request.method != "POST":
        form = EnrollmentForm(cohort=cohort, initial=_known_of(own))
        return _show(request, cohort, form, own=own)
    form = EnrollmentForm(request.POST, cohort=cohort)
    wait = seconds_to_wait(request, "enroll")
    if wait:
        form.add_error(
            None, f"Very many orders came from your network. Try again in {minutes(wait)}."
        )
        return ask_to_wait(_show(request, cohort, form, status=429), wait)
    if not form.is_valid():
        return _show(request, cohort, form, status=422)
    return _take_order(request, cohort, form)


def find_cohort(code: str) -> Cohort | None:
    cohorts = Cohort.objects.exclude(state=Cohort.State.DRAFT).select_related("project")
    # PostgreSQL can't be asked for a NUL, which an address may hold.
    return cohorts.filter(code=code.upper().replace("\0", "?")).first()


def own_order(request, cohort) -> Order | None:
    """The order for this cohort that this browser made or came from, by its cookie."""
    found = Order.objects.by_token(request.COOKIES.get(ORDER_COOKIE, ""))
    return found.filter(cohort=cohort, state__in=Order.WITH_SEATS).first()


def _known_of(order: Order | None) -> dict:
    """What the form can fill in for a browser that has proved whose order it knows."""
    if order is None:
        return {}
    known = {
        "buyer_name": order.buyer_name,
        "buyer_email": order.buyer_email,
        "organization": order.organization,
    }
    if order.is_live_hold:
        known |= {"quantity": order.count, "discount_code": order.discount_label}
    return known


def _take_order(request, cohort, form):
    answers = form.cleaned_data
    try:
        order = hold_seats(
            cohort=cohort,
            count=answers["quantity"],
            buyer=Buyer(
                name=answers["buyer_name"],
                email=answers["buyer_email"],
                organization=answers["organization"],
                address=request.META.get("REMOTE_ADDR", ""),
            ),
            discount_code=answers["discount_code"],
            resume_token=request.COOKIES.get(ORDER_COOKIE, ""),
        )
        address = start_checkout(order)
    except NotOpen:
        return cannot_be_bought(request, cohort)
    except AlreadyPaid:
        # Only the link tells whose order it is, and that went to the address.
        form.add_error(
            None,
            "An order with this e-mail address has just been paid. The confirmation with its link is on the way.",
        )
        return _show(request, cohort, form, status=409)
    except PaymentUnavailable as error:
        form.add_error(None, str(error))
        return _show(request, cohort, form, status=503)
    except PurchaseRefused as refused:
        cohort.refresh_from_db()
        if not cohort.can_be_bought and not isinstance(refused, (HeldElsewhere, OthersWait)):
            return cannot_be_bought(request, cohort)
        form.add_error(refused.field or None, str(refused))
        return _show(request, cohort, form, status=422)
    return remember_order(request, keep_private(SeeOther(address)), order)


def remember_order(request, response, order: Order):
    """Let this browser prove, on the enrollment page of the order's cohort, that it knows the order."""
    response.set_cookie(
        ORDER_COOKIE,
        order.token,
        max_age=REMEMBER_SECONDS,
        path=order.cohort.enroll_path,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _show(request, cohort, form, status=200, own=None):
    quantity = form["quantity"].value()
    count = int(quantity) if str(quantity).isdecimal() and 0 < int(quantity) <= 100 else 1
    price = cohort.price_for(count)
    context = {
        "cohort": cohort,
        "form": form,
        "own": own,
        "count": count,
        "total_cents": price.amount_cents * count if price else None,
    }
    page = render(request, "programs/enroll.html", context, status=status)
    # With no-referrer an older Safari sends "Origin: null", which no origin check can let pass.
    return keep_private(page, referrer="same-origin")


def cannot_be_bought(request, cohort):
    """The page for a cohort that is not open (410), or full (409)."""
    others = Cohort.objects.for_listing().open_for_enrollment().filter(project=cohort.project_id)
    others = [other for other in others if other.can_be_bought and other.pk != cohort.pk]
    full = cohort.status == Cohort.Status.FULL
    return say(
        request,
        "full" if full else "closed",
        status=409 if full else 410,
        cohort=cohort,
        others=others,
        form=WaitingForm(cohort=cohort, initial={"least": 1}) if full else None,
        referrer="same-origin" if full else "no-referrer",
    )


def say(request, what, *, status, referrer="no-referrer", **context):
    page = render(request, f"programs/enroll_{what}.html", context, status=status)
    return keep_private(page, referrer=referrer)
