from urllib.parse import urlsplit

from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock

KNOWN_SITES = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "ted.com": "TED",
    "loom.com": "Loom",
    "spotify.com": "Spotify",
    "podcasts.apple.com": "Apple Podcasts",
    "docs.google.com": "Google Docs",
    "slideshare.net": "SlideShare",
}


class FigureValue(blocks.StructValue):
    @property
    def alt(self) -> str:
        """The words for this place, else those kept with the picture; none for a decoration."""
        picture = self["picture"]
        if getattr(picture, "decorative", False):
            return ""
        return getattr(picture, "contextual_alt_text", "") or picture.description


class FigureBlock(blocks.StructBlock):
    picture = ImageBlock()
    caption = blocks.CharBlock(required=False, max_length=240)
    credit = blocks.CharBlock(
        required=False,
        max_length=160,
        help_text="Left empty, the credit kept with the picture is shown.",
    )
    wide = blocks.BooleanBlock(
        required=False, help_text="Let it reach into the margin on large screens."
    )

    class Meta:
        icon = "image"
        group = "Pictures and sound"
        label = "Picture"
        label_format = "{caption}"
        description = "A picture with its caption and credit, standing on a sill."
        template = "blocks/figure_block.html"
        value_class = FigureValue
        form_layout = blocks.BlockGroup(
            children=["picture", "caption", "credit"], settings=["wide"]
        )

    def get_preview_value(self):
        picture = get_image_model().objects.order_by("pk").first()
        return self.normalize(
            {
                "picture": self.child_blocks["picture"].normalize(picture),
                "caption": "Where the door, the desks and the calm corner stand.",
                "credit": "",
                "wide": False,
            }
        )


class EmbedValue(blocks.StructValue):
    @property
    def site(self) -> str:
        """The other site's name, or its host when we don't know it by name."""
        host = (urlsplit(self["url"] or "").hostname or "").removeprefix("www.")
        known = (
            name
            for domain, name in KNOWN_SITES.items()
            if host == domain or host.endswith(f".{domain}")
        )
        return next(known, host)


class EmbedBlock(blocks.StructBlock):
    """A link drawn as a door. Nothing is fetched from the other site until the visitor goes there."""

    url = blocks.URLBlock(
        label="Address", help_text="The address of the video or page, as your browser shows it."
    )
    title = blocks.CharBlock(max_length=140)
    caption = blocks.CharBlock(
        required=False, max_length=240, help_text="What one sees there and how long it takes."
    )

    class Meta:
        icon = "media"
        group = "Pictures and sound"
        label = "Video or page elsewhere"
        label_format = "{title}"
        description = (
            "Leads to a video or page on another site. No one’s data goes there before they do."
        )
        template = "blocks/embed_block.html"
        value_class = EmbedValue
        preview_value = {
            "url": "https://www.youtube.com/watch?v=abc",
            "title": "A greeting at the door, filmed in a second grade",
            "caption": "Four minutes, with captions.",
        }
