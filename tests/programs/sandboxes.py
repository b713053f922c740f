"""A payment sandbox for a test, and what the site would send to it."""

import time

from stripe import StripeClient

SECRET = "whsec_of_the_test"


def make_client(sandbox, **options):
    """The real SDK, pointed at a sandbox; it doesn't retry unless told so."""
    options = {"max_network_retries": 0, **options}
    return StripeClient("sk_test_suite", base_addresses={"api": sandbox.base_url}, **options)


def make_params(**overrides):
    """The smallest sensible parameters of a checkout session: two seats at $690."""
    params = {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "success_url": "http://testserver/back/?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://testserver/away/",
        "expires_at": int(time.time()) + 31 * 60,
        "line_items": [make_line()],
    }
    return {name: value for name, value in (params | overrides).items() if value is not None}


def make_line(*, cents=69000, quantity=2, **price_data):
    price = {"currency": "usd", "unit_amount": cents, "product_data": {"name": "A seat in Thrive"}}
    return {"quantity": quantity, "price_data": price | price_data}


def make_session(sandbox, *, key=None, **overrides):
    options = {"idempotency_key": key} if key else {}
    return make_client(sandbox).v1.checkout.sessions.create(make_params(**overrides), options)


def paid_session(sandbox, **overrides):
    """A session that was paid by card, with its intent and charge expanded."""
    session = make_session(sandbox, **overrides)
    sandbox.pay(session.id)
    return look_up(sandbox, session.id)


def look_up(sandbox, session_id):
    expand = {"expand": ["payment_intent.latest_charge"]}
    return make_client(sandbox).v1.checkout.sessions.retrieve(session_id, expand)


def types_of(signed_events):
    return [signed.type for signed in signed_events]
