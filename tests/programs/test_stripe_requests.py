"""What the site sends to Stripe. That every request of every test is checked is in `conftest.py`."""

import datetime

import pytest
import stripe

from programs import checkout, payments, settlement
from programs.checkout import session_request, start_checkout
from programs.exceptions import StripeRefused
from programs.money_returned import request_refund, submit_refund
from programs.sandbox.errors import InvalidParameter
from programs.sandbox.validation import validate_params
from programs.stripe_requests import LONGEST_STATEMENT, listed, session_params
from tests.factories import make_buyer, make_cohort, make_held_order
from tests.programs.sandboxes import make_client, make_session

pytestmark = pytest.mark.django_db

NOW = datetime.datetime.now(datetime.UTC)


def params_of(order):
    return session_params(session_request(order, checkout.attempt_to_use(order, now=NOW)))


def paid(sandbox, deliver, **overrides):
    order = make_held_order(**overrides)
    start_checkout(order)
    sandbox.pay(order.attempts.get().session_id)
    deliver()
    return order


def test_metadata_names_order_attempt_cohort_buyer_and_seats():
    order = make_held_order(count=3)
    metadata = params_of(order)["metadata"]
    assert metadata["order"] == order.reference
    assert metadata["attempt"] == order.attempts.get().idempotency_key
    assert (metadata["cohort"], metadata["seats"]) == (order.cohort.code, "3")
    assert metadata["buyer"] == "Dana Whitfield"
    assert metadata["seat_ids"] == ",".join(str(seat.pk) for seat in order.seats.all())


def test_naming_participants_does_not_change_what_is_sent():
    order = make_held_order(count=2)
    before = params_of(order)
    order.seats.update(participant_name="Somebody Else", participant_email="else@example.org")
    assert params_of(order) == before


def test_a_long_list_of_ids_is_cut_between_ids():
    text = listed(range(10_000, 11_000))
    assert len(text) <= 500
    assert text.split(",")[-1].startswith("10") and len(text.split(",")[-1]) == 5


def test_the_statement_carries_the_reference_and_fits():
    data = params_of(make_held_order())["payment_intent_data"]
    assert data["statement_descriptor_suffix"].startswith("TL-")
    assert len(f"THRESHOLD* {data['statement_descriptor_suffix']}") <= LONGEST_STATEMENT
    assert "statement_descriptor" not in data


def test_a_whole_descriptor_is_refused_where_cards_are_offered_as_stripe_does(sandbox):
    data = {"statement_descriptor": "THRESHOLD TL-7F3K9Q"}
    with pytest.raises(stripe.InvalidRequestError, match="statement_descriptor_suffix instead"):
        make_session(sandbox, payment_intent_data=data)
    debit_only = {"allowed_payment_method_types": ["us_bank_account"]}
    assert make_session(sandbox, payment_intent_data=data, **debit_only).status == "open"


@pytest.mark.parametrize("suffix", ["12345", 'A"B', "A*B", "A" * 23, "É"])
def test_an_unreadable_suffix_is_refused(sandbox, suffix):
    with pytest.raises(stripe.InvalidRequestError, match="statement descriptor"):
        make_session(sandbox, payment_intent_data={"statement_descriptor_suffix": suffix})


@pytest.mark.parametrize("tax", [False, True])
def test_a_paid_order_has_an_invoice_that_names_it(sandbox, deliver, settings, tax):
    settings.STRIPE_TAX = tax
    sandbox.tax(10)
    order = paid(sandbox, deliver, cohort=make_cohort(price_cents=10000), count=2)
    payment = order.payments.get()
    invoice = make_client(sandbox).v1.invoices.retrieve(payment.invoice_id)
    assert (invoice.status, invoice.amount_paid) == ("paid", 22000 if tax else 20000)
    assert invoice.metadata.order == order.reference
    assert invoice.metadata.attempt == order.attempts.get().idempotency_key
    assert {field.name: field.value for field in invoice.custom_fields} == {
        "Order": order.reference,
        "Cohort": order.cohort.code,
    }
    assert invoice.footer == order.policy["text"]
    charge = make_client(sandbox).v1.charges.retrieve(payment.charge_id)
    assert charge.calculated_statement_descriptor == f"THRESHOLD* {order.reference}"
    assert payment.charged_at.timestamp() == charge.created


def test_an_invoice_of_a_bank_debit_is_made_when_the_money_is_there(sandbox, deliver):
    order = make_held_order()
    start_checkout(order)
    session_id = order.attempts.get().session_id
    sandbox.bank_debit(session_id)
    assert payments.retrieve_session(session_id).invoice_id == ""
    deliver()
    sandbox.settle(session_id)
    assert set(deliver()) == {200}
    assert order.payments.get().invoice_id.startswith("in_")


@pytest.mark.parametrize(
    "data",
    [
        {"issuer": {"type": "self"}},
        {"rendering_options": {"amount_tax_display": "exclude_tax"}},
        {"custom_fields": [{"name": "n", "value": "v"}] * 5},
        {"custom_fields": [{"name": "n" * 41, "value": "v"}]},
        {"custom_fields": [{"name": "n", "value": "v" * 141}]},
        {"footer": "f" * 5001},
        {"color": "blue"},
    ],
)
def test_invoices_that_the_sandbox_cannot_make_are_refused(sandbox, data):
    with pytest.raises(stripe.InvalidRequestError):
        make_session(sandbox, invoice_creation={"enabled": True, "invoice_data": data})


# --- Every request is held against the SDK's types ----------------------------------------------


def test_all_calls_of_a_purchase_and_its_refund_are_checked(sandbox, deliver, stripe_requests):
    order = paid(sandbox, deliver)
    payment = order.payments.get()
    sandbox.open_dispute(payment.charge_id)
    deliver()
    submit_refund(request_refund(payment=payment, amount_cents=100, reason="goodwill"))
    deliver()
    payments.receipt_address(payment.charge_id)
    payments.invoice_address(payment.invoice_id)
    list(payments.charges_between(NOW, NOW + datetime.timedelta(days=1)))
    list(payments.refunds_since(NOW))
    list(payments.disputes_since(NOW))
    list(payments.sessions_since(NOW))
    unpaid = make_held_order(cohort=order.cohort, buyer=make_buyer(email="lee@example.org"))
    start_checkout(unpaid)
    settlement.release_hold(unpaid, because="asked")
    assert {
        "checkout.sessions.create",
        "checkout.sessions.retrieve",
        "checkout.sessions.expire",
        "checkout.sessions.list",
        "refunds.create",
        "refunds.list",
        "disputes.retrieve",
        "disputes.list",
        "charges.retrieve",
        "charges.list",
        "invoices.retrieve",
    } <= set(stripe_requests.seen)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "blue"}, "unknown parameter: colour"),
        ({"invoice_creation": {"invoice_data": {}}}, "invoice_creation.enabled"),
        ({"expires_at": "tomorrow"}, "Invalid integer"),
    ],
)
def test_a_wrong_parameter_fails_the_test(sandbox, stripe_requests, monkeypatch, change, said):
    monkeypatch.setattr(
        payments, "session_params", lambda request: session_params(request) | change
    )
    with stripe_requests.expected_to_be_wrong() as caught:
        start_checkout(make_held_order())
    assert len(caught) == 1
    assert said.replace(".", "[") in caught[0]


def test_an_address_that_stripe_does_not_have_fails_the_test(sandbox, stripe_requests):
    with stripe_requests.expected_to_be_wrong() as caught:
        payments._call(lambda client: client.v1.accounts.list())
    assert "Unrecognized request URL" in caught[0]


def test_the_sandbox_refuses_an_unknown_parameter_too(sandbox):
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter: colour"):
        make_session(sandbox, colour="blue")
    with pytest.raises(InvalidParameter):
        validate_params("refunds.create", {"payment_intent": "pi_1", "price": 5})


def test_what_stripe_refuses_reaches_the_caller_with_its_code(sandbox):
    with pytest.raises(StripeRefused) as refused:
        payments.retrieve_invoice("in_unknown")
    assert refused.value.code == "resource_missing"
