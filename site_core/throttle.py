"""A brake on posts from one internet address. Generous: a school of sixty behind one address never meets it.

Counted in the shared cache, in fixed windows of time, under a keyed hash of the address. Without a
shared cache every process counts for itself. A cache that is away stops nobody.
"""

import functools
import ipaddress
import logging
import time
from datetime import timedelta

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

MOST_POSTS = 300
WINDOW = timedelta(minutes=10)


def seconds_to_wait(
    request: HttpRequest, what: str, *, most: int | None = None, per: timedelta = WINDOW
) -> int:
    """Count a post for `what`. 0 when it may go on, else the seconds until the next one may."""
    window, left = divmod(time.time(), per.total_seconds())
    key = f"throttle:{what}:{_network_key(request)}:{int(window)}"
    try:
        cache.add(key, 0, timeout=int(per.total_seconds()) + 60)
        count = cache.incr(key)
    except Exception:  # whatever a cache raises that is away, or that has just forgotten the key
        logger.warning("Posts for %s could not be counted", what, exc_info=True)
        return 0
    return 0 if count <= (most or MOST_POSTS) else int(per.total_seconds() - left) + 1


def throttled(what: str, **limits):
    """For views whose posts beyond the limit are answered with the 429 page."""

    def decorate(view):
        @functools.wraps(view)
        def guarded(request, *args, **kwargs):
            wait = seconds_to_wait(request, what, **limits) if request.method == "POST" else 0
            return too_many_posts(request, wait) if wait else view(request, *args, **kwargs)

        return guarded

    return decorate


def too_many_posts(request: HttpRequest, wait: int) -> HttpResponse:
    response = render(request, "429.html", {"minutes": minutes(wait)}, status=429)
    return ask_to_wait(response, wait)


def ask_to_wait(response: HttpResponse, wait: int) -> HttpResponse:
    """Tell programs too how many seconds to wait: RFC 9110, 10.2.3."""
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "private, no-store"
    return response


def minutes(seconds: int) -> str:
    count = -(-seconds // 60)
    return "a minute" if count == 1 else f"{count} minutes"


def _network_key(request: HttpRequest) -> str:
    """One IPv4 address, or the /64 that one IPv6 household or school has."""
    text = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        address = None
    if address is not None and address.version == 6:
        text = str(ipaddress.ip_network(f"{address}/64", strict=False))
    return salted_hmac("throttle", text, algorithm="sha256").hexdigest()[:32]
