"""What happened, in a sentence or two, for everything about money that a person has to look at."""

from collections.abc import Callable

from programs.models import BuyerChoice, MoneyIssue, Refund
from site_core.templatetags.money import dollars_and_cents

Kind = MoneyIssue.Kind
IN_FULL = " in full"


def story(issue: MoneyIssue) -> str:
    """What happened and what it means."""
    return _STORIES[Kind(issue.kind)](issue)


def refund_of(issue: MoneyIssue) -> Refund | None:
    """The refund that the issue is about. Reads what the list has fetched already."""
    refunds = issue.payment.refunds.all() if issue.payment else ()
    names = (
        refund
        for refund in refunds
        if issue.subject_key in {refund.idempotency_key, refund.refund_id}
    )
    return next(names, None)


def open_choice(issue: MoneyIssue) -> BuyerChoice | None:
    """The question about late money that may still be answered. Reads what the list has fetched already."""
    if issue.order is None:
        return None
    answerable = {BuyerChoice.State.OPEN, BuyerChoice.State.FAILED}
    return next(
        (
            choice
            for choice in issue.order.choices.all()
            if choice.reason == BuyerChoice.Reason.LATE_MONEY and choice.state in answerable
        ),
        None,
    )


def _amount(issue: MoneyIssue) -> str:
    cents = issue.payment.amount_cents if issue.payment else issue.detail.get("cents")
    return dollars_and_cents(cents)


def _tell_suspense(issue: MoneyIssue) -> str:
    if issue.payment is None:
        return (
            f"Stripe charged {_amount(issue)} that this site did not ask for"
            f" ({issue.detail.get('description') or 'no description'}). Find out in Stripe’s dashboard whose it is."
        )
    return f"{_amount(issue)} came in that belongs to no order here. Nobody has a seat for it."


def _tell_late(issue: MoneyIssue) -> str:
    asked = open_choice(issue)
    what = f"{_amount(issue)} came in after the seats of {issue.order} had been freed, and none is left."
    if asked is None:
        return f"{what} The buyer has not been asked, or waits in line."
    until = asked.answer_by.astimezone(asked.from_cohort.zone)
    return (
        f"{what} The buyer was asked what to do; without an answer all of it goes back on "
        f"{until:%B} {until.day}, {until.year}."
    )


def _tell_duplicate(issue: MoneyIssue) -> str:
    return f"{issue.order} was paid twice. Its seats are confirmed by the first payment; this second one, {_amount(issue)}, is too much."


def _tell_mismatch(issue: MoneyIssue) -> str:
    detail = issue.detail
    paid = f"{dollars_and_cents(detail.get('paid_cents'))} {str(detail.get('paid_currency', '')).upper()}"
    due = f"{dollars_and_cents(detail.get('expected_cents'))} {str(detail.get('expected_currency', '')).upper()}"
    return f"{issue.order} was paid with {paid}, but {due} is due. It is not confirmed."


def _tell_refund(issue: MoneyIssue) -> str:
    if issue.subject_key.endswith(IN_FULL):
        return f"All that was paid for {issue.order} went back, and its seats are still taken."
    refund = refund_of(issue)
    cents = dollars_and_cents(refund.amount_cents if refund else issue.detail.get("cents"))
    if refund and refund.state == Refund.State.FAILED:
        return f"Sending {cents} back failed: {refund.last_error or 'Stripe gave no reason'}. The buyer still waits for it."
    if refund and refund.state in Refund.UNFINISHED:
        return f"Whether {cents} went back is not known yet."
    return f"{cents}: {issue.detail.get('why') or 'look at it in Stripe’s dashboard'}."


def _tell_dispute(issue: MoneyIssue) -> str:
    cents = dollars_and_cents(issue.detail.get("cents"))
    about = f" for {issue.order}" if issue.order else ""
    return f"The buyer’s bank asks {cents}{about} back ({issue.detail.get('reason') or 'no reason given'}). Answer it in Stripe’s dashboard in time; the seats stay meanwhile."


def _tell_unknown_session(issue: MoneyIssue) -> str:
    return f"Stripe says that it does not know the payment page of {issue.order}. Its hold has ended; check in Stripe’s dashboard that nothing was paid."


_STORIES: dict[Kind, Callable[[MoneyIssue], str]] = {
    Kind.SUSPENSE: _tell_suspense,
    Kind.LATE_MONEY: _tell_late,
    Kind.DUPLICATE: _tell_duplicate,
    Kind.MISMATCH: _tell_mismatch,
    Kind.REFUND: _tell_refund,
    Kind.DISPUTE: _tell_dispute,
    Kind.UNKNOWN_SESSION: _tell_unknown_session,
}
