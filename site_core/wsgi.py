"""The WSGI entry point. Falls back to production, so a forgotten variable never serves in debug mode."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.production")

application = get_wsgi_application()
