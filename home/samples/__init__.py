"""Every kind of letter, built from rows that are written for the moment and taken back again.

For the development page and for the tests: what they show is what the worker would send.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from home.models import ContactPage
from home.samples import orders, others
from home.samples.desk import SAMPLES, Desk
from programs import outbox
from programs.models import DownloadPage, OutboxEmail, ProjectPage

__all__ = ["Sample", "orders", "others", "sample_letters"]


@dataclass(frozen=True)
class Sample:
    """One letter: what it is about, and the message."""

    kind: str
    title: str
    message: EmailMultiAlternatives

    @property
    def html(self) -> str:
        return str(self.message.alternatives[0][0])


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, and nothing that waits for a commit happens."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sample_letters(
    *, project: ProjectPage, guide: DownloadPage | None, contact: ContactPage | None
) -> list[Sample]:
    """All kinds, some in several forms. Letters about a guide or a message need such a page."""
    samples = []
    for (kind, title), make in SAMPLES.items():
        with taken_back():
            to, context = make(Desk(project, guide, contact))
            row = OutboxEmail(kind=kind, subject_key="sample", to=to, context=context)
            message = outbox.build(row) if context else None
        if message is not None:
            samples.append(Sample(kind, title, message))
    return samples
