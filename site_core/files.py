"""Views for uploaded files on this machine's disk; a bucket serves its own."""

import posixpath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve
from wagtail.admin.auth import require_admin_access

from site_core.storage import KEEP_PUBLIC

# A drawing or page can carry a script; opened by itself it must not run as part of this site.
INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
ACTIVE_ENDINGS = (".svg", ".html", ".htm", ".xhtml", ".xml")


@require_safe
def public_file(request: HttpRequest, path: str) -> HttpResponseBase:
    """A file from `var/media`. Documents are left to Wagtail, which knows who may read them."""
    path = posixpath.normpath(f"/{path}").lstrip("/")
    if path.startswith("documents/"):
        raise Http404
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["X-Content-Type-Options"] = "nosniff"
    if not settings.DEBUG:
        response["Cache-Control"] = KEEP_PUBLIC
    if path.lower().endswith(ACTIVE_ENDINGS):
        response["Content-Security-Policy"] = INERT
    return response


@require_safe
@never_cache
@require_admin_access
def private_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """What the edit form of a private file links to, so that an editor can look at it."""
    try:
        file = storages["private"].open(name)
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    return FileResponse(file, as_attachment=True)
