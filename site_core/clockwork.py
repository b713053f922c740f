"""Timed chores: an app offers them in its `chores.py`, the worker does each when it is due.

A chore is claimed by a conditional UPDATE of its row, so two workers never do the same one at
once. A chore that was cut off in the middle is done again, so it must be safe to repeat.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from site_core.models import ChoreRun

logger = logging.getLogger(__name__)

# A claimed chore that has not ended by now is taken for cut off while other workers are alive.
CUT_OFF_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Chore:
    name: str
    every: timedelta
    do: Callable[[], object]


CHORES: dict[str, Chore] = {}


def chore(*, every: timedelta) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function without arguments to be called by the worker every so often."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        app = function.__module__.rpartition(".")[0]
        name = f"{app}.{function.__name__}"
        CHORES[name] = Chore(name, every, function)
        return function

    return register


def discover() -> None:
    """Import every app's `chores.py`."""
    autodiscover_modules("chores")
    known = set(ChoreRun.objects.values_list("name", flat=True))
    rows = [ChoreRun(name=name) for name in CHORES if name not in known]
    ChoreRun.objects.bulk_create(rows, ignore_conflicts=True)


def do_due_chores(*, alone: bool = False) -> list[str]:
    """Do what is due and return the names of what succeeded. `alone` says that no other worker is alive."""
    runs = {run.name: run for run in ChoreRun.objects.filter(name__in=CHORES)}
    due = [chore for chore in CHORES.values() if is_due(chore, runs[chore.name], alone=alone)]
    return [chore.name for chore in due if claim(runs[chore.name]) and do(chore)]


def is_due(chore: Chore, run: ChoreRun, *, alone: bool) -> bool:
    now = timezone.now()
    if run.last_started_at is None:
        return True
    if run.last_finished_at is None or run.last_finished_at < run.last_started_at:
        return alone or run.last_started_at <= now - max(CUT_OFF_AFTER, chore.every)
    return run.last_started_at <= now - chore.every


def claim(run: ChoreRun) -> bool:
    """Whether the chore is ours: a compare-and-set on the start that `run` was read with."""
    unchanged = ChoreRun.objects.filter(pk=run.pk, last_started_at=run.last_started_at)
    return unchanged.update(last_started_at=timezone.now()) == 1


def do(chore: Chore) -> bool:
    """Do one chore. Whatever goes wrong is logged and noted, and never stops the others."""
    error = ""
    try:
        chore.do()
    except Exception:
        logger.exception("Chore %s failed", chore.name)
        error = traceback.format_exc()
    row = ChoreRun.objects.filter(name=chore.name)
    row.update(last_finished_at=timezone.now(), last_error=error)
    return not error


def overdue(now: datetime | None = None) -> list[str]:
    """Names of chores that should have ended long ago."""
    now = now or timezone.now()
    times = dict(ChoreRun.objects.values_list("name", "last_finished_at"))
    return [
        chore.name
        for chore in CHORES.values()
        if not (finished := times.get(chore.name)) or finished < now - chore.every - CUT_OFF_AFTER
    ]
