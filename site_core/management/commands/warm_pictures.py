import logging

from django.core.management.base import BaseCommand
from django.test import Client
from wagtail.models import Page


class Command(BaseCommand):
    help = "Render every public page once, so that its picture variants exist before a visitor asks for them."

    def handle(self, **options):
        # A page that cannot be rendered says so to its visitors; here it must not stop the others.
        client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        for page in Page.objects.live().public().filter(depth__gt=1):
            if address := page.get_url_parts():
                client.get(address[2])
