"""Who sits in a seat: naming, renaming and giving a seat to somebody else, until the first session."""

from django.db import transaction
from django.utils import timezone

from programs.exceptions import PurchaseRefused
from programs.models import AuditEntry, Cohort, Seat
from programs.outbox import queue_letter
from programs.private_links import hash_token, make_token, new_nonce


class SeatCannotChange(PurchaseRefused):
    """The seat is not (or no longer) confirmed, or the cohort has begun."""

    def __init__(self) -> None:
        super().__init__(
            "This seat can’t be given to somebody else any more. Write to us and we’ll help."
        )


def can_be_named(seat: Seat, now=None) -> bool:
    """Whether the buyer may still say who sits here."""
    begins = seat.cohort.first_starts_at
    has_begun = begins is not None and begins <= (now or timezone.now())
    is_on = seat.cohort.state != Cohort.State.CANCELLED and not has_begun
    return seat.state in {Seat.State.CONFIRMED, Seat.State.PROCESSING} and is_on


def name_participant(*, seat: Seat, name: str, email: str) -> None:
    """Give the seat to this person. Somebody new gets a link of their own, and the old one dies.

    Who sat there before is told. The same address again only corrects the name.
    """
    if not can_be_named(seat):
        raise SeatCannotChange
    changes = {"participant_name": name, "participant_email": email}
    is_somebody_new = email != seat.participant_email
    if is_somebody_new:
        nonce = new_nonce()
        changes |= {"nonce": nonce, "token_hash": hash_token(make_token("seat", nonce))}
    with transaction.atomic():
        nameable = Seat.objects.filter(pk=seat.pk, nonce=seat.nonce, state=seat.state)
        if not nameable.update(**changes):
            raise SeatCannotChange
        if is_somebody_new and seat.state == Seat.State.CONFIRMED:
            take_leave(seat)
        for field, value in changes.items():
            setattr(seat, field, value)
        AuditEntry.objects.create(
            action="seat.named",
            order=seat.order,
            detail={"seat": seat.position, "new": is_somebody_new},
        )
        if is_somebody_new and seat.state == Seat.State.CONFIRMED:
            invite(seat)


def take_leave(seat: Seat) -> None:
    """Queue the letter that tells a participant that their seat is gone; once per person and seat."""
    if seat.participant_email:
        queue_letter(
            kind="seat_withdrawn",
            subject_key=f"seat:{seat.pk}:{seat.nonce[:8]}",
            to=seat.participant_email,
            context={
                "cohort": seat.cohort_id,
                "name": seat.participant_name,
            },
        )


def invite(seat: Seat) -> None:
    """Queue the letter that tells a participant about their seat; once per person and seat."""
    if seat.participant_email:
        queue_letter(
            kind="seat_invitation",
            subject_key=f"seat:{seat.pk}:{seat.nonce[:8]}",
            to=seat.participant_email,
            context={"seat": seat.pk, "nonce": seat.nonce},
        )
