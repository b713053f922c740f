"""The one background process: it runs the task queue and the timed chores, and shows that it is alive."""

import logging
import threading
import time
from datetime import timedelta

from django.db import close_old_connections
from django.tasks import TaskResultStatus
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from site_core import clockwork
from site_core.models import ChoreRun

logger = logging.getLogger(__name__)

HEARTBEAT = "worker "  # prefix of the rows in which live workers show their time
BEAT_EVERY = 3.0  # seconds
DEAD_AFTER = timedelta(seconds=20)
POLL_EVERY = 0.5
STOP_WITHIN = 2.5  # for a task in progress, which is given back to the queue then
ATTEMPTS = 3


class Worker:
    def __init__(self) -> None:
        self.id = get_random_string(16)
        self.stopping = threading.Event()
        self.queue = QueueWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=POLL_EVERY,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=self.id,
        )

    def begin(self) -> None:
        clockwork.discover()
        self.beat()
        give_back_orphans()

    def run(self) -> None:
        """Work until `stop` is called. A task that does not end in time is given back to the queue."""
        loops = [
            threading.Thread(target=self.repeat, args=(self.run_tasks,), daemon=True, name="tasks"),
            threading.Thread(
                target=self.repeat, args=(self.do_chores,), daemon=True, name="chores"
            ),
        ]
        for loop in loops:
            loop.start()
        while not self.stopping.wait(BEAT_EVERY):
            self.attempt(self.beat)
        deadline = time.monotonic() + STOP_WITHIN
        for loop in loops:
            loop.join(max(deadline - time.monotonic(), 0))
        self.attempt(self.leave)

    def stop(self, *_signal: object) -> None:
        self.queue.running = False
        self.stopping.set()

    def repeat(self, step) -> None:
        while not self.stopping.is_set():
            wait = POLL_EVERY if self.attempt(step) else 5
            self.stopping.wait(wait)

    def attempt(self, step) -> bool:
        """Whether the step went well. A database that is away for a while must not end the worker."""
        close_old_connections()
        try:
            step()
        except Exception:
            logger.exception("Worker step %s failed", step.__name__)
            return False
        finally:
            close_old_connections()
        return True

    def run_tasks(self) -> None:
        # The queue locks the whole SQLite database to look for work, so look first without a lock.
        if DBTaskResult.objects.ready().exists():
            self.queue.run()

    def do_chores(self) -> None:
        others = live_workers().exclude(name=f"{HEARTBEAT}{self.id}")
        clockwork.do_due_chores(alone=not others.exists())
        give_back_orphans()

    def beat(self) -> None:
        now = timezone.now()
        ChoreRun.objects.update_or_create(
            name=f"{HEARTBEAT}{self.id}",
            defaults={"last_finished_at": now},
            create_defaults={"last_started_at": now, "last_finished_at": now},
        )

    def leave(self) -> None:
        ChoreRun.objects.filter(name=f"{HEARTBEAT}{self.id}").delete()
        give_back_orphans()


def live_workers():
    alive_since = timezone.now() - DEAD_AFTER
    return ChoreRun.objects.filter(name__startswith=HEARTBEAT, last_finished_at__gte=alive_since)


def give_back_orphans() -> int:
    """Put tasks whose worker is gone back in the queue, and give up on one that was cut off too often."""
    alive = {name.removeprefix(HEARTBEAT) for name in live_workers().values_list("name", flat=True)}
    orphans = [task for task in DBTaskResult.objects.running() if task.worker_ids[-1] not in alive]
    for task in orphans:
        running = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < ATTEMPTS:
            running.update(status=TaskResultStatus.READY, started_at=None)
        else:
            logger.error("Task %s was cut off %d times, giving up", task.task_path, ATTEMPTS)
            running.update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                traceback=f"Cut off {ATTEMPTS} times; the worker ended while it ran.",
            )
    forgotten = timezone.now() - timedelta(days=1)
    ChoreRun.objects.filter(name__startswith=HEARTBEAT, last_finished_at__lt=forgotten).delete()
    return len(orphans)
