"""What a person sees: the checkout page, receipts, and the dashboard at `/`."""

import functools
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from programs.sandbox import ledger
from programs.sandbox.dashboard import dashboard_context, press_button
from programs.sandbox.errors import ApiError
from programs.sandbox.formats import dollars, local_time
from programs.sandbox.http import Request, Response
from programs.sandbox.state import Store

CHECKOUT_ROUTE = re.compile(r"^/c/pay/(cs_test_[A-Za-z0-9]+)(?:/(pay|decline|bank_debit))?$")
RECEIPT_ROUTE = re.compile(r"^/receipts/(ch_[A-Za-z0-9]+)$")
INVOICE_ROUTE = re.compile(r"^/invoices/(in_[A-Za-z0-9]+)(/pdf)?$")
FONT_ROUTE = re.compile(r"^/fonts/([a-z0-9-]+\.woff2)$")
STYLESHEET = Path(__file__).with_name("sandbox.css")


def answer_page(store: Store, request: Request) -> Response:
    """Anything that is not the API: HTML, or the little that a page needs."""
    if request.path == "/health":
        return Response.of_json({"status": "ok"})
    if request.path == "/sandbox.css":
        return Response(body=STYLESHEET.read_bytes(), headers={"Content-Type": "text/css"})
    if match := FONT_ROUTE.match(request.path):
        return _font(match[1])
    ledger.run_due(store)
    if match := CHECKOUT_ROUTE.match(request.path):
        return _checkout(store, request, match[1], match[2])
    if match := RECEIPT_ROUTE.match(request.path):
        return _receipt(store, match[1])
    if match := INVOICE_ROUTE.match(request.path):
        return _invoice(store, match[1])
    if request.method == "POST" and request.path.startswith("/do/"):
        return _press(store, request)
    if request.path == "/":
        return page("dashboard.html", **dashboard_context(store))
    return page("message.html", status=404, title="Nothing here")


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    response = Response.of_html(render_to_string(f"sandbox/{template}", context), status=status)
    # No form-action: Chromium applies it to redirects, and paying redirects to the site.
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def _checkout(store: Store, request: Request, session_id: str, verb: str | None) -> Response:
    session = store.find("checkout.session", session_id)
    if session is None:
        return page("message.html", status=404, title="There is no such checkout")
    if verb and request.method == "POST":
        return _buyer_did(store, request, session, verb)
    if session["status"] != "open":
        return page("closed.html", session=session, success_url=success_url(session))
    intent = store.find("payment_intent", session["payment_intent"])
    items = store.select("item", where={"_session": session_id}, oldest_first=True)
    custom_text = session["custom_text"]["submit"]
    return page(
        "checkout.html",
        session=session,
        items=[
            item
            | {
                "unit": dollars(item["price"]["unit_amount"] or 0),
                "sum": dollars(item["amount_total"]),
                "details": item["_details"],
            }
            for item in items
        ],
        total=dollars(session["amount_total"]),
        is_free=session["amount_total"] == 0,
        offers_bank_debit="us_bank_account" in session["payment_method_types"],
        message=custom_text["message"] if custom_text else "",
        ends_at=local_time(session["expires_at"]),
        error=intent and intent["last_payment_error"],
    )


def _buyer_did(store: Store, request: Request, session: dict[str, Any], verb: str) -> Response:
    form = request.form()
    details: dict[str, Any] = {"email": form.get("email"), "name": form.get("name")}
    try:
        if verb == "decline":
            ledger.decline(store, session["id"])
            return Response.redirect(f"/c/pay/{session['id']}")
        if verb == "bank_debit":
            action, _, seconds = form.get("then", "").partition("_after_")
            if action in ("settle", "fail") and seconds.isdecimal():
                details[f"{action}_after"] = int(seconds)
            session = ledger.pay_by_bank_debit(store, session["id"], **details)
        else:
            session = ledger.pay(store, session["id"], **details)
    except ledger.NotNow as refusal:
        session = refusal.session
        if session["status"] != "complete":
            return Response.redirect(f"/c/pay/{session['id']}")
    # The second click of two lands here too: paid once, and on to the same page.
    return Response.redirect(success_url(session))


def success_url(session: dict[str, Any]) -> str:
    return session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])


def _receipt(store: Store, charge_id: str) -> Response:
    paid = store.find("charge", charge_id)
    if paid is None:
        return page("message.html", status=404, title="There is no such receipt")
    items = store.select("item", where={"_session": paid["_session"]}, oldest_first=True)
    return page(
        "receipt.html",
        charge=paid,
        items=[item | {"sum": dollars(item["amount_total"])} for item in items],
        total=dollars(paid["amount"]),
        refunded=dollars(paid["amount_refunded"]) if paid["amount_refunded"] else "",
        paid_at=local_time(paid["created"]),
    )


def _invoice(store: Store, invoice_id: str) -> Response:
    """Stripe's page, and where Stripe gives out a PDF: here both are the same simple page."""
    invoice = store.find("invoice", invoice_id)
    if invoice is None:
        return page("message.html", status=404, title="There is no such invoice")
    return page(
        "invoice.html",
        invoice=invoice,
        items=[line | {"sum": dollars(line["amount"])} for line in invoice["lines"]["data"]],
        tax=dollars(invoice["total"] - invoice["subtotal"])
        if invoice["total"] != invoice["subtotal"]
        else "",
        total=dollars(invoice["total"]),
        paid_at=local_time(invoice["created"]),
    )


def _press(store: Store, request: Request) -> Response:
    try:
        press_button(store, request.path.removeprefix("/do/"), request.form())
    except (ApiError, ledger.NotNow, ValueError) as refusal:
        return page("message.html", status=409, title=str(refusal))
    anchor = request.form().get("back_to", "")
    return Response.redirect(f"/#{quote(anchor)}" if anchor else "/")


@functools.cache
def _font(name: str) -> Response:
    found = finders.find(f"fonts/{name}")
    if not found:
        return Response(404)
    headers = {"Content-Type": "font/woff2"}
    return Response(body=Path(found).read_bytes(), headers=headers)
