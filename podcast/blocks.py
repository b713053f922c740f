"""Listening inside other pages."""

from wagtail import blocks

from site_core.offers import offered


class AudioBlock(blocks.StructBlock):
    episode = blocks.PageChooserBlock(page_type="podcast.EpisodePage", label="Episode")
    caption = blocks.CharBlock(required=False, max_length=240)

    class Meta:
        icon = "media"
        group = "Pictures and sound"
        label = "Episode"
        description = "An episode of the show, playable inside the text."
        template = "blocks/audio_block.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["episode"] = heard(value["episode"])
        return context

    def get_preview_value(self):
        return self.normalize({"episode": first_episode(), "caption": "Thirty seconds are enough to decide."})


class PodcastPromoBlock(blocks.StructBlock):
    """The show, where to listen to it, and one episode."""

    heading = blocks.CharBlock(
        required=False, max_length=80, help_text="Left empty, the name of the show."
    )
    text = blocks.CharBlock(max_length=160, default="Our podcast, everywhere you listen.")
    episode = blocks.PageChooserBlock(
        page_type="podcast.EpisodePage",
        required=False,
        help_text="Left empty, what the topics of the page offer.",
    )

    class Meta:
        icon = "media"
        group = "After the text"
        label = "Podcast"
        description = "The show with links to the big apps, and one episode to play in place."
        template = "blocks/podcast_promo_block.html"

    def get_context(self, value, parent_context=None):
        from podcast.models import PodcastPage

        context = super().get_context(value, parent_context=parent_context)
        context["show"] = PodcastPage.objects.live().public().first()
        context["heading"] = value["heading"] or (context["show"].title if context["show"] else "")
        context["episode"] = heard(value["episode"] or offered("episode", context.get("page")))
        return context

    def get_preview_value(self):
        return self.normalize(
            {"heading": "", "text": "Our podcast, everywhere you listen.", "episode": first_episode()}
        )


def heard(page):
    """The episode if anyone may hear it, else None."""
    episode = page.specific if page else None
    return episode if episode and episode.is_published() else None


def first_episode():
    from podcast.models import EpisodePage

    return EpisodePage.objects.published().first()
