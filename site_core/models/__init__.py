from .chores import ChoreRun
from .documents import SiteDocument
from .images import SiteImage, SiteRendition
from .pages import BasePage
from .people import Person
from .products import ProductButton, UniversityProduct
from .settings import PodcastPlatformLink, PromoSettings, SiteSettings, SocialLink
from .topics import Topic
from .users import User

__all__ = [
    "BasePage",
    "ChoreRun",
    "Person",
    "PodcastPlatformLink",
    "ProductButton",
    "PromoSettings",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SiteSettings",
    "SocialLink",
    "Topic",
    "UniversityProduct",
    "User",
]
