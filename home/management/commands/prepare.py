from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from home.demo.loader_people import DEMO_PASSWORD, DEMO_STAFF

INDEX_TASKS = [
    "modelsearch.tasks.insert_or_update_object_task",
    "wagtail.tasks.update_reference_index_task",
]


class Command(BaseCommand):
    help = (
        "Make the database ready for `make run`: migrate, load the demo content when it is empty, "
        "and say who can sign in."
    )

    def add_arguments(self, parser):
        parser.add_argument("--then-work", action="store_true", help="Go on as the worker.")

    def handle(self, *, then_work, **options):
        call_command("migrate", interactive=False, verbosity=0)
        if database_is_empty():
            self.stdout.write("Loading demo content …")
            call_command("load_demo", stdout=self.stdout)
            tidy_queue()
        elif logins := demo_logins():
            self.stdout.write(f"Demo logins, all with the password {DEMO_PASSWORD}:")
            for login in logins:
                self.stdout.write(f"  {login} ({DEMO_STAFF[login]})")
        if then_work:
            call_command("worker")


def database_is_empty() -> bool:
    pages_of_ours = Page.objects.filter(depth__gt=2)
    return not (get_user_model().objects.exists() or pages_of_ours.exists())


def tidy_queue() -> None:
    """Leave the worker none of the thousand small steps that whole-index commands do in seconds."""
    call_command("rebuild_references_index", verbosity=0)
    DBTaskResult.objects.ready().filter(task_path__in=INDEX_TASKS).delete()


def demo_logins() -> list[str]:
    people = get_user_model().objects.filter(email__in=DEMO_STAFF, is_active=True)
    return list(people.order_by("pk").values_list("email", flat=True))
