from datetime import date

from django.core.management.base import BaseCommand, CommandError

from programs import money_days
from programs.exceptions import StripeOutcomeUnknown, StripeRefused

HEAD = ("Day (UTC)", "Charged: Stripe", "here", "Refunded: Stripe", "here", "Difference")
ROW = "{:<10}  {:>15}  {:>12}  {:>16}  {:>12}  {:>10}"


class Command(BaseCommand):
    help = "Compare charges and refunds of whole days at Stripe with ours. Ends with 1 when they differ."

    def add_arguments(self, parser):
        parser.add_argument(
            "--day", type=date.fromisoformat, help="the only day, or with --days the last one"
        )
        parser.add_argument(
            "--days", type=int, help="how many days, the last of them today (so far) or --day"
        )

    def handle(self, *args, **options):
        count = options["days"]
        if count is None:
            count = 1 if options["day"] else money_days.NIGHTLY_DAYS
        if count < 1:
            raise CommandError("--days must be at least 1.", returncode=2)
        last = options["day"] or money_days.today()
        try:
            days = money_days.check_days(last=last, count=count)
        except (StripeOutcomeUnknown, StripeRefused) as error:
            raise CommandError(f"Stripe did not answer: {error}", returncode=2) from error
        self.stdout.write(ROW.format(*HEAD))
        for day in days:
            self._write(day)
        unlike = [day for day in days if not day.agrees]
        if unlike:
            self.stdout.write(f"{len(unlike)} of {len(days)} days differ.")
            raise SystemExit(1)
        self.stdout.write("Every day agrees." if len(days) > 1 else "The day agrees.")

    def _write(self, day):
        cents = (
            day.charged_at_stripe_cents,
            day.charged_cents,
            day.refunded_at_stripe_cents,
            day.refunded_cents,
            day.difference_cents,
        )
        self.stdout.write(ROW.format(f"{day.day}", *(f"{each / 100:,.2f}" for each in cents)))
        for difference in day.differences:
            self.stdout.write(f"    {money_days.in_words(difference)}")
