import pytest

from tests.factories import make_person, make_standard_page

pytestmark = pytest.mark.django_db


def test_the_sitemap_has_what_is_public_with_whole_addresses(client):
    make_standard_page(title="About", slug="about")
    make_standard_page(title="Hidden", slug="hidden", hide_from_search_engines=True)
    make_standard_page(title="Draft", slug="draft", live=False)
    make_person(name="Elena Marsh")
    listed = client.get("/sitemap.xml").content.decode()
    assert "<loc>http://testserver/about/</loc>" in listed
    assert "<loc>http://testserver/people/elena-marsh/</loc>" in listed
    assert "hidden" not in listed and "draft" not in listed


def test_robots_are_kept_from_private_addresses_and_shown_the_sitemap(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /orders/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
