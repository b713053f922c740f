import json
import os
import subprocess
import sys

import pytest
from check import PRODUCTION

SHOW = """
import json
from django.conf import settings
names = {names}
print(json.dumps({{name: getattr(settings, name) for name in names}}, default=str))
"""


def read_settings(*names, **environment):
    """What the settings are in a process of its own, which has nothing but this environment."""
    clean = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "")}
    command = [sys.executable, "-c", SHOW.format(names=names)]
    return subprocess.run(command, env={**clean, **environment}, capture_output=True, text=True)


def production(*names, **changes):
    environment = {**PRODUCTION, **changes}
    return json.loads(read_settings(*names, **environment).stdout)


def test_production_names_everything_that_is_missing_at_once():
    needed = set(PRODUCTION) - {"DJANGO_SETTINGS_MODULE"}
    refused = read_settings("DEBUG", DJANGO_SETTINGS_MODULE="site_core.settings.production")
    assert refused.returncode != 0
    assert {name for name in needed if name in refused.stderr.splitlines()[-1]} == needed


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"DJANGO_SETTINGS_MODULE"}))
def test_production_needs_each_of_them(name):
    environment = {**PRODUCTION, name: ""}
    refused = read_settings("DEBUG", **environment)
    assert refused.stderr.splitlines()[-1].endswith(f"to start: {name}.")


def test_production_is_never_in_debug_mode_and_always_on_https():
    names = [
        "DEBUG",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "ALLOWED_HOSTS",
    ]
    found = production(*names, DEBUG="1", ALLOWED_HOSTS="example.org, www.example.org")
    assert found["DEBUG"] is False
    assert found["SECURE_HSTS_SECONDS"] >= 31536000
    assert found["ALLOWED_HOSTS"] == ["example.org", "www.example.org"]
    assert all(found[name] for name in names[1:4])


def test_the_live_mode_of_payments_follows_from_the_key():
    assert production("STRIPE_LIVE_MODE")["STRIPE_LIVE_MODE"] is False
    live = production("STRIPE_LIVE_MODE", STRIPE_SECRET_KEY="sk_live_x")
    assert live["STRIPE_LIVE_MODE"] is True


def test_webhook_secrets_can_be_rotated():
    found = production("STRIPE_WEBHOOK_SECRETS", STRIPE_WEBHOOK_SECRET="whsec_new, whsec_old")
    assert found["STRIPE_WEBHOOK_SECRETS"] == ["whsec_new", "whsec_old"]


def test_production_mail_goes_through_our_backend():
    mailers = production("MAILERS")["MAILERS"]
    assert mailers["default"]["BACKEND"] == "site_core.mail.SmtpBackend"
    assert mailers["default"]["OPTIONS"]["username"] == "user"


def test_the_web_server_entry_falls_back_to_production():
    code = "import os, site_core.wsgi"
    environment = {"PATH": os.environ["PATH"]}
    refused = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert "Set these environment variables to start" in refused.stderr


def test_static_files_have_hashed_names_in_production():
    storage = production("STORAGES")["STORAGES"]["staticfiles"]["BACKEND"]
    assert storage == "whitenoise.storage.CompressedManifestStaticFilesStorage"
