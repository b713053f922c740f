from django.http import Http404
from django.views.defaults import page_not_found

TECHNICAL_TITLE = b"<title>Page not found at "


class DesignedNotFoundMiddleware:
    """Shows visitors' own 404 page in debug mode too, where Django would list its addresses."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_technical = response.status_code == 404 and TECHNICAL_TITLE in getattr(
            response, "content", b""
        )
        return page_not_found(request, Http404()) if is_technical else response
