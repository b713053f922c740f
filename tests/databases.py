"""A migrated database to copy for each test run: migrating takes longer than most tests together."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "test"
OLD = 24 * 3600  # seconds


def migrations_fingerprint() -> str:
    """Changes with our migrations and with the versions of everyone else's."""
    sources = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    content = b"".join(source.name.encode() + source.read_bytes() for source in sources)
    return hashlib.sha256(content).hexdigest()[:16]


@contextlib.contextmanager
def one_at_a_time():
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(database_url: str) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "site_core.settings.test",
    }
    command = [sys.executable, "manage.py", "migrate", "--no-input", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def migrated_sqlite_copy(name: str) -> Path:
    """A fresh migrated database file. The caller deletes it."""
    template = FOLDER / f"migrated-{migrations_fingerprint()}.sqlite3"
    with one_at_a_time():
        if not template.exists():
            sweep()
            making = template.with_suffix(".making")
            making.unlink(missing_ok=True)
            migrate(f"sqlite:///{making}")
            with contextlib.closing(sqlite3.connect(making)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            making.rename(template)
    return Path(shutil.copy(template, FOLDER / f"{name}.sqlite3"))


def sweep() -> None:
    """Remove what killed runs and former migrations left behind."""
    for left in FOLDER.glob("*.sqlite3*"):
        if time.time() - left.stat().st_mtime > OLD or left.name.startswith("migrated-"):
            left.unlink(missing_ok=True)


def remove_sqlite(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def migrated_postgres_template() -> str:
    """Name of a migrated database on the server of DATABASE_URL, for `CREATE DATABASE … TEMPLATE`."""
    import psycopg

    name = f"migrated_{migrations_fingerprint()}"
    server = urlsplit(os.environ["DATABASE_URL"])
    with (
        one_at_a_time(),
        psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection,
    ):
        exists = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone()
        if not exists:
            making = f"{name}_making"
            connection.execute(f"DROP DATABASE IF EXISTS {making}")
            connection.execute(f"CREATE DATABASE {making}")
            migrate(urlunsplit(server._replace(path=f"/{making}")))
            connection.execute(f"ALTER DATABASE {making} RENAME TO {name}")
    return name
