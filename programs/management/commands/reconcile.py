from datetime import timedelta

from django.core.management.base import BaseCommand

from programs import reconciler


class Command(BaseCommand):
    help = "Bring orders, payments and refunds to what Stripe says. Safe at any time."

    def add_arguments(self, parser):
        parser.add_argument(
            "--deep",
            action="store_true",
            help="Also look through the last days' sessions, refunds and disputes.",
        )

    def handle(self, *args, **options):
        report = reconciler.reconcile(deep=options["deep"], ask_after=timedelta(0))
        self.stdout.write(str(report))
