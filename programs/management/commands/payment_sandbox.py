"""Run the payment sandbox, the development-only stand-in for Stripe."""

import os
import signal
import threading

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from programs.sandbox import Sandbox


class Command(BaseCommand):
    help = "Run the development-only stand-in for Stripe: an API, a checkout page and webhooks."
    requires_system_checks = []

    def add_arguments(self, parser):
        site_port = os.environ.get("PORT", "8000")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8001)
        parser.add_argument(
            "--webhook-url",
            default=f"http://127.0.0.1:{site_port}/webhooks/stripe/",
            help="where events are delivered; an empty value collects them instead",
        )
        parser.add_argument(
            "--webhook-secret",
            default=",".join(settings.STRIPE_WEBHOOK_SECRETS),
            help="several, separated by commas, sign each event with each",
        )
        parser.add_argument(
            "--state",
            default=str(settings.VAR_DIR / "payment-sandbox.sqlite3"),
            help="the file that outlives a restart, or :memory:",
        )

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError(
                "The payment sandbox is for development: it runs only with DEBUG on."
            )
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        try:
            sandbox = Sandbox(
                host=options["host"],
                port=options["port"],
                state=options["state"],
                webhook_url=options["webhook_url"] or None,
                webhook_secrets=tuple(options["webhook_secret"].split(",")),
            )
        except OSError as error:
            raise CommandError(
                f"Port {options['port']} cannot be used: {error.strerror}."
            ) from error
        sandbox.start()
        self.stdout.write(f"Payment sandbox at {sandbox.base_url}/ (no real money moves)")
        self.stdout.flush()
        stop.wait()
        sandbox.stop()
