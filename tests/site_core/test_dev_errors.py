import pytest

pytestmark = pytest.mark.django_db


def test_an_unknown_address_shows_the_sites_own_page_in_debug_mode_too(client, settings):
    settings.DEBUG = True
    for address in ("/nothing/like/it/", "/no-slash.txt"):
        response = client.get(address)
        assert response.status_code == 404
        assert b"Page not found at" not in response.content
        assert b'id="main"' in response.content


def test_the_icon_is_where_browsers_look(client):
    assert client.get("/favicon.ico", follow=False)["Location"].endswith("img/favicon.ico")
