"""The admin as staff use it: every page type, block, snippet, setting and list opens and saves."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.blocks import StreamBlock, StructBlock
from wagtail.blocks.list_block import ListBlock
from wagtail.fields import StreamField
from wagtail.models import Page, Site, get_page_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.models import HomePage
from programs.models import Cohort, DiscountCode, Lead, Order, OutboxEmail
from site_core.models import Person, PromoSettings, SiteSettings, Topic, UniversityProduct
from tests.factories import (
    make_confirmed_order,
    make_discount_code,
    make_home_page,
    make_person,
    make_staff_member,
)

pytestmark = pytest.mark.django_db

OUR_APPS = {"site_core", "home", "podcast", "programs"}
OUR_PAGE_TYPES = [model for model in get_page_models() if model._meta.app_label in OUR_APPS]
STAFF_LISTS = [Cohort, Order, DiscountCode, Lead, OutboxEmail]
SNIPPETS = [Person, Topic, UniversityProduct]


@pytest.fixture
def administrator(client):
    client.force_login(make_staff_member("Administrator"))
    return client


@pytest.fixture
def demo(settings):
    call_command("load_demo", verbosity=0)


def desk(model, view, *args):
    return reverse(f"{model._meta.app_label}_{model._meta.model_name}_modeladmin_{view}", args=args)


def snippet(model, view, *args):
    return reverse(f"wagtailsnippets_{model._meta.label_lower.replace('.', '_')}:{view}", args=args)


def our_blocks(*, with_a_choice=False):
    """Every block of a stream; `with_a_choice`, those that an editor picks among others."""
    waiting = [
        field.stream_block
        for model in OUR_PAGE_TYPES
        for field in model._meta.get_fields()
        if isinstance(field, StreamField)
    ]
    found = {}
    while waiting:
        block = waiting.pop()
        if isinstance(block, StreamBlock) and (len(block.child_blocks) > 1 or not with_a_choice):
            found |= {child.definition_prefix: child for child in block.child_blocks.values()}
        if isinstance(block, StreamBlock | StructBlock):
            waiting += block.child_blocks.values()
        elif isinstance(block, ListBlock):
            waiting.append(block.child_block)
    return found


def not_ok(answers):
    return {name: status for name, status in answers.items() if status != 200}


def test_every_page_type_opens_for_adding_and_editing_and_shows_its_drafts(administrator, demo):
    answers = {}
    for model in OUR_PAGE_TYPES:
        page = model.objects.first()
        name = model.__name__
        assert page, f"The demo has no {name}"
        answers[name, "edit"] = administrator.get(
            reverse("wagtailadmin_pages:edit", args=[page.pk])
        ).status_code
        draft = page.save_revision()
        for mode, _ in page.preview_modes:
            address = reverse("wagtailadmin_pages:revisions_view", args=[page.pk, draft.pk])
            answers[name, mode] = administrator.get(address, {"mode": mode}).status_code
        if model is not HomePage and model.can_create_at(page.get_parent().specific):
            address = reverse(
                "wagtailadmin_pages:add",
                args=[page._meta.app_label, page._meta.model_name, page.get_parent().pk],
            )
            answers[name, "add"] = administrator.get(address).status_code
    assert not_ok(answers) == {}


@pytest.mark.parametrize("content", ["empty site", "demo"])
def test_every_block_shows_itself_in_the_picker(administrator, request, content):
    if content == "demo":
        request.getfixturevalue("demo")
    else:
        make_home_page()
    answers = {}
    for identity, block in our_blocks().items():
        response = administrator.get(reverse("wagtailadmin_block_preview"), {"id": identity})
        answers[block.name] = response.status_code
    assert len(answers) > 20
    assert not_ok(answers) == {}


def test_every_block_says_what_it_is_for_and_where_it_belongs():
    speechless = [
        block.name
        for block in our_blocks(with_a_choice=True).values()
        if not (block.is_previewable and block.get_description() and block.meta.group)
    ]
    assert speechless == []


def test_people_topics_and_products_are_listed_opened_and_previewed(administrator):
    make_person()
    Topic.objects.create(name="Compassion", slug="compassion")
    UniversityProduct.objects.create(name="Function first", description="A short course.")
    answers = {}
    for model in SNIPPETS:
        one = model.objects.first()
        for view, args in (("list", ()), ("add", ()), ("edit", (one.pk,)), ("history", (one.pk,))):
            answers[model.__name__, view] = administrator.get(
                snippet(model, view, *args)
            ).status_code
        draft = one.save_revision()
        answers[model.__name__, "draft"] = administrator.get(
            snippet(model, "revisions_view", one.pk, draft.pk)
        ).status_code
    assert not_ok(answers) == {}


def test_a_person_is_written_and_published(administrator):
    form = {
        "name": "Noor Haddad",
        "slug": "noor-haddad",
        "credentials": "BCBA",
        "action-publish": "1",
    }
    assert administrator.post(snippet(Person, "add"), form).status_code == 302
    assert administrator.get("/people/noor-haddad/").status_code == 200


@pytest.mark.parametrize("setting", [SiteSettings, PromoSettings])
def test_settings_open(administrator, setting):
    make_home_page()
    site = Site.objects.get(is_default_site=True)
    address = reverse("wagtailsettings:edit", args=["site_core", setting._meta.model_name, site.pk])
    assert administrator.get(address).status_code == 200


def test_a_changed_contact_address_stands_on_the_site_at_once(administrator):
    make_home_page()
    site = Site.objects.get(is_default_site=True)
    address = reverse("wagtailsettings:edit", args=["site_core", "sitesettings", site.pk])
    form = {
        "site_name": "Threshold Learning Consultancy",
        "short_name": "Threshold Learning",
        "contact_email": "hello@new-address.example",
        "footer_heading": "Stuck?",
        "footer_text": "Write to us.",
        "words_per_minute": "200",
        **nested_form_data(
            {"social_links": inline_formset([]), "podcast_links": inline_formset([])}
        ),
    }
    assert administrator.post(address, form).status_code == 302
    assert "hello@new-address.example" in administrator.get("/").content.decode()


@pytest.mark.parametrize("model", STAFF_LISTS)
def test_every_staff_list_opens_with_rows_is_searched_and_filtered(administrator, model):
    order = make_confirmed_order(discount_code=make_discount_code().code)
    Lead.objects.create(email="rosa@school.example", name="Rosa Ibarra")
    assert model.objects.exists()
    queries = {"list": {}, "search": {"q": "Dana's “100%”"}}
    project = order.cohort.project_id
    if model is Cohort:
        queries["by Project"] = {"project__page_ptr__exact": project}
    if model is Order:
        queries["by Project"] = {"cohort__project__page_ptr__exact": project}
    answers = {
        name: administrator.get(desk(model, "index"), query).status_code
        for name, query in queries.items()
    }
    assert not_ok(answers) == {}


def test_an_order_is_inspected_with_its_participants(administrator):
    order = make_confirmed_order(count=2)
    page = administrator.get(desk(Order, "inspect", order.pk))
    assert page.status_code == 200
    assert order.reference in page.content.decode()


def test_the_staff_search_finds_pages(administrator):
    make_person()
    home = make_home_page()
    response = administrator.get(reverse("wagtailadmin_pages:search"), {"q": home.title})
    assert response.status_code == 200
    assert Page.objects.get(pk=home.pk).title in response.content.decode()
