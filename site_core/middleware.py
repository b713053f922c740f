"""In front of every view: who asks, who may post, and what a browser may load."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.middleware.csrf import CsrfViewMiddleware

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
STAFF_PREFIXES = ("/admin/", "/django-admin/")


def is_staff_area(request: HttpRequest) -> bool:
    return request.path_info.startswith(STAFF_PREFIXES)


class ProxyAddressMiddleware:
    """Behind our own proxy: REMOTE_ADDR becomes the visitor's address, as that proxy saw it.

    Only the last entry of X-Forwarded-For is the proxy's; the ones before it are what the visitor said.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        seen_by_proxy = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if seen_by_proxy:
            request.META["REMOTE_ADDR"] = seen_by_proxy
        return self.get_response(request)


class OriginCheckMiddleware(CsrfViewMiddleware):
    """Refuse cross-site posts by the headers browsers send, so that public pages carry no token.

    The staff area keeps Django's token check. Elsewhere a request with an unsafe method passes when
    `Sec-Fetch-Site` says same-origin or none, or, where a browser sends no such header, when
    `Origin` is absent or is this host or a trusted origin. A client that sends neither header is
    not a browser acting for somebody else.
    Source: https://fetch.spec.whatwg.org/#origin-header and https://www.w3.org/TR/fetch-metadata/
    """

    def process_request(self, request):
        if is_staff_area(request):
            return super().process_request(request)
        return None

    def process_view(self, request, callback, callback_args, callback_kwargs):
        if is_staff_area(request):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        if request.method in SAFE_METHODS or getattr(callback, "csrf_exempt", False):
            return None
        if self.comes_from_here(request):
            return None
        return self._reject(request, "This form was sent from another site.")  # type: ignore[attr-defined]

    def comes_from_here(self, request: HttpRequest) -> bool:
        origin = request.headers.get("Origin")
        if origin and origin in settings.CSRF_TRUSTED_ORIGINS:
            return True
        fetch_site = request.headers.get("Sec-Fetch-Site")
        if fetch_site:
            return fetch_site in {"same-origin", "none"}
        return origin is None or urlsplit(origin).netloc == request.get_host()


class SplitContentPolicyMiddleware(ContentSecurityPolicyMiddleware):
    """A strict policy for the public site, and one that Wagtail's own pages can live with.

    Public pages shown to someone with a session cookie get the second one as well: the editors'
    user bar brings inline styles.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        shows_editor_tools = settings.SESSION_COOKIE_NAME in request.COOKIES
        if (is_staff_area(request) or shows_editor_tools) and not hasattr(response, "_csp_config"):
            response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return super().process_response(request, response)
