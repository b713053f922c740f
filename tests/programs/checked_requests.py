"""Holds every request that the site sends to Stripe against the SDK's own typed parameters."""

import contextlib
import contextvars

from stripe._api_requestor import _APIRequestor

from programs import payments
from programs.sandbox.errors import ApiError
from programs.sandbox.resources import find_resource
from programs.sandbox.validation import validate_params

_ours = contextvars.ContextVar("ours", default=False)


class CheckedRequests:
    """`seen` are the names of the calls made, such as refunds.create; `wrong` must stay empty."""

    def __init__(self, monkeypatch):
        self.seen, self.wrong = [], []
        call, request = payments._call, _APIRequestor.request

        def marked_call(do):
            token = _ours.set(True)
            try:
                return call(do)
            finally:
                _ours.reset(token)

        def checked_request(requestor, method, url, params=None, *args, **options):
            if _ours.get():
                self.check(method.upper(), url, dict(params or {}))
            return request(requestor, method, url, params, *args, **options)

        monkeypatch.setattr(payments, "_call", marked_call)
        monkeypatch.setattr(_APIRequestor, "request", checked_request)

    def check(self, method, url, params):
        try:
            resource, _ = find_resource(method, url)
            self.seen.append(resource)
            validate_params(resource, params)
        except ApiError as error:
            self.wrong.append(f"{method} {url}: {error}")
            raise AssertionError(self.wrong[-1]) from error

    @contextlib.contextmanager
    def expected_to_be_wrong(self):
        """What is caught inside is taken off the list, as `caught`."""
        caught = []
        with contextlib.suppress(AssertionError):
            yield caught
        caught += self.wrong
        self.wrong.clear()
