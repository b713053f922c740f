from .audio import Audio
from .pages import Chapter, EpisodePage, EpisodePerson, PodcastPage

__all__ = ["Audio", "Chapter", "EpisodePage", "EpisodePerson", "PodcastPage"]
