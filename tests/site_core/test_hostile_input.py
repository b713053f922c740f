"""Addresses and forms as a scanner would fill them: a polite answer, never a fault of ours."""

import pytest

from home.models import ArticleIndexPage
from tests.factories import add_page, make_cohort, make_download_page, make_home_page

NASTY = [
    "%00",
    "a%00b",
    "%ff",
    "%27%20OR%201=1--",
    "..%2f..%2fetc%2fpasswd",
    "%F0%9F%9A%AA",
    "9" * 40,
]
ADDRESSES = [
    "/enroll/{}/",
    "/orders/{}/",
    "/seats/{}/",
    "/guides/get/{}/",
    "/people/{}/",
    "/topics/{}/",
    "/blog/{}/",
    "/media/{}",
    "/blog/?topic={}&page={}",
    "/search/?q={}&kind={}&page={}",
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_nasty_address_is_answered(client, address):
    add_page(ArticleIndexPage, make_home_page(), title="Articles", slug="blog")
    answers = {nasty: client.get(address.replace("{}", nasty)).status_code for nasty in NASTY}
    assert {
        nasty: status for nasty, status in answers.items() if status not in {200, 400, 404}
    } == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "nasty", ["\0", "a\0b", "'\"<script>", "9" * 40, "\r\nBcc: x@y.example", "x" * 9000]
)
def test_nasty_words_in_forms_are_refused_beside_their_fields(client, nasty):
    cohort, guide = make_cohort(), make_download_page()
    forms = {
        f"/enroll/{cohort.code}/": [
            "quantity",
            "buyer_name",
            "buyer_email",
            "organization",
            "discount_code",
            "accept_terms",
            "pay_by",
        ],
        guide.url: ["name", "email", "role", "accept_privacy", "came_from"],
    }
    for address, fields in forms.items():
        response = client.post(address, dict.fromkeys(fields, nasty))
        assert response.status_code == 422
    cohort.refresh_from_db()
    assert cohort.reserved == 0
