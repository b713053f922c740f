"""Who may post a public form, and whose address we take a visitor's to be."""

import pytest
from django.http import HttpResponse

from site_core.middleware import ProxyAddressMiddleware
from tests.factories import make_download_page, make_standard_page

pytestmark = pytest.mark.django_db

FORM = {"email": "joy@school.example", "accept_privacy": "on"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),  # a program, or a browser too old to say
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.example"}, 403),
        ({"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}, 303),
    ],
)
def test_a_public_form_is_taken_from_our_own_pages_only(client, headers, status):
    guide = make_download_page()
    assert client.post(guide.url, FORM, headers=headers).status_code == status


def test_a_public_page_has_no_token_and_sets_no_cookie(client):
    response = client.get(make_download_page().url)
    assert b"csrfmiddlewaretoken" not in response.content
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_without_a_form_takes_nothing_in(client, method):
    assert getattr(client, method)(make_standard_page(title="About us").url).status_code == 405


def test_the_staff_area_keeps_its_token(django_user_model):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/admin/login/", {"username": "a@b.example", "password": "x"})
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(rf, forwarded, address):
    request = rf.get("/", HTTP_X_FORWARDED_FOR=forwarded)
    ProxyAddressMiddleware(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address
