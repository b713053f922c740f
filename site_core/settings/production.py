"""Production. Refuses to start without the variables it needs, naming all that are missing."""

import os

from django.core.exceptions import ImproperlyConfigured

from site_core.logs import logging_settings, start_sentry
from site_core.mail import mailers_from_url

REQUIRED = [
    "SECRET_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
]
missing = [name for name in REQUIRED if not os.environ.get(name, "").strip(" ,")]
if missing:
    raise ImproperlyConfigured(f"Set these environment variables to start: {', '.join(missing)}.")

from .base import *  # noqa: E402, F403
from .base import MIDDLEWARE, env_list  # noqa: E402

DEBUG = False
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS")
MAILERS = mailers_from_url(os.environ["EMAIL_URL"])

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]
# The proxy in front must set this header itself and drop the one that a visitor sends.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
MIDDLEWARE = ["site_core.middleware.ProxyAddressMiddleware", *MIDDLEWARE]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

LOGGING = logging_settings(as_json=os.environ.get("LOG_FORMAT", "json") == "json")
if os.environ.get("SENTRY_DSN"):
    start_sentry(os.environ["SENTRY_DSN"], environment="production")
