"""The sandbox's pages as a browser without JavaScript sees them, and the process itself."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from programs.sandbox import running_sandbox
from tests.programs.sandboxes import look_up, make_client, make_line, make_session, paid_session


@pytest.fixture(scope="module")
def running():
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.reset()
    return running


def open_page(sandbox, path, form=None):
    """Status, Location and HTML of a page; `form` makes it a POST. Redirects are not followed."""
    connection = http.client.HTTPConnection(urlsplit(sandbox.base_url).netloc, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = None if form is None else urlencode(form)
    connection.request("GET" if form is None else "POST", path, body, headers)
    answer = connection.getresponse()
    html = answer.read().decode()
    connection.close()
    return answer.status, answer.headers.get("Location"), html


def checkout_path(session):
    return f"/c/pay/{session.id}"


def test_the_checkout_page_says_what_is_bought_and_that_no_money_moves(sandbox):
    text = {"submit": {"message": "Your two seats are held until 9:42 p.m. ET."}}
    session = make_session(sandbox, custom_text=text, customer_email="dana@example.org")
    status, _, html = open_page(sandbox, checkout_path(session))
    assert status == 200
    for expected in (
        "Payment sandbox:</strong> no real money moves",
        "A seat in Thrive",
        "Quantity 2, $690.00 each",
        "$1,380.00",
        "dana@example.org",
        "Your two seats are held until 9:42 p.m. ET.",
        "Pay $1,380.00",
        "Decline the card",
        "Pay by bank debit that settles later",
        'href="http://testserver/away/"',
    ):
        assert expected in html
    assert "<script" not in html


def test_names_on_the_page_are_escaped(sandbox):
    line = make_line(product_data={"name": "<script>alert(1)</script>"})
    session = make_session(sandbox, line_items=[line])
    html = open_page(sandbox, checkout_path(session))[2]
    assert "&lt;script&gt;" in html
    assert "<script" not in html


def test_pay_leads_back_to_the_site_and_twice_pays_once(sandbox):
    session = make_session(sandbox)
    back = f"http://testserver/back/?session={session.id}"
    form = {"email": "dana@example.org", "name": "Dana Ruiz"}
    for _ in range(2):
        assert open_page(sandbox, checkout_path(session) + "/pay", form)[:2] == (303, back)
    paid = look_up(sandbox, session.id)
    assert (paid.payment_status, paid.customer_details.email, paid.customer_details.name) == (
        "paid",
        "dana@example.org",
        "Dana Ruiz",
    )
    assert len(make_client(sandbox).v1.charges.list().data) == 1
    assert "cannot be paid again" in open_page(sandbox, checkout_path(session))[2]


def test_a_declined_card_is_explained_on_the_page(sandbox):
    session = make_session(sandbox)
    path = checkout_path(session)
    assert "declined." not in open_page(sandbox, path)[2]
    assert open_page(sandbox, path + "/decline", {})[:2] == (303, path)
    assert "Your card was declined. Nothing was charged." in open_page(sandbox, path)[2]


def test_a_bank_debit_leads_back_and_settles_from_the_dashboard(sandbox):
    session = make_session(sandbox)
    status, location, _ = open_page(sandbox, checkout_path(session) + "/bank_debit", {"then": ""})
    assert (status, location) == (303, f"http://testserver/back/?session={session.id}")
    settle = f"/do/sessions/{session.id}/settle"
    assert settle in open_page(sandbox, "/")[2]
    assert open_page(sandbox, settle, {"back_to": "sessions"})[:2] == (303, "/#sessions")
    assert look_up(sandbox, session.id).payment_status == "paid"


def test_bank_debit_is_offered_only_when_allowed(sandbox):
    session = make_session(sandbox, allowed_payment_method_types=["card"])
    assert "bank debit" not in open_page(sandbox, checkout_path(session))[2]
    assert open_page(sandbox, checkout_path(session) + "/bank_debit", {})[0] == 303
    assert look_up(sandbox, session.id).status == "open"


def test_an_expired_page_says_so_and_takes_no_money(sandbox):
    session = make_session(sandbox)
    sandbox.advance(32 * 60)
    path = checkout_path(session)
    assert open_page(sandbox, path + "/pay", {})[:2] == (303, path)
    assert "This checkout has expired" in open_page(sandbox, path)[2]
    assert look_up(sandbox, session.id).payment_intent is None


def test_every_button_of_the_dashboard_leads_back_to_it(sandbox):
    make_session(sandbox)
    charge = paid_session(sandbox).payment_intent.latest_charge.id
    paid_session(sandbox)
    sandbox.refund(charge, amount=100)
    sandbox.open_dispute(charge)
    debit = make_session(sandbox)
    sandbox.bank_debit(debit.id)
    html = open_page(sandbox, "/")[2]
    actions = sorted(set(re.findall(r'action="(/do/[^"]+)"', html)) - {"/do/reset"})
    kinds = {re.sub(r"/(cs|ch|re|du|evt)_[^/]+/", "/", action) for action in actions}
    assert kinds == {
        "/do/sessions/expire",
        "/do/sessions/settle",
        "/do/sessions/fail",
        "/do/charges/refund",
        "/do/charges/dispute",
        "/do/refunds/fail",
        "/do/disputes/win",
        "/do/disputes/lose",
        "/do/events/resend",
        "/do/webhooks",
        "/do/faults",
        "/do/refunds",
        "/do/clock",
    }
    form = {
        "minutes": 1,
        "path": "/v1/never",
        "kind": "slow",
        "times": 1,
        "outcome": "succeeded",
        "enabled": "on",
    }
    answers = {action: open_page(sandbox, action, form)[0] for action in actions}
    # The second of two opposites (fail or settle, dispute or refund, lose or win) comes too late, and says so.
    late = sorted(action.rsplit("/", 1)[1] for action, status in answers.items() if status == 409)
    assert (set(answers.values()), late) == ({303, 409}, ["refund", "settle", "win"])


def test_receipts_unknown_pages_and_styles_are_answered(sandbox):
    charge = paid_session(sandbox).payment_intent.latest_charge
    assert "$1,380.00" in open_page(sandbox, urlsplit(charge.receipt_url).path)[2]
    assert open_page(sandbox, "/health")[0] == 200
    assert "--action" in open_page(sandbox, "/sandbox.css")[2]
    for path in ("/nothing", "/c/pay/cs_test_none", "/receipts/ch_none"):
        assert open_page(sandbox, path)[0] == 404
    assert open_page(sandbox, "/fonts/none.woff2")[0] == 404


# The process


def test_it_refuses_to_start_when_debug_is_off():
    assert settings.DEBUG is False
    with pytest.raises(CommandError, match="only with DEBUG on"):
        call_command("payment_sandbox")


class SandboxProcess:
    """`manage.py payment_sandbox` on a free port, with its state in a file."""

    def __init__(self, state):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base_url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "manage.py", "payment_sandbox", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--state", str(state), "--webhook-url", ""],
            cwd=settings.BASE_DIR,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "site_core.settings.dev", "DEBUG": "1"},
            stdout=subprocess.DEVNULL,
        )

    def wait_until_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                return open_page(self, "/health")[0]
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("The sandbox did not start.")

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(10)


def test_a_killed_sandbox_knows_its_sessions_and_a_told_one_ends_at_once(tmp_path):
    state = tmp_path / "state.sqlite3"
    first = SandboxProcess(state)
    try:
        first.wait_until_ready()
        session = make_session(first, key="order-7")
    finally:
        first.end(signal.SIGKILL)
    second = SandboxProcess(state)
    try:
        second.wait_until_ready()
        assert make_session(second, key="order-7", expires_at=session.expires_at).id == session.id
        assert open_page(second, checkout_path(session) + "/pay", {})[0] == 303
        assert look_up(second, session.id).payment_status == "paid"
    finally:
        began = time.monotonic()
        code = second.end(signal.SIGTERM)
    assert code == 0
    assert time.monotonic() - began < 8
