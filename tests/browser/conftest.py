"""Windows that notice what a visitor would never see: blocked content, script errors, foreign hosts."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

OWN_HOSTS = {"localhost", "127.0.0.1"}
PHONE, DESK = 360, 1280
REPORT_BLOCKED_CONTENT = """
document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`Blocked by the content policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


# A busy machine draws late; what never comes fails all the same.
expect.set_options(timeout=15_000)


class Watch:
    """Collects what went wrong in a window."""

    def __init__(self):
        self.problems: list[str] = []
        # Chromium reports an answer of 404 or 422 as an error, also where it is the right answer.
        self.expected_statuses: set[int] = set()

    def follow(self, page):
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.problems.append(f"Script error: {error}"))
        page.on("request", self._note_request)
        page.on("requestfailed", self._note_failure)

    def _note_console(self, message):
        if message.type not in {"error", "warning"}:
            return
        if any(f"status of {status} " in message.text for status in self.expected_statuses):
            return
        self.problems.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _note_request(self, request):
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws"} and address.hostname not in OWN_HOSTS:
            self.problems.append(f"Request to another host: {request.url}")

    def _note_failure(self, request):
        # A window that moves on, or a player that has heard enough, ends requests itself.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.problems.append(f"Failed request: {request.url} {request.failure}")


@pytest.fixture
def open_window(chromium):
    """Opens windows: `open_window(width=…, scheme=…, javascript=…)`. At the end none has a problem."""
    opened = []

    def open_one(*, width=DESK, height=800, scheme="light", javascript=True):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            has_touch=width <= PHONE,
        )
        context.set_default_timeout(15_000)
        context.add_init_script(REPORT_BLOCKED_CONTENT)
        watch = Watch()
        context.on("page", watch.follow)
        page = context.new_page()
        page.watch = watch
        opened.append((context, watch))
        return page

    yield open_one
    for context, _ in opened:
        context.close()
    problems = [problem for _, watch in opened for problem in watch.problems]
    assert problems == []


@pytest.fixture
def site(live_server, settings):
    """The address of the running site, which also builds its own links with it."""
    address = live_server.url.replace("127.0.0.1", "localhost")
    settings.SITE_URL = settings.WAGTAILADMIN_BASE_URL = address
    settings.CSRF_TRUSTED_ORIGINS = [address]
    return address
