import json
import logging

import pytest

from site_core.logs import JsonFormatter, PlainFormatter, RedactTokens, scrub_event

TOKEN = "Zk3-secret_token"
ADDRESSES = [f"/orders/{TOKEN}/", f"/seats/{TOKEN}/calendar.ics", f"/guides/get/{TOKEN}/?again=1"]


def record(message, *args, exc_info=None):
    return logging.LogRecord("django.request", logging.WARNING, "x.py", 1, message, args, exc_info)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_private_token_never_reaches_the_log(address):
    line = record("Not Found: %s", address)
    RedactTokens().filter(line)
    assert "Not Found: /" in line.getMessage()
    assert TOKEN not in line.getMessage()


@pytest.mark.parametrize("formatter", [JsonFormatter(), PlainFormatter("%(message)s")])
def test_not_even_in_a_traceback(formatter):
    try:
        raise RuntimeError(f"could not render {ADDRESSES[0]}")
    except RuntimeError as error:
        line = record("Internal Server Error", exc_info=(RuntimeError, error, error.__traceback__))
    text = formatter.format(line)
    assert "could not render /orders/" in text
    assert TOKEN not in text


def test_ordinary_addresses_stay_readable():
    line = record("Not Found: %s", "/guides/five-minute-reset/")
    RedactTokens().filter(line)
    assert line.getMessage() == "Not Found: /guides/five-minute-reset/"


def test_a_json_line_holds_what_a_search_needs():
    line = json.loads(JsonFormatter().format(record("Paid %s", "THRIVE-2027-01")))
    assert (line["level"], line["message"]) == ("WARNING", "Paid THRIVE-2027-01")


def test_an_event_for_sentry_is_scrubbed_everywhere():
    event = {
        "request": {"url": f"https://example.org{ADDRESSES[0]}"},
        "breadcrumbs": [{"message": f"GET {ADDRESSES[1]}"}],
        "transaction": ADDRESSES[2],
    }
    scrubbed = json.dumps(scrub_event(event))
    assert scrubbed.count("…") + scrubbed.count("\\u2026") == 3
    assert TOKEN not in scrubbed
