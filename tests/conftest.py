"""What every test may rely on: a migrated database, empty folders and caches, and the tools it asks for by name."""

import os
import shutil
import socket
import subprocess
import time

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections

from site_core.storage import media_storages
from tests import databases

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


ROWS_OF_MIGRATIONS = pytest.StashKey[tuple]()


def commits(item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def pytest_collection_modifyitems(items):
    """A test that commits starts with the rows that migrations made: the one before emptied all tables."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        needs = {"live_server", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if needs or commits(item):
            options = {
                **(marker.kwargs if marker else {}),
                "transaction": True,
                "serialized_rollback": True,
            }
            item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    with django_db_blocker.unblock():
        rows = connections["default"].creation.serialize_db_to_string()
    request.config.stash[ROWS_OF_MIGRATIONS] = (django_db_blocker, rows)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Put the rows of migrations back for a test that only rolls back. Workers mix both kinds."""
    result = yield
    if commits(item) and nextitem and not commits(nextitem):
        blocker, rows = item.config.stash[ROWS_OF_MIGRATIONS]
        with blocker.unblock():
            # Emptying may have made content types anew, under other numbers. Sequences must go on
            # where they are, or new rows would get the numbers of those put back.
            options = {"inhibit_post_migrate": True, "reset_sequences": False, "verbosity": 0}
            call_command("flush", interactive=False, **options)
            connections["default"].creation.deserialize_db_from_string(rows)
    return result


def pytest_terminal_summary(terminalreporter, config):
    left_out = terminalreporter.stats.get("skipped", []) + terminalreporter.stats.get("xfailed", [])
    if left_out and os.environ.get("CI"):
        terminalreporter.write_line(
            f"{len(left_out)} tests did not run; here every test must.", red=True
        )


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    left_out = reporter and (reporter.stats.get("skipped", []) + reporter.stats.get("xfailed", []))
    if left_out and os.environ.get("CI") and not exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def run_name(request):
    """Names what only this process of this run uses."""
    worker = getattr(
        request.config, "workerinput", {"workerid": "main", "testrunuid": str(os.getpid())}
    )
    return f"{worker['testrunuid'][:12]}-{worker['workerid']}"


@pytest.fixture(scope="session")
def django_db_keepdb():
    # SQLite: the file is a migrated copy of our own, removed below. PostgreSQL: Django drops it.
    return connections["default"].vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, run_name):
    test_settings = connections["default"].settings_dict["TEST"]
    if connections["default"].vendor == "sqlite":
        copy = databases.migrated_sqlite_copy(run_name)
        test_settings["NAME"] = str(copy)
        yield
        databases.remove_sqlite(copy)
    else:
        test_settings["TEMPLATE"] = databases.migrated_postgres_template()
        yield


@pytest.fixture(autouse=True)
def fresh_folders_and_cache(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PRIVATE_MEDIA_ROOT = str(tmp_path / "private")
    settings.STORAGES = {**settings.STORAGES, **media_storages(tmp_path / "private")}
    cache.clear()


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium, driven by Playwright."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, CHROMIUM_NAMES)), None
    )
    assert found, (
        f"No Chromium on this machine; looked for {', '.join(CHROMIUM_NAMES)} and the variable CHROMIUM."
    )
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # It also gives the thread new connections, which must know the rows that migrations made.
    rows_of_migrations = getattr(connections["default"], "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        if rows_of_migrations is not None:
            connections["default"]._test_serialized_contents = rows_of_migrations
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium):
    """A new window without cookies. A test that uses it carries the mark `browser`."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    """The address of a Redis of our own. A test that uses it carries the mark `redis`."""
    folder = tmp_path_factory.mktemp("redis")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()
