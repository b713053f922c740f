"""The sandbox's API as the real stripe SDK meets it over HTTP."""

import threading
import time

import pytest
import stripe
from stripe import StripeClient

from programs.sandbox import running_sandbox, validate_params
from programs.sandbox.errors import InvalidParameter
from programs.sandbox.objects import CLASSES, NOT_BY_DEFAULT
from tests.programs.sandboxes import (
    look_up,
    make_client,
    make_line,
    make_params,
    make_session,
    paid_session,
)


@pytest.fixture(scope="module")
def running():
    with running_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running):
    running.reset()
    return running


# Sessions


def test_a_new_session_is_open_unpaid_and_has_no_intent(sandbox):
    session = make_session(sandbox, client_reference_id="order-7", metadata={"order": "7"})
    assert (session.status, session.payment_status, session.payment_intent) == (
        "open",
        "unpaid",
        None,
    )
    assert (session.amount_total, session.currency, session.livemode) == (138000, "usd", False)
    assert (session.client_reference_id, session.metadata.order) == ("order-7", "7")
    assert session.url == f"{sandbox.base_url}/c/pay/{session.id}"
    assert session.id.startswith("cs_test_")


def test_custom_text_and_email_are_kept(sandbox):
    text = {"submit": {"message": "Your seats are held until 9:42 p.m. ET."}}
    session = make_session(sandbox, custom_text=text, customer_email="dana@example.org")
    assert session.custom_text.submit.message == text["submit"]["message"]
    assert session.customer_details.email == "dana@example.org"


def test_line_items_are_listed_in_their_order(sandbox):
    names = ["A seat in Thrive", "A seat in Onward", "A seat in Bace"]
    lines = [make_line(product_data={"name": name}) for name in names]
    session = make_session(sandbox, line_items=lines)
    items = make_client(sandbox).v1.checkout.sessions.line_items
    first = items.list(session.id, {"limit": 2})
    assert ([item.description for item in first.data], first.has_more) == (names[:2], True)
    rest = items.list(session.id, {"starting_after": first.data[-1].id})
    assert [item.description for item in rest.data] == names[2:]


def test_a_free_session_needs_no_payment(sandbox):
    session = make_session(sandbox, line_items=[make_line(cents=0)])
    assert session.payment_status == "no_payment_required"
    sandbox.pay(session.id)
    finished = look_up(sandbox, session.id)
    assert (finished.status, finished.payment_status, finished.payment_intent) == (
        "complete",
        "no_payment_required",
        None,
    )


@pytest.mark.parametrize(
    ("overrides", "code", "param"),
    [
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        ({"ui_mode": "hosted"}, None, "ui_mode"),
        ({"mode": "gift"}, None, "mode"),
        ({"mode": "subscription"}, "sandbox_unsupported", "mode"),
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"success_url": ""}, "parameter_invalid_empty", "success_url"),
        ({"success_url": "/orders/1/"}, "url_invalid", "success_url"),
        ({"customer_email": "dana"}, "email_invalid", "customer_email"),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"line_items": [make_line(cents=49, quantity=1)]}, "amount_too_small", None),
        (
            {"line_items": [make_line(cents="690.00")]},
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        ({"line_items": [make_line(tip=1)]}, "parameter_unknown", "line_items[0][price_data][tip]"),
        (
            {"line_items": [make_line(cents=-5)]},
            "parameter_invalid_integer",
            "line_items[0][unit_amount]",
        ),
        ({"expires_at": int(time.time()) + 29 * 60}, None, "expires_at"),
        ({"expires_at": int(time.time()) + 25 * 3600}, None, "expires_at"),
        ({"client_reference_id": "x" * 201}, None, "client_reference_id"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata[" + "k" * 41 + "]"),
        (
            {"adaptive_pricing": {"enabled": True}},
            "sandbox_unsupported",
            "adaptive_pricing[enabled]",
        ),
        ({"discounts": [{"coupon": "TEAM10"}]}, "sandbox_unsupported", "discounts"),
    ],
)
def test_wrong_parameters_are_refused_by_name(sandbox, overrides, code, param):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        make_session(sandbox, **overrides)
    assert (refusal.value.http_status, refusal.value.code, refusal.value.param) == (
        400,
        code,
        param,
    )


def test_a_session_can_be_expired_once_and_only_while_open(sandbox):
    session = make_session(sandbox)
    sessions = make_client(sandbox).v1.checkout.sessions
    assert sessions.expire(session.id).status == "expired"
    with pytest.raises(stripe.InvalidRequestError, match="has a status of `expired`"):
        sessions.expire(session.id)
    with pytest.raises(stripe.InvalidRequestError, match="has a status of `complete`"):
        sessions.expire(paid_session(sandbox).id)


def test_sessions_are_listed_by_time_and_paged(sandbox):
    before = int(time.time())
    made = [make_session(sandbox).id for _ in range(5)]
    sessions = make_client(sandbox).v1.checkout.sessions
    listed = sessions.list({"created": {"gte": before}, "limit": 2})
    assert [session.id for session in listed.auto_paging_iter()] == made[::-1]
    assert sessions.list({"created": {"lt": before}}).data == []
    sandbox.pay(made[-1])
    newest = sessions.list({"limit": 1, "expand": ["data.payment_intent"]}).data[0]
    assert newest.payment_intent.status == "succeeded"
    back = sessions.list({"ending_before": made[0], "limit": 2})
    assert [session.id for session in back.data] == [made[2], made[1]]


def test_sessions_are_found_by_their_intent(sandbox):
    session = paid_session(sandbox)
    found = make_client(sandbox).v1.checkout.sessions.list(
        {"payment_intent": session.payment_intent.id}
    )
    assert [each.id for each in found.data] == [session.id]


def test_metadata_can_be_added_changed_and_removed(sandbox):
    session = make_session(sandbox, metadata={"order": "7", "old": "x"})
    changes = {"metadata": {"order": "8", "old": ""}}
    updated = make_client(sandbox).v1.checkout.sessions.update(session.id, changes)
    assert updated.metadata.to_dict() == {"order": "8"}


@pytest.mark.parametrize("kind", sorted(CLASSES))
def test_every_field_that_the_sdk_declares_is_present(sandbox, kind):
    paid = paid_session(sandbox, invoice_creation={"enabled": True})
    charge = paid.payment_intent.latest_charge
    sandbox.refund(charge.id, amount=100)
    sandbox.open_dispute(charge.id)
    make_client(sandbox).v1.customers.create({"email": "dana@example.org"})
    sandbox.advance(5)
    within = {"price": ("item", "price"), "line_item": ("invoice", "lines")}
    outer, field = within.get(kind, (kind, ""))
    made = sandbox.store.select(outer)[0]
    made = made[field] if field else made
    made = made["data"][0] if kind == "line_item" else made
    declared = {name for name in CLASSES[kind].__annotations__ if name.islower()}
    optional = NOT_BY_DEFAULT | ({"account", "context"} if kind == "event" else set())
    assert declared - optional - set(made) == set()


# Asking for more


def test_references_expand_to_four_levels(sandbox):
    session = paid_session(sandbox)
    sandbox.refund(session.payment_intent.latest_charge.id, amount=100)
    sandbox.advance(2)
    expand = [
        "payment_intent.latest_charge.balance_transaction",
        "payment_intent.latest_charge.refunds",
        "line_items",
    ]
    found = make_client(sandbox).v1.checkout.sessions.retrieve(session.id, {"expand": expand})
    charge = found.payment_intent.latest_charge
    assert charge.balance_transaction.net == 138000 - charge.balance_transaction.fee
    assert [refund.amount for refund in charge.refunds.data] == [100]
    assert [item.quantity for item in found.line_items.data] == [2]


def test_what_cannot_be_expanded_is_refused(sandbox):
    session = make_session(sandbox)
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        make_client(sandbox).v1.checkout.sessions.retrieve(session.id, {"expand": ["amount_total"]})


def test_an_unknown_id_is_a_404(sandbox):
    client = make_client(sandbox).v1
    for collection in (
        client.checkout.sessions,
        client.payment_intents,
        client.charges,
        client.refunds,
        client.events,
    ):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            collection.retrieve("xx_none")
        assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


# Who asks


@pytest.mark.parametrize("key", ["sk_live_real", "pk_test_public", "nonsense"])
def test_only_secret_test_keys_are_let_in(sandbox, key):
    client = StripeClient(key, base_addresses={"api": sandbox.base_url}, max_network_retries=0)
    with pytest.raises(stripe.AuthenticationError):
        client.v1.checkout.sessions.list()


def test_another_api_version_is_refused(sandbox):
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        make_client(sandbox).v1.checkout.sessions.list({}, {"stripe_version": "2019-01-01"})


# Idempotency keys


def test_the_same_key_and_body_replay_the_first_answer(sandbox):
    params = make_params()
    sessions = make_client(sandbox).v1.checkout.sessions
    first = sessions.create(params, {"idempotency_key": "order-7"})
    sandbox.pay(first.id)
    second = sessions.create(params, {"idempotency_key": "order-7"})
    assert (second.id, second.status) == (first.id, "open")
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(sessions.list().data) == 1


def test_the_same_key_with_another_body_is_an_error(sandbox):
    make_session(sandbox, key="order-7")
    with pytest.raises(stripe.IdempotencyError):
        make_session(sandbox, key="order-7", client_reference_id="another")


def test_a_key_is_forgotten_after_a_day(sandbox):
    first = make_session(sandbox, key="order-7")
    sandbox.advance(24 * 3600 + 1)
    second = make_session(sandbox, key="order-7", client_reference_id="another")
    assert second.id != first.id


def test_a_key_in_use_is_a_409_and_the_work_is_done_once(sandbox):
    sandbox.order_fault("/v1/checkout/sessions", "slow", seconds=0.5)
    params = make_params()
    sessions = make_client(sandbox).v1.checkout.sessions
    options = {"idempotency_key": "order-7"}
    first = threading.Thread(target=sessions.create, args=(params, options))
    first.start()
    time.sleep(0.2)
    with pytest.raises(stripe.APIError) as conflict:
        sessions.create(params, options)
    first.join()
    assert conflict.value.http_status == 409
    assert conflict.value.json_body["error"]["code"] == "idempotency_key_in_use"
    assert len(sessions.list().data) == 1


def test_refused_parameters_leave_the_key_free(sandbox):
    with pytest.raises(stripe.InvalidRequestError):
        make_session(sandbox, key="order-7", mode="gift")
    assert make_session(sandbox, key="order-7").status == "open"


# Parameters without a server


def test_parameters_can_be_checked_against_the_sdk_alone():
    checked = validate_params("checkout.sessions.create", make_params())
    assert checked["line_items"][0]["quantity"] == 2
    with pytest.raises(InvalidParameter, match="unknown parameter: payment_method_types"):
        validate_params("checkout.sessions.create", make_params(payment_method_types=["card"]))
    with pytest.raises(InvalidParameter, match="unknown parameter: customer_email"):
        validate_params("refunds.create", {"customer_email": "dana@example.org"})
