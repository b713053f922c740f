from .audio import Audio
from .episodes import Chapter, EpisodePage, EpisodePerson
from .roles import Role
from .show import FeedVersion, PodcastPage, ShowFunding, ShowHost

__all__ = [
    "Audio",
    "Chapter",
    "EpisodePage",
    "EpisodePerson",
    "FeedVersion",
    "PodcastPage",
    "Role",
    "ShowFunding",
    "ShowHost",
]
