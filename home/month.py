"""Reading and listening on one theme in one list, by the minutes they take."""

from dataclasses import dataclass

from django.apps import apps

ENTRIES = 5


@dataclass(frozen=True)
class Entry:
    kind: str  # "article" or "episode"
    page: object
    minutes: int


def month_entries(theme, most: int = ENTRIES) -> list[Entry]:
    """The newest articles and episodes on `theme` (on anything when there is none), the shortest first."""
    articles = apps.get_model("home.ArticlePage").objects.published().for_listing()
    episodes = apps.get_model("podcast.EpisodePage").objects.published().for_listing()
    if theme:
        articles, episodes = articles.on(theme), episodes.filter(topics=theme)
    heard = [Entry("episode", page, page.minutes) for page in episodes[: most // 2]]
    read = [Entry("article", page, page.minutes) for page in articles[: most - len(heard)]]
    return sorted([*read, *heard], key=lambda entry: entry.minutes)
