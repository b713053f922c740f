"""How mail leaves: over SMTP by `EMAIL_URL`, or into a folder during development."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends import filebased, smtp

TIMEOUT = 10  # seconds; the outbox tries again later
SCHEMES = {
    "smtp": {},
    "smtps": {"use_ssl": True},
    "smtp+ssl": {"use_ssl": True},
    "smtp+tls": {"use_tls": True},
}


def mailers_from_url(url: str) -> dict[str, dict]:
    """Django's MAILERS for an address like `smtp+tls://user:password@host:587`.

    Characters with a meaning in addresses are percent-encoded in user and password. `smtps` speaks
    TLS from the start, `smtp+tls` after STARTTLS. `?timeout=30` changes the time limit.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        known = ", ".join(SCHEMES)
        raise ImproperlyConfigured(f"EMAIL_URL must name a host and start with one of: {known}.")
    options = {
        "host": parts.hostname,
        "timeout": int(parse_qs(parts.query).get("timeout", [TIMEOUT])[0]),
        **SCHEMES[parts.scheme],
    }
    if parts.port:
        options["port"] = parts.port
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {"default": {"BACKEND": "site_core.mail.SmtpBackend", "OPTIONS": options}}


def mailers_into_folder(folder: Path) -> dict[str, dict]:
    options = {"file_path": str(folder)}
    return {"default": {"BACKEND": "site_core.mail.FolderBackend", "OPTIONS": options}}


class SmtpBackend(smtp.EmailBackend):
    """Django's, but "no user name given" means the configured one.

    `wagtail.admin.mail.send_mail` (Wagtail 8.0.1) asks for a connection with username=None and
    password=None, which would override the mailer's options and connect without signing in.
    """

    def __init__(self, *, username=None, password=None, **options):
        configured = settings.MAILERS[options["alias"]].get("OPTIONS", {})
        if username is None:
            username, password = configured.get("username"), configured.get("password")
        super().__init__(username=username, password=password, **options)


class FolderBackend(filebased.EmailBackend):
    """One file per message, named so that the alphabet is the order of time."""

    def send_messages(self, email_messages):
        for message in email_messages:
            now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
            path = Path(self.file_path) / f"{now}-{secrets.token_hex(3)}.eml"
            # A reader must never see half a message.
            half = path.with_suffix(".part")
            half.write_bytes(message.message().as_bytes())
            half.rename(path)
        return len(email_messages)
