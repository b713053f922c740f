"""
The payment sandbox: a development-only stand-in for Stripe. Nothing else in `programs` knows it.

As a process of its own:

    manage.py payment_sandbox --port 8001 --webhook-url http://127.0.0.1:8000/webhooks/stripe/
    STRIPE_API_BASE=http://127.0.0.1:8001 manage.py runserver

Its dashboard is at `/`, readiness at `/health`. It survives a restart (`--state`), and signs its
webhooks with `--webhook-secret` (by default the settings' STRIPE_WEBHOOK_SECRETS).

In a test, on a free port of the same process, with webhooks collected instead of sent:

    with running_sandbox(webhook_secrets=("whsec_suite",)) as sandbox:
        client = StripeClient("sk_test_x", base_addresses={"api": sandbox.base_url})
        session = client.v1.checkout.sessions.create({...})
        sandbox.pay(session.id)      # decline bank_debit settle fail expire refund open_dispute …
        sandbox.advance(31 * 60)     # what would happen by then happens now: sessions expire
        sandbox.order_fault("/v1/checkout/sessions", "timeout", seconds=1)   # see faults.py
        sandbox.webhooks(duplicate=1, drop=0, delay=0, reorder=0)            # see events.py
        for payload, signature in sandbox.take_events():
            post_to_the_webhook_view(payload, HTTP_STRIPE_SIGNATURE=signature)

The same over HTTP, with JSON bodies, all POST:

    /_sandbox/sessions/<id>/pay|decline|bank_debit|settle|fail|expire   {"settle_after": 5}
    /_sandbox/charges/<id>/refund|dispute    /_sandbox/disputes/<id>/win|lose
    /_sandbox/refunds/<id>/succeed|fail      /_sandbox/refunds {"outcome": "pending"}
    /_sandbox/charges {"amount": 5000}       made in the dashboard, by no session
    /_sandbox/events/<id>/resend             /_sandbox/webhooks {"enabled": false}
    /_sandbox/faults {"path": "/v1/refunds", "kind": "error_500", "times": 2}   {"clear": true}
    /_sandbox/clock {"advance_seconds": 1860}    /_sandbox/tax {"percent": 7.25}
    /_sandbox/reset

`validate_params("checkout.sessions.create", params)` checks parameters against the installed
SDK's own types, without a server.
"""

from programs.sandbox.server import Sandbox, running_sandbox
from programs.sandbox.validation import validate_params

__all__ = ["Sandbox", "running_sandbox", "validate_params"]
