"""`make bench`: what one page of each type costs: queries, median time, bytes. Uses the database of `make run`."""

import os
import statistics
import sys
import time
from gzip import compress

from environment import ROOT, enter_environment

ROUNDS = 15


def main() -> int:
    enter_environment()
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.dev")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from wagtail.models import Page, get_page_models

    call_command("prepare")
    client = Client(headers={"host": "localhost"})
    examples = [model.objects.live().first() for model in get_page_models() if model is not Page]
    addresses = [page.get_url_parts()[2] for page in examples if page and page.get_url_parts()]
    print(f"{'page':<44}{'queries':>8}{'ms':>8}{'bytes':>9}{'gzip':>8}")
    for address in [*addresses, "/search/?q=classroom"]:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        asked = len(queries)  # the next request empties the list
        times = [timed(client, address) for _ in range(ROUNDS)]
        size, small = len(answer.content), len(compress(answer.content))
        print(f"{address:<44}{asked:>8}{statistics.median(times):>8.1f}{size:>9}{small:>8}")
    return 0


def timed(client, address: str) -> float:
    """Milliseconds for one answer."""
    began = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
