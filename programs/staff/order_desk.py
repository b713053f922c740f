"""One order at the desk: what it is, what happened to it, and what can be done."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from programs.models import Order, Seat
from programs.money_issues import stripe_address
from programs.money_stories import story
from programs.seat_money import money_of_seats, paying_payment
from programs.staff.desk import DESK, REFUND, require
from programs.staff.timeline import timeline_of


@require_GET
def order_desk(request, instance_pk):
    require(request, "programs.view_order")
    order = find(instance_pk)
    confirmed = [seat for seat in order.seats.all() if seat.state == Seat.State.CONFIRMED]
    payment = paying_payment(order)
    money = {one.seat.pk: one for one in money_of_seats(order)} if confirmed else {}
    issues = [issue for issue in order.money_issues.all() if issue.resolved_at is None]
    context = {
        "order": order,
        "cohort": order.cohort,
        "zone": order.cohort.zone,
        "seats": [{"seat": seat, "money": money.get(seat.pk)} for seat in order.seats.all()],
        "payments": order.payments.all(),
        "refunds": order.refunds.all(),
        "disputes": [dispute for paid in order.payments.all() for dispute in paid.disputes.all()],
        "choices": order.choices.all(),
        "issues": [{"story": story(issue), "stripe": stripe_address(issue)} for issue in issues],
        "timeline": timeline_of(order),
        "has_seats": bool(confirmed),
        "refundable_cents": payment.refundable_cents if payment else 0,
        "may_desk": request.user.has_perm(DESK),
        "may_refund": request.user.has_perm(REFUND),
        "breadcrumbs_items": crumbs(order),
    }
    return render(request, "programs/staff/order_desk.html", context)


def find(pk) -> Order:
    orders = Order.objects.select_related(
        "cohort__project", "waiting_entry", "replaces_seat__order"
    )
    return get_object_or_404(
        orders.prefetch_related(
            "cohort__sessions",
            "cohort__price_rules",
            "lines",
            "seats__cohort__sessions",
            "payments__disputes",
            "payments__refunds",
            "refunds__requested_by",
            "choices__from_cohort",
            "choices__to_cohort",
            "money_issues__payment__refunds",
            "attempts",
        ),
        pk=pk,
    )


def crumbs(order: Order, label: str = "") -> list[dict]:
    items = [
        {"url": reverse("programs_order_modeladmin_index"), "label": "Orders"},
        {
            "url": reverse("programs_order_modeladmin_inspect", args=[order.pk]) if label else "",
            "label": f"{order.reference}, {order.buyer_name}",
        },
    ]
    return [*items, {"url": "", "label": label}] if label else items
