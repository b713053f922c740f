"""What colleagues do to an order: each act says first exactly what it will do, then does it once."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programs import order_links, settlement
from programs.buyers import correct_buyer
from programs.cancellation import cancel_order, cancel_seats, quote_cancellation
from programs.exceptions import CannotMove, PurchaseRefused
from programs.models import Order, Refund
from programs.money_returned import sync_refunds
from programs.moves import move_seats, offer_exchange, quote_move
from programs.outbox import queue_letter
from programs.refunds import give_goodwill
from programs.seat_money import paying_payment
from programs.staff.desk import DESK, REFUND, act, attempt, require
from programs.staff.order_desk import crumbs, find
from programs.staff.order_forms import EXCHANGE, BuyerForm, CancelForm, GoodwillForm, MoveForm
from programs.views.responses import SeeOther
from site_core.templatetags.money import dollars_and_cents


def _desk_of(order: Order) -> str:
    return reverse("programs_order_modeladmin_inspect", args=[order.pk])


def _page(request, order: Order, title: str, form, *, button: str, status=200, **more):
    context = {
        "order": order,
        "title": title,
        "form": form,
        "button": button,
        "back": _desk_of(order),
        "breadcrumbs_items": crumbs(order, title),
        **more,
    }
    return render(request, "programs/staff/order_act.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, instance_pk):
    """A hold is released through Stripe; of a confirmed order seats are chosen, and the amount is shown."""
    require(request, DESK)
    order = find(instance_pk)
    if order.is_live_hold:
        return _release(request, order)
    if order.state != Order.State.CONFIRMED:
        messages.error(request, f"Order {order} has no seats to cancel.")
        return SeeOther(_desk_of(order))
    form = CancelForm(request.POST or None, order=order, now=timezone.now())
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _page(
            request, order, "Cancel seats", form, button="See what goes back", status=status
        )
    percent = form.cleaned_data["percent"]
    quote = quote_cancellation(order, form.chosen, percent=percent)
    agreed = form.cleaned_data["expected_cents"]
    if agreed != quote.total_cents:
        if agreed is not None:
            messages.warning(request, "The amount has changed since. Look again.")
        return _show_quote(request, order, form, quote)
    if quote.total_cents:
        require(request, REFUND)
    done = f"Cancelled. {dollars_and_cents(quote.total_cents)} goes back."
    return act(
        request,
        lambda: cancel_seats(
            order=order,
            seats=form.chosen,
            because="cancelled_by_staff",
            reason=Refund.Reason.STAFF,
            percent=percent,
            expected_cents=agreed,
            note=form.cleaned_data["note"],
            actor=request.user,
        ),
        done=done,
        back=_desk_of(order),
    )


def _show_quote(request, order: Order, form: CancelForm, quote):
    """The same answers again, with the amount they come to."""
    data = request.POST.copy()
    data["expected_cents"] = str(quote.total_cents)
    again = CancelForm(data, order=order, now=timezone.now())
    count = len(form.chosen)
    button = f"Cancel {count} seat{'' if count == 1 else 's'}, give {dollars_and_cents(quote.total_cents)} back"
    return _page(request, order, "Cancel seats", again, button=button, quote=quote)


def _release(request, order: Order):
    if request.method != "POST":
        say = "The payment page is ended at Stripe and the seats are freed. What is paid at this very moment is confirmed instead."
        return _page(request, order, "Release the hold", None, button="Release the hold", say=say)
    return act(
        request,
        lambda: cancel_order(order, because="released_by_staff", actor=request.user),
        done="Released.",
        back=_desk_of(order),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def goodwill(request, instance_pk):
    require(request, REFUND)
    order = find(instance_pk)
    payment = paying_payment(order)
    left = payment.refundable_cents if payment else 0
    if not left:
        messages.error(request, "Nothing is left to give back.")
        return SeeOther(_desk_of(order))
    form = GoodwillForm(request.POST or None, refundable_cents=left)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            request,
            lambda: give_goodwill(
                order=order,
                amount_cents=form.amount_cents,
                seen_refundable_cents=form.cleaned_data["seen_refundable_cents"],
                note=form.cleaned_data["note"],
                actor=request.user,
            ),
            done=f"{dollars_and_cents(form.amount_cents)} goes back. The seats stay.",
        )
        if done:
            return SeeOther(_desk_of(order))
        order = find(instance_pk)
        payment = paying_payment(order)
        data = request.POST.copy()
        data["seen_refundable_cents"] = str(payment.refundable_cents if payment else 0)
        form = GoodwillForm(data, refundable_cents=payment.refundable_cents if payment else 0)
    status = 422 if request.method == "POST" else 200
    return _page(
        request,
        order,
        "Give money back, keep the seats",
        form,
        button="Give it back",
        status=status,
        say=f"{dollars_and_cents(left)} is left of what was paid.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, instance_pk):
    require(request, DESK)
    order = find(instance_pk)
    form = MoveForm(request.POST or None, order=order)
    title = "Move seats"
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _page(request, order, title, form, button="See the difference", status=status)
    to = form.cleaned_data["to"]
    try:
        quote = quote_move(order, form.chosen, to)
    except CannotMove as refused:
        form.add_error("to", str(refused))
        return _page(request, order, title, form, button="See the difference", status=422)
    if request.POST.get("agreed") != str(quote.difference_cents):
        return _page(request, order, title, form, button="Do that", move=quote)
    back = form.cleaned_data["give_difference_back"]
    if quote.back_cents and back:
        require(request, REFUND)
    if quote.difference_cents > 0 and form.cleaned_data["if_dearer"] == EXCHANGE:
        return act(
            request,
            lambda: [offer_exchange(seat=seat, to=to, actor=request.user) for seat in form.chosen],
            done=f"Offered. The buyer has a letter with the link to pay; {order} stays as it is until then.",
            back=_desk_of(order),
        )
    return act(
        request,
        lambda: move_seats(
            order=order,
            seats=form.chosen,
            to=to,
            give_difference_back=back,
            actor=request.user,
        ),
        done=f"Moved to {to}.",
        back=_desk_of(order),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def buyer(request, instance_pk):
    require(request, DESK)
    order = find(instance_pk)
    known = {
        "buyer_name": order.buyer_name,
        "buyer_email": order.buyer_email,
        "organization": order.organization,
    }
    form = BuyerForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            answers = form.cleaned_data
            correct_buyer(
                order,
                name=answers["buyer_name"],
                email=answers["buyer_email"],
                organization=answers["organization"],
                actor=request.user,
            )
        except PurchaseRefused as refused:
            form.add_error("buyer_email", str(refused))
        else:
            messages.success(request, "Corrected.")
            return SeeOther(_desk_of(order))
    status = 422 if request.method == "POST" else 200
    return _page(request, order, "Correct the buyer", form, button="Save", status=status)


@require_POST
def resend(request, instance_pk):
    """The confirmation again, or of an order that has none, its link."""
    require(request, DESK)
    order = find(instance_pk)

    def do():
        if order.state != Order.State.CONFIRMED:
            order_links.send_link(order)
            return
        minute = int(timezone.now().timestamp()) // 60  # a double click is one letter
        queue_letter(
            kind="confirmation_copy",
            subject_key=f"order:{order.pk}:{minute}",
            to=order.buyer_email,
            context={"order": order.pk},
        )

    return act(request, do, done=f"Sent to {order.buyer_email}.", back=_desk_of(order))


@require_POST
def renew(request, instance_pk):
    require(request, DESK)
    order = find(instance_pk)
    return act(
        request,
        lambda: order_links.renew_link(order),
        done=f"The old link has ended; the new one goes to {order.buyer_email}.",
        back=_desk_of(order),
    )


@require_POST
def ask_stripe(request, instance_pk):
    require(request, DESK, REFUND)
    order = find(instance_pk)

    def do():
        settlement.settle(order)
        for payment in order.payments.all():
            sync_refunds(payment.payment_intent_id)

    return act(request, do, done="This is what Stripe says now.", back=_desk_of(order))


ACTS = {
    "cancel": cancel,
    "goodwill": goodwill,
    "move": move,
    "buyer": buyer,
    "resend": resend,
    "renew": renew,
    "ask": ask_stripe,
}
