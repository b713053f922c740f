"""System checks for what the seat rules stand on. A database that is set otherwise would oversell."""

from django.conf import settings
from django.core.checks import Error, register
from django.db import DatabaseError, connections


@register
def transactions_are_ours(app_configs=None, **kwargs):
    """No ATOMIC_REQUESTS anywhere: it would hold locks during Stripe's answers."""
    return [
        Error(
            f"DATABASES[{alias!r}] sets ATOMIC_REQUESTS.",
            hint="Remove it: seats are taken in short transactions of their own.",
            id="programs.E001",
        )
        for alias in connections
        if connections[alias].settings_dict.get("ATOMIC_REQUESTS")
    ]


@register
def sqlite_takes_the_lock_first(app_configs=None, **kwargs):
    connection = connections["default"]
    options = settings.DATABASES["default"].get("OPTIONS", {})
    if connection.vendor != "sqlite" or options.get("transaction_mode") == "IMMEDIATE":
        return []
    return [
        Error(
            "SQLite's transaction_mode is not IMMEDIATE.",
            hint="Two writers could both read before either writes. Set it in the database's OPTIONS.",
            id="programs.E002",
        )
    ]


@register("database")
def postgresql_reads_committed(app_configs=None, databases=None, **kwargs):
    """A conditional UPDATE must see the newest row after waiting for its lock: READ COMMITTED.

    https://www.postgresql.org/docs/current/transaction-iso.html
    """
    connection = connections["default"]
    if connection.vendor != "postgresql" or "default" not in (databases or []):
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            level = cursor.fetchone()[0]
    except DatabaseError as error:
        return [Error(f"PostgreSQL did not tell its isolation level: {error}", id="programs.E003")]
    if level == "read committed":
        return []
    return [
        Error(
            f"PostgreSQL runs transactions at {level.upper()}.",
            hint="Set default_transaction_isolation to “read committed”.",
            id="programs.E003",
        )
    ]
