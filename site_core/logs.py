"""What reaches logs and Sentry: never the token of a private address."""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

PRIVATE_ADDRESS = re.compile(r"(/(?:orders|seats|waiting|guides/get)/)[^/\s\"'?#&]+")


def redact(text: str) -> str:
    return PRIVATE_ADDRESS.sub(r"\1…", text)


class RedactTokens(logging.Filter):
    """Takes the tokens out of a record's message before any formatter sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        redacted = redact(message)
        if redacted != message:
            record.msg, record.args = redacted, ()
        return True


class PlainFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class JsonFormatter(logging.Formatter):
    """One line of JSON per record."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info:
            line["traceback"] = redact(self.formatException(record.exc_info))
        return json.dumps(line)


def scrub_event(event: Any, hint: object = None) -> Any:
    """For Sentry: the event without tokens, wherever in it they stand."""
    return json.loads(redact(json.dumps(event, default=str)))


def logging_settings(*, as_json: bool) -> dict:
    """Django's LOGGING: everything from INFO on to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"redact": {"()": RedactTokens}},
        "formatters": {
            "plain": {
                "()": PlainFormatter,
                "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            },
            "json": {"()": JsonFormatter},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["redact"],
                "formatter": "json" if as_json else "plain",
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        # Django's own handlers would print to a console or mail each error as it stood.
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            "django_tasks_db": {"level": "WARNING"},
        },
    }


def start_sentry(dsn: str, *, environment: str) -> None:
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        before_send=scrub_event,
        before_send_transaction=scrub_event,
    )
