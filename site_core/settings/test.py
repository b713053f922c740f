"""Tests: fast hashing, mail in memory, tasks at once, files in a folder that tests replace."""

from site_core.storage import media_storages

from .dev import *  # noqa: F403
from .dev import STORAGES, VAR_DIR

DEBUG = False
SITE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = SITE_URL
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = VAR_DIR / "test-media"
PRIVATE_MEDIA_ROOT = VAR_DIR / "test-private"
STORAGES |= media_storages(PRIVATE_MEDIA_ROOT)
AXES_ENABLED = False
STRIPE_SECRET_KEY = "sk_test_suite"
STRIPE_WEBHOOK_SECRETS = ["whsec_suite"]
STRIPE_API_BASE = "http://127.0.0.1:9"  # nothing listens: a test that pays starts its own sandbox
