from django.core.management.base import BaseCommand

from programs import books, books_check


class Command(BaseCommand):
    help = "Check that seats and money add up. Ends with 1 when something does not."

    def add_arguments(self, parser):
        parser.add_argument(
            "--keep",
            action="store_true",
            help="Also keep the result and write to Finance, as every night.",
        )

    def handle(self, *args, **options):
        if options["keep"]:
            found = books_check.check_books().problems
        else:
            found = books.problems() + books_check.unlike_days()
        for sentence in found:
            self.stdout.write(sentence)
        if found:
            raise SystemExit(1)
        self.stdout.write("Seats and money add up.")
