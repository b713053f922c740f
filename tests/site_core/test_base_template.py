import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(client):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    return response


def shown(template, path="/", **context):
    return engines["django"].from_string(template).render(context, RequestFactory().get(path))


def test_a_missing_page_is_answered_with_the_designed_page(lost):
    assert b"No room behind this door." in lost.content
    assert b'action="/search/"' in lost.content


def test_public_pages_carry_nothing_the_strict_policy_forbids(lost):
    assert not re.findall(r"<style| style=|<script(?![^>]*src=)|\son\w+=", lost.text)


def test_a_visitor_without_a_session_gets_none(lost):
    assert not lost.cookies
    assert "Cookie" not in lost.headers.get("Vary", "")
    assert "wagtail-userbar" not in lost.text


def test_the_page_starts_with_a_way_past_the_header(lost):
    assert lost.text.index('href="#main"') < lost.text.index("<header")
    assert '<main id="main">' in lost.text


@pytest.mark.parametrize(
    "path,word",
    [
        ("/blog/burnout/", "Articles"),
        ("/podcast/", "Podcast"),
        ("/programs/project-thrive/", "Projects"),
        ("/guides/x/", "Guides"),
    ],
)
def test_the_section_we_are_in_has_the_lit_door(path, word):
    page = shown('{% extends "base.html" %}', path)
    assert re.findall(r'aria-current="true">(\w+)<', page) == [word]


def test_a_page_without_facts_for_sharing_still_has_a_picture():
    page = shown('{% extends "base.html" %}')
    assert 'property="og:image" content="http://testserver/static/img/share.png"' in page


def test_what_a_view_says_for_sharing_is_used():
    page = shown(
        '{% extends "base.html" %}',
        meta_title="Seats & doors",
        canonical_url="https://x.example/a/",
        noindex=True,
    )
    assert "<title>Seats &amp; doors | " in page
    assert '<link rel="canonical" href="https://x.example/a/">' in page
    assert '<meta name="robots" content="noindex">' in page


def test_the_page_for_a_broken_server_needs_no_context_and_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        page = render_to_string("500.html")
    assert "This door is stuck." in page


class Sample(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="Your receipt goes here.")
    agree = forms.BooleanField(label="I agree")
    pay_by = forms.ChoiceField(
        label="Pay by", choices=[("card", "Card")], widget=forms.RadioSelect, required=False
    )


def field(form, name):
    return render_to_string("components/field.html", {"field": form[name]})


def test_hint_and_error_are_tied_to_the_field_and_the_value_is_kept():
    html = field(Sample({"email": "dana@nowhere"}), "email")
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="dana@nowhere"' in html
    assert (
        html.index("Your receipt goes here.") < html.index("<input") < html.index("Enter a valid")
    )


def test_a_field_without_errors_has_no_trace_of_them():
    html = field(Sample(), "email")
    assert "aria-invalid" not in html
    assert "_error" not in html


def test_a_box_to_tick_stands_before_its_label():
    html = field(Sample(), "agree")
    assert html.index("<input") < html.index("<label")


def test_choices_are_one_group_with_a_name():
    html = field(Sample(), "pay_by")
    assert "<legend>Pay by" in html
    assert 'for="id_pay_by_0"' in html


def test_the_summary_counts_what_is_to_be_fixed_and_links_to_it():
    html = render_to_string("components/error_summary.html", {"form": Sample({"email": ""})})
    assert "2 things to fix." in html
    assert 'href="#id_email"' in html
    assert render_to_string("components/error_summary.html", {"form": Sample()}).strip() == ""


def test_pages_of_a_listing_keep_the_rest_of_the_query():
    page_obj = Paginator(range(100), 10).get_page(2)
    html = shown(
        '{% include "components/pagination.html" with page_obj=page_obj %}',
        "/blog/?topic=care&page=2",
        page_obj=page_obj,
    )
    assert 'href="?topic=care&amp;page=3"' in html
    assert 'rel="prev" href="?topic=care"' in html
    assert re.search(r'aria-current="page">.*2</span>', html)
