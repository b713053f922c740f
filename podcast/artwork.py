"""Square artwork in the form podcast directories accept: JPEG, RGB, 1400 to 3000 pixels, no transparency.

Source: https://podcasters.apple.com/support/896-artwork-requirements
"""

from urllib.parse import urljoin

from django.conf import settings
from django.core.exceptions import ValidationError

SMALLEST = 1400
LARGEST = 3000
# Wagtail lays a white ground under transparency when it writes JPEG, puts the picture's own name and
# this rule into the file's name, and gives a replaced picture a new name: new art has a new address,
# as directories ask. Short, because the whole name is cut at 100 characters.
FILTER = f"fill-{LARGEST}x{LARGEST}|format-jpeg"


def require_artwork(image, field: str = "artwork") -> None:
    """Raises ValidationError when podcast apps would refuse the picture."""
    if image is None:
        return
    if image.is_svg():
        raise ValidationError(
            {field: "Podcast apps can't show drawings in SVG. Choose a JPEG or PNG."}
        )
    if min(image.width, image.height) < SMALLEST:
        raise ValidationError(
            {
                field: (
                    f"This picture is {image.width} × {image.height} pixels. Podcast apps need at least "
                    f"{SMALLEST} × {SMALLEST}."
                )
            }
        )


def artwork_url(image) -> str:
    """The absolute address of the square JPEG; empty when there is no picture."""
    if image is None or image.is_svg():
        return ""
    return urljoin(f"{settings.SITE_URL}/", image.get_rendition(FILTER).url)
