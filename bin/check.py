"""`make check`: lint, formatting, types, templates, migrations and deployment, all of it before saying what is red."""

import os
import subprocess
import sys

from environment import PYTHON, ROOT, enter_environment

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "site_core.settings.production",
    "SECRET_KEY": "only-for-checking-" + "0123456789abcdef" * 4,
    "SITE_URL": "https://www.example.org",
    "ALLOWED_HOSTS": "www.example.org",
    "DATABASE_URL": "postgres://nobody@localhost/nothing",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "Threshold Learning <hello@example.org>",
    "STRIPE_SECRET_KEY": "sk_test_only_for_checking",
    "STRIPE_WEBHOOK_SECRET": "whsec_only_for_checking",
}
# Not the developer's own database, which may hold migrations of another branch.
DEVELOPMENT = {
    "DJANGO_SETTINGS_MODULE": "site_core.settings.dev",
    "DATABASE_URL": "sqlite://:memory:",
}


def main() -> int:
    enter_environment()
    python = str(PYTHON)
    manage = [python, "manage.py"]
    templates = sorted(str(path) for path in (ROOT / "templates").rglob("*.html"))
    typed = [
        str(path) for app in ("site_core", "programs") for path in sorted((ROOT / app).glob("*.py"))
    ]
    checks = {
        "packages fit together": ([python, "-m", "pip", "check"], {}),
        "lint": ([python, "-m", "ruff", "check", "."], {}),
        "formatting": ([python, "-m", "ruff", "format", "--check", "."], {}),
        "template formatting": ([python, "-m", "djhtml", "--check", *templates], {}),
        "types": ([python, "-m", "mypy", *typed], {}),
        "templates compile": ([*manage, "check_templates"], DEVELOPMENT),
        "development checks": ([*manage, "check"], DEVELOPMENT),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], DEVELOPMENT),
        "deployment": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        "static files": (
            [*manage, "collectstatic", "--no-input", "--clear", "-v", "0"],
            PRODUCTION,
        ),
    }
    red = [
        name for name, (command, settings) in checks.items() if not passes(name, command, settings)
    ]
    print(f"\nRed: {', '.join(red)}." if red else "\nAll checks are green.")
    return 1 if red else 0


def passes(name: str, command: list[str], settings: dict[str, str]) -> bool:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True
    )
    print(f"{'ok ' if done.returncode == 0 else 'RED'} {name}", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
