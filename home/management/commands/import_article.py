from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from home.importer import Refused, import_article


class Command(BaseCommand):
    help = (
        "Make a draft article from a plain text, Markdown or HTML file. Run again, it updates the same "
        "draft; a published text is never changed, only given a new draft."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--parent", metavar="SLUG", help="the article index; by default the first one"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done and do nothing"
        )

    def handle(self, *, file, parent, dry_run, **options):
        try:
            report = import_article(file, parent_slug=parent, dry_run=dry_run)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(self.headline(report, dry_run))
        for line in report.lines():
            self.stdout.write(line)

    def headline(self, report, dry_run) -> str:
        title = report.page.title
        if dry_run:
            would = {"made": "make", "updated": "update", "unchanged": "leave unchanged"}[
                report.outcome
            ]
            return f"Dry run, nothing saved. Would {would} the draft “{title}”:"
        address = f"{settings.SITE_URL}{reverse('wagtailadmin_pages:edit', args=[report.page.pk])}"
        done = {
            "made": "Draft made",
            "updated": "Draft updated",
            "unchanged": "Nothing has changed in",
        }[report.outcome]
        return f"{done}: “{title}”. Edit it at {address}"
