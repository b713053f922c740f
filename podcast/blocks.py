"""Listening inside other pages."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Site
from wagtailmedia.blocks import AudioChooserBlock

from site_core.models import SiteSettings
from site_core.offers import offered


class SoundChooserBlock(AudioChooserBlock):
    """An audio file from the library."""

    def render_basic(self, value, context=None):
        return value.title if value else ""


class AudioBlock(blocks.StructBlock):
    """An episode of the show, or any audio file, playable inside a text."""

    episode = blocks.PageChooserBlock(
        page_type="podcast.EpisodePage",
        required=False,
        help_text="An episode of the show. Or choose a file below.",
    )
    audio = SoundChooserBlock(
        required=False, label="Audio file", help_text="For sound that isn't an episode."
    )
    caption = blocks.CharBlock(required=False, max_length=240)

    class Meta:
        icon = "media"
        group = "Pictures and sound"
        label = "Audio"
        description = "An episode of the show, or another recording, playable inside the text."
        template = "blocks/audio_block.html"

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned.get("episode")) == bool(cleaned.get("audio")):
            message = "Choose an episode or an audio file, one of the two."
            raise StructBlockValidationError({"episode": ValidationError(message)})
        return cleaned

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["episode"] = heard(value["episode"], context)
        context["audio"] = None if value["episode"] else value["audio"]
        return context

    def get_preview_value(self):
        return self.normalize(
            {
                "episode": newest_episode(),
                "audio": None,
                "caption": "Five minutes on what the second adult in the room can do.",
            }
        )


class PodcastPromoBlock(blocks.StructBlock):
    """The show, where to listen to it, and one episode to play in place."""

    heading = blocks.CharBlock(
        required=False, max_length=80, help_text="Left empty, the name of the show."
    )
    text = blocks.CharBlock(
        required=False, max_length=160, default="Our podcast, everywhere you listen."
    )
    episode = blocks.PageChooserBlock(
        page_type="podcast.EpisodePage",
        required=False,
        help_text="Left empty, what the page's topics offer, else the newest episode.",
    )

    class Meta:
        icon = "media"
        group = "After the text"
        label = "Podcast"
        description = "The show with links to the big apps, and one episode to play in place."
        template = "blocks/podcast_promo_block.html"

    def get_context(self, value, parent_context=None):
        from podcast.feed import find_show

        context = super().get_context(value, parent_context=parent_context)
        show = find_show()
        return {
            **context,
            "show": show,
            "heading": value["heading"] or (show.title if show else ""),
            "text": value["text"],
            "episode": heard(value["episode"] or offered("episode", context.get("page")), context)
            or newest_episode(),
            "links": platform_links(),
        }

    def get_preview_value(self):
        return self.normalize(
            {
                "heading": "",
                "text": "Our podcast, everywhere you listen.",
                "episode": newest_episode(),
            }
        )


def heard(page, context):
    """The chosen episode where visitors can hear it too; in a preview, drafts as well. None otherwise."""
    from podcast.models import EpisodePage

    if page is None:
        return None
    in_preview = getattr(context.get("request"), "is_preview", False)
    episodes = EpisodePage.objects.all() if in_preview else EpisodePage.objects.published()
    return episodes.for_listing().filter(pk=page.pk, audio__isnull=False).first()


def newest_episode():
    from podcast.models import EpisodePage

    return EpisodePage.objects.published().for_listing().first()


def platform_links() -> list:
    """Where to listen, of the default site: a block may be drawn without any request."""
    site = Site.objects.filter(is_default_site=True).first()
    return list(SiteSettings.for_site(site).podcast_links.all()) if site else []
