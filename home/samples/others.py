"""What happens to cohorts, on waiting lists, to guides and in the office, written down for a moment."""

from datetime import timedelta

from home.models import ContactSubmission
from home.samples.desk import BUYER, PARTICIPANT, Cause, Desk, sample
from programs.models import BooksCheck, Delivery, Lead, Order, Submission, WaitingEntry


@sample("dates_changed", "New dates: the buyer")
def _dates(desk: Desk) -> Cause:
    order, cohort = desk.paid, desk.first
    context = {"cohort": cohort.pk, "number": cohort.dates_version, "seats": []}
    return BUYER.email, {**context, "orders": [order.pk]}


@sample("cohort_reminder", "A reminder: a participant")
def _reminder(desk: Desk) -> Cause:
    seat = desk.seat
    context = {"cohort": desk.first.pk, "number": 30, "orders": []}
    return PARTICIPANT[1], {**context, "seats": [seat.pk]}


@sample("waiting_joined", "In line")
def _joined(desk: Desk) -> Cause:
    return BUYER.email, {"entry": desk.waiting(WaitingEntry.State.WAITING).pk}


@sample("waiting_offer", "Seats are offered")
def _offered(desk: Desk) -> Cause:
    order = desk.order(
        Order.State.HELD,
        origin=Order.Origin.WAITING_LIST,
        offered_until=desk.now + timedelta(hours=24),
        waiting_entry=desk.waiting(WaitingEntry.State.OFFERED),
    )
    return BUYER.email, {"order": order.pk}


@sample("waiting_passed", "An offer has run out")
def _passed(desk: Desk) -> Cause:
    return BUYER.email, {"entry": desk.waiting(WaitingEntry.State.PASSED).pk}


@sample("waiting_closed", "The waiting list is closed")
def _closed(desk: Desk) -> Cause:
    return BUYER.email, {"entry": desk.waiting(WaitingEntry.State.CLOSED).pk}


@sample("guide_delivery", "A guide")
def _guide(desk: Desk) -> Cause:
    if desk.guide is None:
        return "", {}
    lead = Lead.objects.create(email=BUYER.email, name=BUYER.name)
    submission = Submission.objects.create(
        lead=lead, guide=desk.guide, guide_title=desk.guide.title, name=BUYER.name
    )
    return BUYER.email, {"delivery": Delivery.create_for(submission).pk}


@sample("contact_message", "To us: a message from the contact page")
def _message(desk: Desk) -> Cause:
    if desk.contact is None:
        return "", {}
    given = {"email": BUYER.email, "multiline": "Do you come to Ohio?\n\nDana"}
    fields = desk.contact.get_form_fields()
    answers = {field.clean_name: given.get(field.field_type, BUYER.name) for field in fields}
    submission = ContactSubmission.objects.create(page=desk.contact, form_data=answers)
    return "office@example.org", {"submission": submission.pk}


@sample("books_problem", "To us: the books do not hold together")
def _books(desk: Desk) -> Cause:
    problem = "SAMPLE-1: 12 seats are counted, but 11 seats are held or confirmed."
    check = BooksCheck.objects.create(problems=[problem])
    return "finance@example.org", {"check": check.pk}
