"""Development: everything works with no account anywhere. Never used by wsgi.py."""

from site_core.mail import mailers_from_url, mailers_into_folder

from . import noted_by_make_run  # noqa: F401  (before anything reads the environment)
from .base import *  # noqa: F403
from .base import (
    ADMIN_CSP,
    INSTALLED_APPS,
    MIDDLEWARE,
    SECURE_CSP,
    STORAGES,
    STRIPE_WEBHOOK_SECRETS,
    VAR_DIR,
    env_list,
    os,
)

VAR_DIR.mkdir(exist_ok=True)
DEBUG = os.environ.get("DEBUG", "1").lower() not in {"0", "false", "no", "off"}
SECRET_KEY = os.environ.get("SECRET_KEY", "development-only-" + "x" * 40)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,.localhost,127.0.0.1,[::1],testserver")

INSTALLED_APPS = ["whitenoise.runserver_nostatic", *INSTALLED_APPS]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

MIDDLEWARE = ["site_core.dev_errors.DesignedNotFoundMiddleware", *MIDDLEWARE]

# A line for each finished task buries what a developer looks for.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {"django.tasks": {"level": "WARNING"}, "django_tasks": {"level": "WARNING"}},
}

EMAIL_URL = os.environ.get("EMAIL_URL")
MAILERS = mailers_from_url(EMAIL_URL) if EMAIL_URL else mailers_into_folder(VAR_DIR / "mail")

STRIPE_SECRET_KEY = os.environ.get("STRIPE_SECRET_KEY") or "sk_test_sandbox"
STRIPE_WEBHOOK_SECRETS = STRIPE_WEBHOOK_SECRETS or ["whsec_sandbox"]

# A stand-in for Stripe may show its checkout on any local port.
LOCAL_CHECKOUT = ["http://localhost:*", "http://127.0.0.1:*"]
SECURE_CSP["form-action"] = [*SECURE_CSP["form-action"], *LOCAL_CHECKOUT]
ADMIN_CSP["form-action"] = [*ADMIN_CSP["form-action"], *LOCAL_CHECKOUT]
