"""Answers for whoever watches the machines: is this process alive, and can it do its work?"""

from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from site_core.models import ChoreRun
from site_core.worker import HEARTBEAT

WORKER_LATE_AFTER = timedelta(seconds=60)

# Migrations are only ever added by a new release, which is a new process.
migrations_seen_applied = False


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    checks = {
        name: state_of(check)
        for name, check in {
            "database": database_answers,
            "migrations": migrations_are_applied,
            "worker": worker_is_in_time,
            "cache": cache_keeps_values,
        }.items()
    }
    ok = all(state == "ok" for state in checks.values())
    body = {
        "status": "ok" if ok else "unavailable",
        "checks": checks,
        "worker_seen_seconds_ago": worker_age(),
    }
    return JsonResponse(body, status=200 if ok else 503)


def state_of(check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception:
        # The details of a failure are for the log, not for a public address.
        return "failed"


def database_answers() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def migrations_are_applied() -> str:
    global migrations_seen_applied
    if not migrations_seen_applied:
        executor = MigrationExecutor(connection)
        migrations_seen_applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "ok" if migrations_seen_applied else "missing"


def worker_is_in_time() -> str:
    age = worker_age()
    if age is None:
        return "not seen"
    return "ok" if age <= WORKER_LATE_AFTER.total_seconds() else "late"


def worker_age() -> int | None:
    """Seconds since a worker was last seen alive."""
    try:
        workers = ChoreRun.objects.filter(name__startswith=HEARTBEAT)
        seen = workers.aggregate(last=Max("last_finished_at"))["last"]
    except Exception:
        return None
    return int((timezone.now() - seen).total_seconds()) if seen else None


def cache_keeps_values() -> str:
    cache.set("health", "ok", 10)
    return "ok" if cache.get("health") == "ok" else "failed"
