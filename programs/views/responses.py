"""Answers that several views give."""

from django.http import HttpResponse, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """303: what was posted is done, go and look at this."""

    status_code = 303


def keep_private(response: HttpResponse, *, referrer: str = "no-referrer") -> HttpResponse:
    """Mark a page that is for one person: never stored, never named to the next site, never indexed."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = referrer
    response["X-Robots-Tag"] = "noindex"
    return response
