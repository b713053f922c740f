from datetime import timedelta

import pytest
from django.utils import timezone

from site_core import clockwork
from site_core.clockwork import Chore, do_due_chores
from site_core.models import ChoreRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch):
    """Names of the chores done; the registry holds one chore for each minute and each day."""
    names = []
    chores = [
        Chore("minutely", timedelta(minutes=1), lambda: names.append("minutely")),
        Chore("daily", timedelta(days=1), lambda: names.append("daily")),
    ]
    monkeypatch.setattr(clockwork, "CHORES", {chore.name: chore for chore in chores})
    clockwork.discover()
    return names


def set_times(name, *, started, finished):
    now = timezone.now()
    ChoreRun.objects.filter(name=name).update(
        last_started_at=now - started, last_finished_at=now - finished
    )


def test_a_chore_never_done_is_due_and_then_rests_for_its_time(done):
    do_due_chores()
    do_due_chores()
    assert done == ["minutely", "daily"]
    set_times("minutely", started=timedelta(seconds=61), finished=timedelta(seconds=60))
    do_due_chores()
    assert done == ["minutely", "daily", "minutely"]


def test_a_failing_chore_is_noted_and_does_not_stop_the_others(done, monkeypatch):
    def burst():
        raise RuntimeError("the printer is on fire")

    chores = {"burst": Chore("burst", timedelta(minutes=1), burst), **clockwork.CHORES}
    monkeypatch.setattr(clockwork, "CHORES", chores)
    clockwork.discover()
    assert do_due_chores() == ["minutely", "daily"]
    assert "the printer is on fire" in ChoreRun.objects.get(name="burst").last_error
    assert done == ["minutely", "daily"]


def test_a_chore_that_another_worker_claimed_is_left_alone(done):
    run = ChoreRun.objects.get(name="minutely")
    assert clockwork.claim(run)
    assert not clockwork.claim(run)


def test_a_chore_in_progress_is_not_started_twice_until_it_counts_as_cut_off(done):
    set_times("daily", started=timedelta(0), finished=timedelta(0))
    set_times("minutely", started=timedelta(minutes=4), finished=timedelta(minutes=6))
    assert do_due_chores() == []
    set_times("minutely", started=timedelta(minutes=6), finished=timedelta(minutes=8))
    assert do_due_chores() == ["minutely"]


def test_the_only_worker_takes_up_a_cut_off_chore_at_once(done):
    set_times("daily", started=timedelta(0), finished=timedelta(0))
    set_times("minutely", started=timedelta(seconds=5), finished=timedelta(minutes=6))
    assert do_due_chores() == []
    assert do_due_chores(alone=True) == ["minutely"]
