import csv
import io
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from programs.choices import carry_out_due
from programs.models import AuditEntry, BuyerChoice, Cohort, Order, OutboxEmail, SeatLedger
from programs.outbox import send_due
from programs.staff.cohort_desk import MOST_DOORS
from tests.factories import (
    make_buyer,
    make_cohort,
    make_confirmed_order,
    make_discount_code,
    make_full_cohort,
    make_held_order,
    make_staff_member,
    make_waiting_entry,
)

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("http://evil.example")'


def address(name, pk):
    return reverse(f"programs_cohort_modeladmin_{name}", args=[pk])


@pytest.fixture
def registrar(client):
    member = make_staff_member("Registrar")
    client.force_login(member)
    return member


def give(client, cohort, **changes):
    answers = {"count": "2", "name": "Ana", "email": "ana@example.org", "tell": "on"}
    answers |= {"seen_gifts": "0"} | changes
    return client.post(address("desk", cohort.pk), answers)


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("name", ["desk", "roster", "orders", "cancel", "progress"])
@pytest.mark.parametrize("group", ["Editor", "Publisher"])
def test_only_the_desk_sees_it(client, group, name):
    cohort = make_cohort()
    client.force_login(make_staff_member(group))
    assert client.get(address(name, cohort.pk)).status_code == 302


def test_strangers_are_sent_to_sign_in(client):
    assert "/login/" in client.get(address("desk", make_cohort().pk))["Location"]


def test_everything_about_a_cohort_is_on_one_page(client, registrar, buy):
    cohort = make_cohort(capacity=10)
    order = buy(cohort=cohort, count=2)
    hold = make_held_order(cohort=cohort, buyer=make_buyer(email="hold@example.org"))
    entry = make_waiting_entry(cohort=cohort, wanted=8, least=8)
    page = client.get(address("desk", cohort.pk))
    text = page.content.decode()
    for words in (order.reference, hold.reference, entry.email, "$790.00", "Nobody yet"):
        assert words in text
    numbers = page.context["numbers"]
    assert (numbers.sold, numbers.held, numbers.free, numbers.waiting) == (2, 1, 7, 1)
    assert len(numbers.doors) == 10
    assert page.context["money"] == {"received": 79000, "returned": 0, "net": 79000}


def test_an_empty_cohort_says_so(client, registrar):
    page = client.get(address("desk", make_cohort().pk)).content.decode()
    assert "Nobody has a seat yet." in page
    assert "No orders yet." in page


def test_queries_do_not_grow_with_the_rows(client, registrar, django_assert_max_num_queries):
    cohort = make_cohort(capacity=400)
    for number in range(3):
        make_confirmed_order(cohort=cohort, buyer=make_buyer(email=f"a{number}@example.org"))
    client.get(address("desk", cohort.pk))
    with django_assert_max_num_queries(200) as few:
        client.get(address("desk", cohort.pk))
    for number in range(30):
        make_confirmed_order(
            cohort=cohort, count=5, buyer=make_buyer(email=f"b{number}@example.org")
        )
    with django_assert_max_num_queries(len(few)):
        page = client.get(address("desk", cohort.pk))
    assert len(page.context["numbers"].doors) == MOST_DOORS
    assert len(page.context["seats"]) == 100


def test_seats_are_given_and_the_person_is_told(client, registrar):
    cohort = make_cohort(capacity=3)
    assert give(client, cohort).status_code == 303
    order = Order.objects.get()
    assert (order.origin, order.count, order.state) == ("comp", 2, Order.State.CONFIRMED)
    assert SeatLedger.objects.get().actor == registrar
    send_due()
    assert mail.outbox[0].to == ["ana@example.org"]


def test_a_double_click_gives_once(client, registrar):
    cohort = make_cohort()
    assert give(client, cohort).status_code == 303
    again = give(client, cohort)
    assert again.status_code == 422
    assert "perhaps by this very button" in again.content.decode()
    assert Order.objects.count() == 1


def test_more_seats_than_there_are_can_not_be_given_and_what_was_typed_stays(client, registrar):
    cohort = make_cohort(capacity=1)
    answer = give(client, cohort)
    assert answer.status_code == 422
    assert "Only 1 seat is left." in answer.content.decode()
    assert 'value="ana@example.org"' in answer.content.decode()
    assert not Order.objects.exists()


@pytest.mark.parametrize("changes", [{"count": "0"}, {"email": "ana"}, {"name": ""}])
def test_a_slip_gives_nothing(client, registrar, changes):
    assert give(client, make_cohort(), **changes).status_code == 422
    assert not Order.objects.exists()


def test_finance_may_look_but_not_give(client):
    cohort = make_cohort()
    client.force_login(make_staff_member("Finance"))
    assert give(client, cohort).status_code == 302
    assert not Order.objects.exists()


# --- Files


def test_what_a_stranger_typed_is_no_formula_in_the_files(client, registrar):
    cohort = make_cohort()
    order = make_confirmed_order(cohort=cohort, buyer=make_buyer(name=FORMULA, organization="  +1"))
    order.seats.update(participant_name=FORMULA, participant_email="lee@example.org")
    roster = rows_of(client.get(address("roster", cohort.pk)))
    assert roster[1][3] == f"'{FORMULA}"
    assert roster[1][5] == f"'{FORMULA}"
    orders = rows_of(client.get(address("orders", cohort.pk)))
    assert orders[1][4] == f"'{FORMULA}"
    assert orders[1][9:11] == ["395.0", "395.0"]


def test_the_lists_export_harmless_cells_too(client, registrar):
    make_confirmed_order(cohort=make_cohort(), buyer=make_buyer(name=FORMULA))
    listed = client.get(reverse("programs_order_modeladmin_index"), {"export": "csv"})
    text = b"".join(listed.streaming_content).decode()
    assert "HYPERLINK" in text
    assert f"'{FORMULA}".replace('"', '""') in text


# --- The form


def test_a_cohort_is_not_cancelled_by_its_form(client, registrar):
    cohort = make_cohort()
    page = client.get(reverse("programs_cohort_modeladmin_edit", args=[cohort.pk]))
    data = _posted(page)
    data["state"] = Cohort.State.CANCELLED
    answer = client.post(reverse("programs_cohort_modeladmin_edit", args=[cohort.pk]), data)
    assert answer.status_code == 200
    assert "A cohort is cancelled at its desk" in answer.content.decode()
    cohort.refresh_from_db()
    assert cohort.state == Cohort.State.PUBLISHED


@pytest.mark.parametrize("tell", [True, False])
def test_new_dates_are_told_unless_the_colleague_says_not_to(client, registrar, tell):
    order = make_confirmed_order(cohort=make_cohort())
    edit = reverse("programs_cohort_modeladmin_edit", args=[order.cohort_id])
    data = _posted(client.get(edit))
    data["sessions-0-starts_at"] = "2027-03-02 16:00"
    data["sessions-0-ends_at"] = "2027-03-02 17:30"
    if tell:
        data["tell_about_dates"] = "on"
    else:
        data.pop("tell_about_dates", None)
    assert client.post(edit, data).status_code == 302
    order.cohort.refresh_from_db()
    assert order.cohort.dates_version == 1
    assert OutboxEmail.objects.filter(kind="dates_changed").count() == int(tell)


def test_saving_without_a_change_of_dates_tells_nobody(client, registrar):
    first = timezone.now().replace(second=0, microsecond=0) + timedelta(days=30)
    cohort = make_cohort(sessions=[(first, first + timedelta(hours=1))])
    order = make_confirmed_order(cohort=cohort)
    edit = reverse("programs_cohort_modeladmin_edit", args=[order.cohort_id])
    data = _posted(client.get(edit)) | {"name": "Another name"}
    assert client.post(edit, data).status_code == 302
    order.cohort.refresh_from_db()
    assert (order.cohort.name, order.cohort.dates_version) == ("Another name", 0)


def _posted(page):
    """What a browser would send of the form as it is."""
    data = {}
    form = BeautifulSoup(page.content, "lxml").select_one("form[method=post] [name=capacity]")
    for field in form.find_parent("form").select("input, select, textarea"):
        name = field.get("name")
        if not name or "__prefix__" in name:
            continue
        if field.name == "select":
            chosen = field.select("option[selected]")
            if chosen or not field.has_attr("multiple"):
                data[name] = [option.get("value", "") for option in chosen] or ""
        elif field.name == "textarea":
            data[name] = field.text.strip("\n")
        elif field.get("type") == "checkbox":
            if field.has_attr("checked"):
                data[name] = field.get("value", "on")
        else:
            data[name] = field.get("value", "")
    return data


# --- Cancelling


def cancel(client, cohort, **changes):
    answers = {
        "because": "Too few people.",
        "answer": "refund",
        "answer_by": "2099-01-01",
        "code": cohort.code,
    }
    return client.post(address("cancel", cohort.pk), answers | changes)


def test_cancelling_shows_what_it_touches_and_needs_the_code(client, registrar, buy):
    order = buy(count=2)
    page = client.get(address("cancel", order.cohort_id)).content.decode()
    assert order.reference in page
    assert "$790.00" in page
    answer = cancel(client, order.cohort, code="WRONG")
    assert answer.status_code == 422
    assert "Too few people." in answer.content.decode()
    order.cohort.refresh_from_db()
    assert order.cohort.state == Cohort.State.PUBLISHED


def test_everybody_gets_their_choice_and_progress_shows_it(client, registrar, buy):
    cohort, to = make_cohort(capacity=5), make_cohort()
    a, b, c = (buy(cohort=cohort, buyer=make_buyer(email=f"{n}@example.org")) for n in "abc")
    answer = cancel(client, cohort, **{f"row-{b.pk}": f"move-{to.pk}", f"row-{c.pk}": "ask"})
    assert answer["Location"] == address("progress", cohort.pk)
    page = client.get(address("progress", cohort.pk))
    assert "Refresh" not in page  # a colleague may be choosing for the one who was asked
    carry_out_due()
    page = client.get(address("progress", cohort.pk))
    assert (page.context["done"], page.context["open"], page.context["failed"]) == (2, 1, 0)
    for order in (a, b, c):
        order.refresh_from_db()
    assert [order.state for order in (a, b, c)] == ["refunded", "confirmed", "confirmed"]
    assert b.cohort == to
    entry = AuditEntry.objects.get(action="cohort.cancelled")
    assert (entry.actor, entry.cohort) == (registrar, cohort)


def test_nobody_is_promised_a_seat_that_is_not_there(client, registrar, buy):
    order, small = buy(count=2), make_cohort(capacity=1)
    answer = cancel(client, order.cohort, answer=f"move-{small.pk}")
    assert answer.status_code == 422
    assert "which has 1 free" in answer.content.decode()
    order.cohort.refresh_from_db()
    assert order.cohort.state == Cohort.State.PUBLISHED


def test_a_code_shows_the_orders_that_used_it(client, buy):
    make_discount_code()
    order = buy(discount_code="SPRING")
    client.force_login(make_staff_member("Finance"))
    code = order.discount_use.code
    page = client.get(reverse("programs_discountcode_modeladmin_inspect", args=[code.pk]))
    assert order.reference in page.content.decode()
    assert "$79.00, used" in page.content.decode()


def test_cancelling_twice_is_cancelling_once(client, registrar, buy):
    order = buy()
    for _ in range(2):
        assert cancel(client, order.cohort).status_code == 303
    assert order.choices.count() == 1


def test_progress_looks_again_by_itself_until_all_is_done(client, registrar, buy):
    order = buy()
    cancel(client, order.cohort)
    assert client.get(address("progress", order.cohort_id))["Refresh"] == "5"
    carry_out_due()
    assert "Refresh" not in client.get(address("progress", order.cohort_id))


def test_a_colleague_answers_for_a_buyer_on_the_phone(client, registrar, buy):
    order = buy()
    cancel(client, order.cohort, answer="ask")
    choice = order.choices.get()
    for _ in range(2):
        assert client.post(address("answer", choice.pk), {"answer": "refund"}).status_code == 303
    choice.refresh_from_db()
    assert (choice.state, choice.answered_by) == (BuyerChoice.State.DONE, registrar)


@pytest.mark.parametrize("said", ["", "nonsense", "move-999999"])
def test_a_hostile_answer_does_nothing(client, registrar, buy, said):
    order = buy()
    cancel(client, order.cohort, answer="ask")
    choice = order.choices.get()
    client.post(address("answer", choice.pk), {"answer": said})
    choice.refresh_from_db()
    assert choice.state == BuyerChoice.State.OPEN


def test_finance_may_not_cancel_a_cohort(client, buy):
    order = buy()
    client.force_login(make_staff_member("Finance"))
    assert cancel(client, order.cohort).status_code == 302
    order.cohort.refresh_from_db()
    assert order.cohort.state == Cohort.State.PUBLISHED


def test_a_full_cohort_lists_who_waits_with_their_place(client, registrar):
    cohort = make_full_cohort()
    first, second = make_waiting_entry(cohort=cohort), make_waiting_entry(cohort=cohort)
    waiting = client.get(address("desk", cohort.pk)).context["waiting"]
    assert [(row["place"], row["entry"]) for row in waiting] == [(1, first), (2, second)]
