import contextlib
import os
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from site_core import clockwork, worker
from site_core.models import ChoreRun
from site_core.worker import ATTEMPTS, HEARTBEAT, Worker, give_back_orphans
from tests.databases import migrated_sqlite_copy, remove_sqlite

pytestmark = pytest.mark.django_db

RAN = []


@task()
def note(word):
    RAN.append(word)


@pytest.fixture(autouse=True)
def no_chores(monkeypatch):
    monkeypatch.setattr(clockwork, "CHORES", {})
    RAN.clear()


def make_task_row(**overrides):
    row = {
        "args_kwargs": {"args": ["hello"], "kwargs": {}},
        "task_path": f"{__name__}.note",
        "backend_name": "default",
        "run_after": get_date_max(),
        **overrides,
    }
    return DBTaskResult.objects.create(**row)


def running(worker_ids, **overrides):
    return make_task_row(
        status=TaskResultStatus.RUNNING,
        started_at=timezone.now(),
        worker_ids=worker_ids,
        **overrides,
    )


@pytest.mark.django_db(transaction=True)
def test_waiting_tasks_are_run_and_marked_as_done():
    row = make_task_row()
    Worker().run_tasks()
    row.refresh_from_db()
    assert (RAN, row.status) == (["hello"], TaskResultStatus.SUCCESSFUL)


def test_a_task_whose_worker_died_goes_back_to_the_queue():
    row = running(["gone"])
    give_back_orphans()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY


def test_a_task_of_a_living_worker_is_left_alone():
    alive = Worker()
    alive.beat()
    row = running([alive.id])
    give_back_orphans()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.RUNNING


def test_a_task_that_keeps_killing_its_worker_is_given_up():
    row = running(["gone"] * ATTEMPTS)
    give_back_orphans()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
    assert "Cut off" in row.traceback


def test_a_worker_that_leaves_takes_its_heartbeat_and_gives_back_its_task():
    leaving = Worker()
    leaving.beat()
    row = running([leaving.id])
    leaving.leave()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY
    assert not ChoreRun.objects.filter(name__startswith=HEARTBEAT).exists()


def test_a_worker_counts_as_dead_after_a_while_without_a_heartbeat():
    silent = Worker()
    silent.beat()
    assert worker.live_workers().exists()
    late = timezone.now() - worker.DEAD_AFTER - timedelta(seconds=1)
    ChoreRun.objects.update(last_finished_at=late)
    assert not worker.live_workers().exists()


@pytest.mark.django_db(transaction=True)
def test_a_step_that_fails_is_logged_and_does_not_end_the_worker(caplog):
    def broken():
        raise RuntimeError("the database is away")

    assert Worker().attempt(broken) is False
    assert "the database is away" in caplog.text


def test_the_worker_process_does_its_work_and_ends_soon_when_told():
    copy = migrated_sqlite_copy(f"worker-{os.getpid()}")
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{copy}", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "worker"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "Worker ready\n"
        with contextlib.closing(sqlite3.connect(copy)) as database:
            beats = database.execute(
                "SELECT count(*) FROM site_core_chorerun WHERE name LIKE 'worker %'"
            )
            assert beats.fetchone() == (1,)
            asked_at = time.monotonic()
            process.terminate()
            assert process.wait(10) == 0
            assert time.monotonic() - asked_at < 5
            names = {row[0] for row in database.execute("SELECT name FROM site_core_chorerun")}
        assert "site_core.publish_scheduled" in names
        assert not [name for name in names if name.startswith(HEARTBEAT)]
    finally:
        process.kill()
        process.wait()
        remove_sqlite(copy)
