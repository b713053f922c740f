"""What the runners of a race do: each a function of its number and the race's task, returning a word."""

import time

from programs.exceptions import PurchaseRefused

GRABBERS_FIRST, GRAB_FOR = 0.2, 1.5  # seconds


def hold(number: int, task: dict) -> str:
    """Buyer `number` wants `count` seats."""
    from programs.models import Cohort
    from programs.seats import hold_seats
    from tests.factories import make_buyer

    try:
        order = hold_seats(
            cohort=Cohort.objects.get(pk=task["cohort"]),
            count=task.get("count", 1),
            buyer=make_buyer(email=task.get("email") or f"buyer{number}@example.org"),
            discount_code=task.get("code", ""),
        )
    except PurchaseRefused as refusal:
        return type(refusal).__name__
    return order.reference


def hold_as_many_as_my_number(number: int, task: dict) -> str:
    """One buyer in several tabs, each with another wish."""
    return hold(number, {**task, "count": number + 1})


def checkout(number: int, task: dict) -> str:
    """A buyer who clicks many times."""
    from programs.checkout import start_checkout

    return start_checkout(order_of(task))


def settle(number: int, task: dict) -> str:
    """Webhook, return page and staff; every second is the sweeper, for whom the hold is over."""
    from programs import reconciler, settlement

    order = order_of(task)
    if number % 2:
        reconciler.sweep_holds(order.hold_expires_at)
    return settlement.settle(order).state


def refund(number: int, task: dict) -> str:
    """Colleagues who give back the whole of one payment at once."""
    from programs.models import Payment
    from programs.money_returned import NothingToRefund, request_refund, submit_refund

    payment = Payment.objects.get(pk=task["payment"])
    try:
        return submit_refund(
            request_refund(payment=payment, amount_cents=payment.amount_cents, reason="staff")
        ).state
    except NothingToRefund:
        return "NothingToRefund"


def goodwill(number: int, task: dict) -> str:
    """Colleagues who all saw the same amount still there, and each give a part of it."""
    from programs.refunds import give_goodwill

    seen = task["seen"]
    try:
        return give_goodwill(
            order=order_of(task), amount_cents=task["amount"], seen_refundable_cents=seen
        ).state
    except PurchaseRefused as refusal:
        return type(refusal).__name__


def cancel(number: int, task: dict) -> str:
    from programs.cancellation import cancel_order

    return cancel_order(order_of(task), because="asked").state


def cancel_some(number: int, task: dict) -> str:
    """Two tabs with different boxes ticked, of which one seat is in both."""
    from programs.cancellation import cancel_seats

    order = order_of(task)
    seats = order.seats.filter(position__in=task["positions"][number % 2])
    try:
        cancel_seats(order=order, seats=list(seats), because="asked")
    except PurchaseRefused as refusal:
        return type(refusal).__name__
    return "cancelled"


def move_or_cancel(number: int, task: dict) -> str:
    """A colleague moves the seats, and the buyer gives them back."""
    from programs.cancellation import cancel_seats
    from programs.models import Cohort
    from programs.moves import move_seats

    order = order_of(task)
    seats = list(order.seats.filter(position__lte=task["count"]))
    try:
        if number % 2:
            cancel_seats(order=order, seats=seats, because="asked")
            return "cancelled"
        move_seats(order=order, seats=seats, to=Cohort.objects.get(pk=task["to"]))
    except PurchaseRefused as refusal:
        return type(refusal).__name__
    return "moved"


def free_a_seat_or_grab_it(number: int, task: dict) -> str:
    """Runner 0 gives a seat back; the others try to buy it the moment it is free."""
    if number:
        return grab(number, task)
    from programs.cancellation import cancel_seats

    order = order_of(task)
    time.sleep(GRABBERS_FIRST)
    cancel_seats(order=order, seats=list(order.seats.confirmed())[:1], because="asked")
    return "freed"


def grab(number: int, task: dict) -> str:
    outcome, until = "", time.monotonic() + GRAB_FOR
    while time.monotonic() < until:
        outcome = hold(number, task)
        if outcome != "SoldOut":
            break
        time.sleep(0.005)
    return outcome


def order_of(task: dict):
    from programs.models import Order

    return Order.objects.get(pk=task["order"])


RACERS = {
    racer.__name__: racer
    for racer in (
        hold,
        hold_as_many_as_my_number,
        checkout,
        settle,
        refund,
        goodwill,
        cancel,
        cancel_some,
        move_or_cancel,
        free_a_seat_or_grab_it,
    )
}
