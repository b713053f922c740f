"""What each group of staff sees in the admin, and what it is refused."""

import json
import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Workflow

from programs.models import (
    BooksCheck,
    Cohort,
    DiscountCode,
    Lead,
    MoneyDay,
    MoneyIssue,
    Order,
    OutboxEmail,
)
from site_core.models import PromoSettings, SiteSettings, User
from tests.factories import (
    make_cohort,
    make_confirmed_order,
    make_discount_code,
    make_person,
    make_staff_member,
    make_standard_page,
)

pytestmark = pytest.mark.django_db

CONTENT = {"Pages", "Shared content", "Images", "Media", "Documents", "Reports"}
DESK = {"Cohorts", "Orders", "Money to look at", "Leads", "Letters"}
MONEY = {"Money to look at", "Money by day", "Books check"}
MENUS = {
    "Editor": CONTENT,
    "Publisher": CONTENT | {"Settings"},
    "Registrar": DESK,
    "Finance": {"Orders", "Discount codes"} | MONEY,
    "Administrator": CONTENT | DESK | MONEY | {"Discount codes", "Settings"},
}
STAFF_LISTS = {
    "Cohorts": Cohort,
    "Orders": Order,
    "Money to look at": MoneyIssue,
    "Money by day": MoneyDay,
    "Books check": BooksCheck,
    "Discount codes": DiscountCode,
    "Leads": Lead,
    "Letters": OutboxEmail,
}
GROUPS = list(MENUS)


@pytest.fixture
def sign_in(client):
    def as_member_of(group):
        client.force_login(make_staff_member(group))
        return client

    return as_member_of


def menu_labels(response):
    """The first level of the sidebar, which every screen carries as JSON."""
    props = re.search(
        r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>',
        response.content.decode(),
        re.DOTALL,
    )
    (menu,) = [
        module
        for module in json.loads(props[1])["modules"]
        if module["_type"] == "wagtail.sidebar.MainMenuModule"
    ]
    return {item["_args"][0]["label"] for item in menu["_args"][0]} - {"Help"}


def is_refused(response):
    """Wagtail sends those who may not back to the front page of the admin, with a message."""
    return response.status_code == 403 or (
        response.status_code == 302 and response["Location"] == reverse("wagtailadmin_home")
    )


def list_address(model):
    return reverse(f"{model._meta.app_label}_{model._meta.model_name}_modeladmin_index")


def edit_address(model, pk):
    return reverse(f"{model._meta.app_label}_{model._meta.model_name}_modeladmin_edit", args=[pk])


def page_form(page, **changes):
    """What a browser sends when it saves a StandardPage with an empty body."""
    return {
        "title": page.title,
        "slug": page.slug,
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **changes,
    }


@pytest.mark.parametrize("group", GROUPS)
def test_the_menu_shows_what_the_group_works_with_and_no_more(sign_in, group):
    response = sign_in(group).get("/admin/")
    assert menu_labels(response) == MENUS[group]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("label", STAFF_LISTS)
def test_a_list_outside_the_menu_is_refused_when_its_address_is_typed(sign_in, group, label):
    response = sign_in(group).get(list_address(STAFF_LISTS[label]))
    if label in MENUS[group]:
        assert response.status_code == 200
    else:
        assert is_refused(response)


@pytest.mark.parametrize("group", GROUPS)
def test_only_who_edits_pages_may_open_one(sign_in, group):
    page = make_standard_page()
    response = sign_in(group).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    if "Pages" in MENUS[group]:
        assert response.status_code == 200
    else:
        assert is_refused(response)


def test_an_editor_saves_drafts_and_cannot_publish(sign_in):
    page = make_standard_page(title="Old words")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    changes = page_form(page, title="New words", **{"action-publish": "1"})
    assert sign_in("Editor").post(address, changes).status_code == 302
    page.refresh_from_db()
    assert page.title == "Old words"
    assert page.get_latest_revision_as_object().title == "New words"


def test_a_publisher_publishes(sign_in):
    page = make_standard_page(title="Old words")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    changes = page_form(page, title="New words", **{"action-publish": "1"})
    assert sign_in("Publisher").post(address, changes).status_code == 302
    page.refresh_from_db()
    assert page.title == "New words"


def test_publishers_approve_what_editors_submit():
    page = make_standard_page()
    editor, publisher = make_staff_member("Editor"), make_staff_member("Publisher")
    page.save_revision()
    state = Workflow.objects.get().start(page, editor)
    task = state.current_task_state.task.specific
    assert task.user_can_access_editor(page, publisher)
    assert {name for name, *_ in task.get_actions(page, publisher)} >= {"approve", "reject"}
    assert task.get_actions(page, editor) == []


def test_an_editor_drafts_a_person_without_changing_the_published_one(sign_in):
    person = make_person(name="Elena Marsh")
    address = reverse("wagtailsnippets_site_core_person:edit", args=[person.pk])
    client = sign_in("Editor")
    assert client.get(address).status_code == 200
    client.post(address, {"name": "Elena March", "slug": person.slug, "action-publish": "1"})
    person.refresh_from_db()
    assert person.name == "Elena Marsh"
    assert person.get_latest_revision_as_object().name == "Elena March"


@pytest.mark.parametrize("setting", [SiteSettings, PromoSettings])
@pytest.mark.parametrize("group", GROUPS)
def test_settings_belong_to_publishers_and_administrators(sign_in, group, setting):
    make_standard_page()
    address = reverse("wagtailsettings:edit", args=["site_core", setting._meta.model_name])
    response = sign_in(group).get(address, follow=True)
    is_allowed = group in {"Publisher", "Administrator"}
    assert ("id_contact_email" in response.content.decode()) == (
        is_allowed and setting is SiteSettings
    )
    assert ("Default promotions" in response.content.decode()) == is_allowed


@pytest.mark.parametrize("group", GROUPS)
def test_people_with_a_login_are_the_administrators_to_keep(sign_in, group):
    client = sign_in(group)
    for name in ("wagtailusers_users:index", "wagtailusers_groups:index", "wagtailsites:index"):
        response = client.get(reverse(name))
        assert (response.status_code == 200) == (group == "Administrator")
        assert is_refused(response) == (group != "Administrator")


def test_a_registrar_changes_a_cohort_and_only_looks_at_orders(sign_in):
    cohort, order = make_cohort(), make_confirmed_order()
    client = sign_in("Registrar")
    assert client.get(edit_address(Cohort, cohort.pk)).status_code == 200
    assert is_refused(client.get(edit_address(Order, order.pk)))


def test_finance_changes_a_discount_code_and_no_cohort(sign_in):
    cohort, code = make_cohort(), make_discount_code()
    client = sign_in("Finance")
    assert client.get(edit_address(DiscountCode, code.pk)).status_code == 200
    assert is_refused(client.get(edit_address(Cohort, cohort.pk)))


@pytest.mark.parametrize("group", ["Registrar", "Finance"])
def test_those_who_keep_the_books_see_no_files(sign_in, group):
    client = sign_in(group)
    for name in ("wagtailimages:index", "wagtaildocs:index", "wagtailmedia:index"):
        assert is_refused(client.get(reverse(name)))


def test_someone_without_a_group_does_not_enter(client):
    client.force_login(User.objects.create_user("nobody@example.org", "a long password"))
    assert client.get("/admin/").status_code in {302, 403}


def test_wagtails_own_groups_are_replaced():
    assert set(Group.objects.values_list("name", flat=True)) == set(GROUPS)
