"""The registrar's desk in a real browser: nothing blocked by the content policy, nothing unreachable."""

import pytest
from playwright.sync_api import expect

from programs.models import Seat
from programs.money_received import open_issue
from tests.browser.conftest import PHONE
from tests.browser.test_pages import AXE
from tests.factories import (
    make_buyer,
    make_confirmed_order,
    make_held_order,
    make_staff_member,
    make_waiting_entry,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long password"
# Only what is ours: Wagtail's frame around it is not for us to mend.
RUN_AXE = """
async () => (await axe.run(document.querySelector(".desk"), {resultTypes: ["violations"]})).violations.map(
    (one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ").slice(0, 300)}`)
"""


def sign_in(site, page):
    make_staff_member("Registrar", email="reg@example.org", password=PASSWORD)
    page.goto(f"{site}/admin/")
    page.locator("[name=username]").fill("reg@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/admin/")


def what_is_wrong(page):
    page.add_script_tag(content=AXE)
    return page.evaluate(RUN_AXE)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (PHONE, "light")])
def test_every_page_of_the_desk_can_be_used_by_everybody(site, open_window, width, scheme):
    order = make_confirmed_order(count=2)
    make_held_order(cohort=order.cohort, buyer=make_buyer(email="hold@example.org"))
    make_waiting_entry(cohort=order.cohort, wanted=9, least=9)
    open_issue("duplicate", subject_key="pi_x", order=order, payment=order.payments.get())
    page = open_window(width=width, height=900, scheme=scheme)
    sign_in(site, page)
    assert what_is_wrong(page) == []
    cohort, base = order.cohort_id, f"{site}/admin/programs"
    for path in (
        f"cohort/desk/{cohort}/",
        f"cohort/cancel/{cohort}/",
        f"cohort/progress/{cohort}/",
        f"order/inspect/{order.pk}/",
        f"order/cancel/{order.pk}/",
        f"order/goodwill/{order.pk}/",
        f"order/move/{order.pk}/",
        f"order/buyer/{order.pk}/",
        "moneyissue/",
    ):
        page.goto(f"{base}/{path}")
        expect(page.locator(".desk h1")).to_be_visible()
        assert (path, what_is_wrong(page)) == (path, [])


def test_a_registrar_cancels_a_seat_from_the_roster(site, open_window):
    order = make_confirmed_order(count=2, discount_code="")
    page = open_window(width=1440, height=900)
    sign_in(site, page)
    page.get_by_role("link", name="Thrive, Winter evenings").click()
    page.get_by_role("link", name=order.reference).first.click()
    page.get_by_role("link", name="Cancel seats…").click()
    page.get_by_label("2: nobody named").uncheck()
    page.get_by_label("Percent of what was paid").fill("0")
    page.get_by_role("button", name="See what goes back").click()
    page.get_by_role("button", name="Cancel 1 seat, give $0.00 back").click()
    expect(page.locator(".messages")).to_contain_text("Cancelled.")
    states = list(order.seats.order_by("position").values_list("state", flat=True))
    assert states == [Seat.State.CANCELLED, Seat.State.CONFIRMED]
