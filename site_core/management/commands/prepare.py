from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from wagtail.models import Page


class Command(BaseCommand):
    help = "Make the database ready for `make run`: migrate, and load the demo content when it is empty."

    def handle(self, **options):
        call_command("migrate", interactive=False, verbosity=0)
        # Loading that was cut off in the middle is taken up again: it can be repeated.
        loading = Path(settings.VAR_DIR) / "loading-demo"
        if "load_demo" in get_commands() and (loading.exists() or database_is_empty()):
            self.stdout.write("Loading demo content …")
            loading.touch()
            call_command("load_demo", stdout=self.stdout)
            loading.unlink()


def database_is_empty() -> bool:
    pages_of_ours = Page.objects.filter(depth__gt=2)
    return not (get_user_model().objects.exists() or pages_of_ours.exists())
