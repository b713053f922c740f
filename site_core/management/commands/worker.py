import logging
import signal

from django.core.management.base import BaseCommand

from site_core.worker import Worker


class Command(BaseCommand):
    help = "Run queued tasks and timed chores until told to end (SIGTERM or SIGINT)."

    def handle(self, **options):
        # Every task's start and end would drown what a person needs to see.
        for name in ("django.tasks", "django_tasks", "django_tasks_db"):
            logging.getLogger(name).setLevel(logging.WARNING)
        worker = Worker()
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        worker.begin()
        self.stdout.write("Worker ready")
        worker.run()
        self.stdout.write("Worker ended")
