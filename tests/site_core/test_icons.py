import pytest
from django.contrib.staticfiles import finders
from PIL import Image

pytestmark = pytest.mark.django_db

WALL = (223, 234, 240)


def test_the_manifest_is_served_as_one_and_names_icons_of_the_size_it_says(client):
    response = client.get("/site.webmanifest")
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert "max-age=86400" in response.headers["Cache-Control"]
    icons = response.json()["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        (size, purpose) for size in ("192x192", "512x512") for purpose in ("any", "maskable")
    }
    for icon in icons:
        size = int(icon["sizes"].split("x")[0])
        assert icon["src"].endswith(".png")
        with Image.open(finders.find(f"img/icon-{size}.png")) as picture:
            assert picture.size == (size, size)


@pytest.mark.parametrize("size", [192, 512])
def test_what_a_launcher_cuts_off_holds_only_wall_and_sill(size):
    with Image.open(finders.find(f"img/icon-{size}.png")) as picture:
        assert picture.mode == "RGB"
        sill = range(int(size * 43 / 68), int(size * 47 / 68) + 1)
        outside = {
            picture.getpixel((x, y))
            for x in range(size)
            for y in range(size)
            if (x - size / 2) ** 2 + (y - size / 2) ** 2 > (0.4 * size) ** 2 and y not in sill
        }
    assert outside == {WALL}


def test_every_page_points_to_the_manifest_and_colors_both_schemes(client):
    page = client.get("/nothing/like/it/").content.decode()
    assert '<link rel="manifest" href="/site.webmanifest">' in page
    for scheme in ("light", "dark"):
        assert f'media="(prefers-color-scheme: {scheme})"' in page
