"""Cohorts and discount codes as staff type them: what is saved, and what is refused beside its field."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from programs.models import Cohort, DiscountCode
from programs.models.cents import DollarsField
from tests.factories import (
    make_cohort,
    make_confirmed_order,
    make_discount_code,
    make_project_page,
    make_staff_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client):
    client.force_login(make_staff_member("Administrator"))
    return client


def desk(model, view, *args):
    return reverse(f"programs_{model._meta.model_name}_modeladmin_{view}", args=args)


def cohort_form(project, **changes):
    """What a browser sends when a cohort with two prices and one session is saved."""
    first = datetime(2031, 1, 14, 16, 0, tzinfo=ZoneInfo("America/New_York"))
    prices = [
        {"kind": "list", "amount_cents": "395", "min_seats": "", "ends_at": ""},
        {
            "kind": "early_bird",
            "amount_cents": "$345.00",
            "min_seats": "",
            "ends_at": "2030-12-01 23:59",
        },
    ]
    sessions = [
        {
            "title": "Setting the room",
            "starts_at": f"{first:%Y-%m-%d %H:%M}",
            "ends_at": f"{first + timedelta(minutes=90):%Y-%m-%d %H:%M}",
        }
    ]
    return {
        "project": project.pk,
        "name": "Winter evenings",
        "code": "THRIVE-2031-01",
        "state": "published",
        "format": "online",
        "location": "",
        "schedule_text": "Tuesdays",
        "time_zone": "America/New_York",
        "opens_at": f"{timezone.localtime() - timedelta(days=1):%Y-%m-%d %H:%M}",
        "closes_at": "2031-01-10 17:00",
        "capacity": "12",
        "overbook": "0",
        "max_seats_per_order": "10",
        "refund_full_days": "14",
        "refund_percent_after": "50",
        **nested_form_data(
            {"price_rules": inline_formset(prices), "sessions": inline_formset(sessions)}
        ),
        **changes,
    }


def test_a_cohort_with_prices_and_sessions_is_made_in_the_form_and_can_be_bought(administrator):
    project = make_project_page()
    response = administrator.post(desk(Cohort, "create"), cohort_form(project))
    assert response.status_code == 302, response.context_data["form"].errors
    cohort = Cohort.objects.get()
    assert cohort.price_now_cents == 34500
    assert cohort.sessions.count() == 1
    assert f'href="{cohort.enroll_path}"' in administrator.get(project.url).content.decode()


def kept(prices):
    """The rows of price rules that are there already, as their form sends them back."""
    rows = [
        {"id": rule.pk, "kind": rule.kind, "amount_cents": f"{rule.amount_cents / 100:.2f}"}
        for rule in prices
    ]
    return nested_form_data({"price_rules": inline_formset(rows, initial=len(rows))})


def test_a_form_left_open_while_seats_were_sold_does_not_change_their_number(administrator):
    cohort = make_cohort(capacity=12)
    form = administrator.get(desk(Cohort, "edit", cohort.pk))
    assert form.status_code == 200
    make_confirmed_order(cohort=cohort, count=3)
    changes = cohort_form(cohort.project, code=cohort.code, name="Winter mornings")
    changes |= kept(cohort.price_rules.all())
    response = administrator.post(desk(Cohort, "edit", cohort.pk), changes)
    assert response.status_code == 302, response.context_data["form"].errors
    cohort.refresh_from_db()
    assert (cohort.name, cohort.reserved) == ("Winter mornings", 3)


def test_a_second_list_price_is_refused_beside_it(administrator):
    form = cohort_form(make_project_page())
    form |= {"price_rules-1-kind": "list", "price_rules-1-ends_at": ""}
    response = administrator.post(desk(Cohort, "create"), form)
    assert response.status_code == 200
    assert "There is such a price already." in response.content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "thrive 1"}, "code"),
        ({"capacity": "0"}, "capacity"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"closes_at": "2001-01-01 10:00"}, "closes_at"),
    ],
)
def test_a_mistake_in_a_cohort_is_answered_beside_its_field(administrator, wrong, field):
    response = administrator.post(desk(Cohort, "create"), cohort_form(make_project_page(), **wrong))
    assert response.status_code == 200
    errors = response.context_data["form"].errors
    assert field in errors or "__all__" in errors
    assert not Cohort.objects.exists()


def test_capacity_cannot_go_below_the_seats_taken(administrator):
    cohort = make_cohort(capacity=12)
    make_confirmed_order(cohort=cohort, count=3)
    changes = cohort_form(cohort.project, code=cohort.code, capacity="2")
    changes |= kept(cohort.price_rules.all())
    response = administrator.post(desk(Cohort, "edit", cohort.pk), changes)
    assert response.status_code == 200
    assert "More seats are taken than that: 3." in response.content.decode()


def test_a_discount_code_cannot_be_limited_below_its_uses(administrator):
    code = make_discount_code(max_uses=5)
    DiscountCode.objects.filter(pk=code.pk).update(uses=3)
    form = {"code": code.code, "kind": "percent", "percent": "20", "max_uses": "2"}
    response = administrator.post(desk(DiscountCode, "edit", code.pk), form)
    assert response.status_code == 200
    assert "More orders have used it than that: 3." in response.content.decode()


def test_a_cohort_cannot_be_deleted(administrator):
    cohort = make_cohort()
    administrator.post(desk(Cohort, "delete", cohort.pk))
    assert Cohort.objects.filter(pk=cohort.pk).exists()


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("395", 39500), ("$1,395.50", 139550), ("0.99", 99), (" 20 ", 2000), ("0.29", 29)],
)
def test_prices_are_typed_in_dollars_and_kept_in_cents(typed, cents):
    assert DollarsField().clean(typed) == cents


@pytest.mark.parametrize("typed", ["", "free", "-5", "3.999", "1e9", "99999999999"])
def test_what_is_no_price_is_refused(typed):
    with pytest.raises(ValidationError):
        DollarsField().clean(typed)


def test_a_price_is_shown_as_it_was_meant():
    field = DollarsField()
    assert field.prepare_value(39500) == "395.00"
    assert field.prepare_value("39x") == "39x"
    assert not field.has_changed(39500, "395")
    assert field.has_changed(39500, "396")
