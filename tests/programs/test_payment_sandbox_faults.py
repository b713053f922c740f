"""Answers that a test orders to go wrong, as the real stripe SDK experiences them."""

import json
import time
import urllib.error
import urllib.request

import pytest
import stripe

from programs.sandbox import running_sandbox
from tests.programs.sandboxes import make_client, make_params, make_session, paid_session, types_of

SESSIONS = "/v1/checkout/sessions"


@pytest.fixture(scope="module")
def running():
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.reset()
    return running


def count_sessions(sandbox):
    return len(make_client(sandbox).v1.checkout.sessions.list().data)


@pytest.mark.parametrize("kind", ["timeout", "reset"])
def test_an_answer_that_is_lost_after_the_work_is_found_again_by_its_key(sandbox, kind):
    sandbox.order_fault(SESSIONS, kind, seconds=0.1)
    params = make_params()
    sessions = make_client(sandbox).v1.checkout.sessions
    with pytest.raises(stripe.APIConnectionError):
        sessions.create(params, {"idempotency_key": "order-7"})
    assert count_sessions(sandbox) == 1
    found = sessions.create(params, {"idempotency_key": "order-7"})
    assert found.last_response.headers["Idempotent-Replayed"] == "true"
    assert count_sessions(sandbox) == 1


def test_an_answer_that_is_lost_before_the_work_leaves_nothing(sandbox):
    sandbox.order_fault(SESSIONS, "reset", when="before")
    with pytest.raises(stripe.APIConnectionError):
        make_session(sandbox, key="order-7")
    assert count_sessions(sandbox) == 0
    assert make_session(sandbox, key="order-7").status == "open"


@pytest.mark.parametrize(("when", "made"), [("before", 0), ("after", 1)])
def test_a_500_is_replayed_under_its_key_whatever_was_done(sandbox, when, made):
    sandbox.order_fault(SESSIONS, "error_500", when=when)
    params = make_params()
    for _ in range(2):
        with pytest.raises(stripe.APIError) as failure:
            make_client(sandbox, max_network_retries=2).v1.checkout.sessions.create(
                params, {"idempotency_key": "order-7"}
            )
        assert failure.value.http_status == 500
    assert count_sessions(sandbox) == made
    assert make_session(sandbox, key="order-7-again").status == "open"


@pytest.mark.parametrize(
    ("kind", "error", "code"),
    [
        ("error_409", stripe.APIError, "lock_timeout"),
        ("error_429", stripe.RateLimitError, "rate_limit"),
    ],
)
def test_a_conflict_or_a_brake_is_not_remembered(sandbox, kind, error, code):
    sandbox.order_fault(SESSIONS, kind)
    params = make_params()
    sessions = make_client(sandbox).v1.checkout.sessions
    with pytest.raises(error) as failure:
        sessions.create(params, {"idempotency_key": "order-7"})
    assert failure.value.json_body["error"]["code"] == code
    assert sessions.create(params, {"idempotency_key": "order-7"}).status == "open"


def test_a_conflict_is_retried_by_the_sdk(sandbox):
    sandbox.order_fault(SESSIONS, "error_409", times=1)
    client = make_client(sandbox, max_network_retries=2)
    assert client.v1.checkout.sessions.create(make_params()).status == "open"


def test_a_fault_hits_only_its_calls_and_only_so_often(sandbox):
    session = make_session(sandbox)
    sandbox.order_fault(f"{SESSIONS}/*/expire", "error_500", method="POST", times=2)
    sessions = make_client(sandbox).v1.checkout.sessions
    assert sessions.retrieve(session.id).status == "open"
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            sessions.expire(session.id)
    assert sessions.expire(session.id).status == "expired"


def test_a_slow_answer_is_still_the_right_one(sandbox):
    sandbox.order_fault(SESSIONS, "slow", seconds=0.3)
    began = time.monotonic()
    assert make_session(sandbox).status == "open"
    assert time.monotonic() - began >= 0.3


def control(sandbox, path, body=None, **headers):
    """The same controls over HTTP: status and answer."""
    request = urllib.request.Request(
        f"{sandbox.base_url}/_sandbox/{path}",
        data=json.dumps(body or {}).encode(),
        headers=headers,
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.loads(refusal.read() or b"{}")


def test_everything_can_be_driven_over_http(sandbox):
    session = make_session(sandbox)
    assert control(sandbox, f"sessions/{session.id}/decline")[1]["status"] == "open"
    assert control(sandbox, f"sessions/{session.id}/bank_debit")[1]["payment_status"] == "unpaid"
    assert control(sandbox, f"sessions/{session.id}/settle")[1]["payment_status"] == "paid"
    assert control(sandbox, f"sessions/{session.id}/expire")[0] == 400
    assert control(sandbox, f"sessions/{session.id}/pay")[0] == 409
    charge = paid_session(sandbox).payment_intent.latest_charge.id
    refund = control(sandbox, f"charges/{charge}/refund", {"amount": 100})[1]
    assert control(sandbox, f"refunds/{refund['id']}/fail")[1]["status"] == "failed"
    dispute = control(sandbox, f"charges/{charge}/dispute")[1]
    assert control(sandbox, f"disputes/{dispute['id']}/lose")[1]["status"] == "lost"
    late = make_session(sandbox)
    control(sandbox, "clock", {"advance_seconds": 32 * 60})
    assert make_client(sandbox).v1.checkout.sessions.retrieve(late.id).status == "expired"
    sandbox.take_events()
    event = make_client(sandbox).v1.events.list({"type": "charge.dispute.closed"}).data[0]
    assert control(sandbox, f"events/{event.id}/resend")[0] == 200
    assert types_of(sandbox.take_events()) == ["charge.dispute.closed"]
    assert control(sandbox, "reset") == (200, {})
    assert count_sessions(sandbox) == 0


def test_faults_and_webhooks_are_ordered_over_http(sandbox):
    assert control(sandbox, "faults", {"path": SESSIONS, "kind": "error_500"})[0] == 200
    control(sandbox, "faults", {"clear": True})
    assert make_session(sandbox).status == "open"
    assert control(sandbox, "webhooks", {"enabled": False})[1]["enabled"] is False


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("faults", {"path": "/v1/", "kind": "earthquake"}, 400),
        ("faults", {"kind": "reset"}, 400),
        ("webhooks", {"colour": "blue"}, 400),
        ("refunds", {"outcome": "perhaps"}, 400),
        ("sessions/cs_test_none/pay", {}, 404),
        ("sessions/cs_test_none/eat", {}, 404),
        ("sessions/cs_test_none/pay", {"tip": 5}, 400),
        ("weather", {}, 404),
    ],
)
def test_a_wrong_control_says_so(sandbox, path, body, status):
    assert control(sandbox, path, body)[0] == status


def test_a_button_on_a_strange_page_does_nothing(sandbox):
    session = make_session(sandbox)
    strange = {"Sec-Fetch-Site": "cross-site"}
    assert control(sandbox, f"sessions/{session.id}/pay", **strange)[0] == 403
    assert make_client(sandbox).v1.checkout.sessions.retrieve(session.id).status == "open"
