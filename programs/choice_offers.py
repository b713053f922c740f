"""What a buyer who is asked can answer, in words, with what each answer pays back."""

from dataclasses import dataclass

from programs import late_money
from programs.choices import answers_of, cohorts_to_move_to, seats_of
from programs.exceptions import CannotMove
from programs.models import BuyerChoice, Cohort
from programs.moves import quote_move
from programs.seat_money import money_of_seats
from site_core.templatetags.money import dollars_and_cents

Answer = BuyerChoice.Answer


@dataclass(frozen=True)
class Offer:
    """One answer. `key` is what a form posts: the answer, with the cohort's code when it is to move."""

    key: str
    answer: str
    text: str
    to_cohort: Cohort | None = None


def offers_of(choice: BuyerChoice) -> list[Offer]:
    """Other cohorts first, by their first session, then the waiting list, then money back."""
    answers = answers_of(choice)
    offers = []
    if Answer.MOVE in answers:
        offers += [_move(choice, cohort) for cohort in cohorts_to_move_to(choice)]
    if Answer.WAIT in answers:
        offers.append(
            Offer(
                Answer.WAIT,
                Answer.WAIT,
                "Wait for seats in this cohort. My money stays with you, and goes back if there are none.",
            )
        )
    return [*offers, Offer(Answer.REFUND, Answer.REFUND, _refund_text(choice))]


def _move(choice: BuyerChoice, cohort: Cohort) -> Offer:
    facts = [f"{cohort.name}: {cohort.dates_text}"]
    if cohort.schedule_text:
        facts.append(cohort.schedule_text.rstrip("."))
    back = back_when_moving(choice, cohort)
    cost = f"No extra cost, and {dollars_and_cents(back)} back" if back else "No extra cost"
    text = f"{'. '.join(facts)}. {cost}."
    return Offer(f"{Answer.MOVE}:{cohort.code}", Answer.MOVE, text, cohort)


def back_when_moving(choice: BuyerChoice, cohort: Cohort) -> int:
    """What goes back when the other cohort is cheaper, in cents."""
    if choice.reason == BuyerChoice.Reason.LATE_MONEY:
        return late_money.cheaper_by(choice.order, cohort)
    try:
        return sum(quote_move(choice.order, seats_of(choice), cohort).back_cents.values())
    except CannotMove:
        return 0


def _refund_text(choice: BuyerChoice) -> str:
    cents = refund_cents(choice)
    return f"My money back: {dollars_and_cents(cents)}" if cents else "None of these: end the seats"


def refund_cents(choice: BuyerChoice) -> int:
    """What the answer "money back" pays: all that is left of the money in question."""
    if choice.reason == BuyerChoice.Reason.LATE_MONEY:
        return sum(payment.refundable_cents for payment in choice.order.payments.received())
    asked_about = {seat.pk for seat in seats_of(choice)}
    money = money_of_seats(choice.order)
    return sum(one.left_cents for one in money if one.seat.pk in asked_about)
