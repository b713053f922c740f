from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from home.demo import (
    loader_articles,
    loader_cohorts,
    loader_episodes,
    loader_pages,
    loader_people,
)
from home.demo.loader import Demo


class Command(BaseCommand):
    help = (
        "Load the demo content. Makes what is missing and changes nothing that is there, so it can be "
        "repeated. Demo logins are made only when DEBUG is on."
    )

    def handle(self, **options):
        demo = Demo()
        with transaction.atomic():
            load_everything(demo)
            if settings.DEBUG:
                loader_people.load_staff(demo)
        if demo.made:
            # The worker would get there page by page; a newcomer searches at once.
            call_command("update_index", verbosity=0)
        self.report(demo)

    def report(self, demo: Demo) -> None:
        if demo.made:
            self.stdout.write(f"Made {demo.tally()}.")
        else:
            self.stdout.write("Nothing to make: the demo content is there.")
        for name in demo.missing_files:
            self.stderr.write(f"No file for {name}.")
        if settings.DEBUG:
            self.stdout.write(f"Demo logins, all with the password {loader_people.DEMO_PASSWORD}:")
            for email, role in loader_people.DEMO_STAFF.items():
                self.stdout.write(f"  {email} ({role})")


def load_everything(demo: Demo) -> None:
    """In the order in which one thing needs another; what points in a circle is filled in last."""
    loader_people.load_people(demo)
    loader_people.load_products(demo)
    loader_people.load_topics(demo)
    home = loader_pages.load_home(demo)
    loader_pages.load_projects(demo, home)
    loader_pages.load_guides(demo, home)
    loader_episodes.load_show(demo, home)
    loader_pages.offer_on_projects(demo)
    loader_cohorts.load_cohorts(demo)
    loader_cohorts.load_discount_code(demo)
    loader_people.offer_on_topics(demo)
    loader_people.load_settings(demo)
    loader_articles.load_articles(demo, home)
    loader_articles.load_standard_pages(demo, home)
    loader_articles.load_contact_page(demo, home)
    loader_articles.load_landing_page(demo, home)
    loader_articles.fill_front_page(demo, home)
