"""The controls: the same deeds as they are usually written. Each looks, thinks, and then does what the
look allowed. None is a straw man: each checks everything, only not in the statement that writes.
"""

import secrets
import time

from tests.programs.racers import free_a_seat_or_grab_it, grab, order_of

# Between the look and the deed, as a slow page would take; runners are let go within much less.
THINKING_SECONDS = 0.3


def think() -> None:
    time.sleep(THINKING_SECONDS)


def count_then_insert(number: int, task: dict) -> str:
    """Counts the seats that are taken, and takes one more."""
    from programs.models import Cohort, Seat

    cohort = Cohort.objects.get(pk=task["cohort"])
    if Seat.objects.counting().filter(cohort=cohort).count() >= cohort.capacity:
        return "SoldOut"
    think()
    order = make_bare_order(cohort, number)
    Seat.objects.create(cohort=cohort, order=order, position=1)
    return order.reference


def use_code_by_read_and_save(number: int, task: dict) -> str:
    """Reads how often a code was used, and saves one more."""
    from programs.models import Cohort, DiscountCode, DiscountUse

    code = DiscountCode.objects.get(code=task["code"])
    if code.uses >= code.max_uses:
        return "DiscountNotUsable"
    think()
    order = make_bare_order(Cohort.objects.get(pk=task["cohort"]), number)
    DiscountUse.objects.create(
        code=code, order=order, buyer_email=order.buyer_email, amount_cents=0
    )
    code.uses += 1
    code.save(update_fields=["uses"])
    return order.reference


def cancel_by_reading(number: int, task: dict) -> str:
    """Reads which seats are confirmed, and gives those back."""
    from django.db.models import F

    from programs.models import Cohort, Seat

    order = order_of(task)
    positions = task["positions"][number % 2]
    confirmed = list(order.seats.confirmed().filter(position__in=positions))
    if len(confirmed) < len(positions):
        return "CannotCancel"
    think()
    Seat.objects.filter(pk__in=[seat.pk for seat in confirmed]).update(state=Seat.State.CANCELLED)
    taken = F("reserved") - len(confirmed)
    Cohort.objects.filter(pk=order.cohort_id).update(reserved=taken)
    return "cancelled"


def move_or_cancel_by_reading(number: int, task: dict) -> str:
    """As `cancel_by_reading`, and every second moves the seats instead."""
    from django.db.models import F

    from programs.models import Cohort, Seat

    order = order_of(task)
    seats = list(order.seats.filter(position__lte=task["count"]))
    if any(seat.state != Seat.State.CONFIRMED for seat in seats):
        return "CannotMove"
    think()
    counts = Cohort.objects.filter(pk=order.cohort_id)
    counts.update(reserved=F("reserved") - len(seats))
    for seat in seats:
        seat.state = Seat.State.CANCELLED if number % 2 else Seat.State.MOVED
        seat.save(update_fields=["state"])
    if number % 2:
        return "cancelled"
    Cohort.objects.filter(pk=task["to"]).update(reserved=F("reserved") + len(seats))
    return "moved"


def settle_by_reading(number: int, task: dict) -> str:
    """Asks Stripe, reads the order's state, and saves the next; the sweeper goes by the clock."""
    from programs import payments
    from programs.models import AuditEntry, Order

    order = order_of(task)
    is_paid = payments.retrieve_session(order.attempts.get().session_id).is_paid
    if order.state not in Order.UNSETTLED:
        return "nothing to do"
    think()
    order.state = Order.State.EXPIRED
    if is_paid and not number % 2:
        order.state, order.paid_cents = Order.State.CONFIRMED, order.total_cents
    order.save(update_fields=["state", "paid_cents"])
    AuditEntry.objects.create(action=f"order.{order.state}", order=order)
    return order.state


def refund_with_a_fresh_key(number: int, task: dict) -> str:
    """Reads what is refundable, and asks Stripe with a key that nobody has saved."""
    from programs import payments
    from programs.models import Payment

    payment = Payment.objects.get(pk=task["payment"])
    if payment.refundable_cents != task["seen"]:
        return "QuoteChanged"
    think()
    facts = payments.create_refund(
        payment_intent_id=payment.payment_intent_id,
        amount_cents=task["amount"],
        key=secrets.token_hex(8),
    )
    payment.refunding_cents += task["amount"]
    payment.save(update_fields=["refunding_cents"])
    return facts.status


def free_a_seat_and_offer_it_later(number: int, task: dict) -> str:
    """The usual waiting list: a job that looks for free seats from time to time."""
    if number:
        return grab(number, task)
    from programs import cancellation, waiting_offers

    cancellation.offer_freed_seats = lambda cohort_id: []
    outcome = free_a_seat_or_grab_it(0, task)
    think()
    waiting_offers.offer_due()
    return outcome


def make_bare_order(cohort, number: int):
    from programs.models import Order

    return Order.objects.create(
        cohort=cohort,
        buyer_name="Control",
        buyer_email=f"buyer{number}@example.org",
        count=1,
        subtotal_cents=0,
        total_cents=0,
    )


CARELESS_RACERS = {
    racer.__name__: racer
    for racer in (
        count_then_insert,
        use_code_by_read_and_save,
        cancel_by_reading,
        move_or_cancel_by_reading,
        settle_by_reading,
        refund_with_a_fresh_key,
        free_a_seat_and_offer_it_later,
    )
}
