"""The show's feed: which episodes it carries and what it says about each, in a constant number of queries."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Enclosure

from podcast.artwork import FILTER, artwork_url
from podcast.categories import split_category
from podcast.feed_html import LONGEST_DESCRIPTION, feed_html
from podcast.feed_writer import PodcastFeed
from podcast.models import EpisodePage, FeedVersion, PodcastPage, Role
from podcast.transcripts import TRANSCRIPT_TYPES
from site_core.models import SiteImage


def absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def find_show() -> PodcastPage | None:
    """The one public show with its artwork; None before there is one."""
    return (
        PodcastPage.objects.live()
        .public()
        .select_related("artwork")
        .prefetch_related("hosts__person", "funding")
        .first()
    )


def build_feed(show: PodcastPage) -> bytes:
    """The whole feed. Says nothing about now: equal content gives equal bytes."""
    episodes = list(episodes_for_feed(show))
    notes = feed_html([show.description, *(episode.show_notes for episode in episodes)])
    art = artwork_url(show.artwork)
    feed = PodcastFeed(
        show.title,
        show.canonical_url,
        notes[0] or show.summary,
        language=show.language,
        feed_url=show.feed_url,
        **channel_facts(show, episodes),
        image_url=art,
    )
    for episode, text in zip(episodes, notes[1:], strict=True):
        add_episode(feed, show, episode, text, art)
    return feed.writeString("UTF-8").encode()


def episodes_for_feed(show: PodcastPage):
    pictures = SiteImage.objects.prefetch_renditions(FILTER)
    return (
        show.episodes()
        .select_related("audio")
        .prefetch_related("people__person", "chapters", Prefetch("artwork", queryset=pictures))
    )


def channel_facts(show: PodcastPage, episodes: list[EpisodePage]) -> dict:
    return {
        "author": show.author,
        "owner_name": show.owner_name,
        "owner_email": show.owner_email,
        "feed_copyright": show.copyright,
        "newest": episodes[0].published_at if episodes else None,
        "show_categories": [
            split_category(choice) for choice in (show.category, show.second_category) if choice
        ],
        "explicit": show.explicit,
        "show_type": show.show_type,
        "guid": show.guid,
        "locked": show.feed_locked,
        "funding": [(link.text, link.url) for link in show.funding.all()],
        "people": people_facts(show.hosts.all()) or people_facts(hosts_of(episodes)),
    }


def hosts_of(episodes: list[EpisodePage]) -> list:
    """Where the show names no regular hosts: everybody who hosts an episode, once."""
    hosts = {}
    for episode in episodes:
        for entry in episode.people.all():
            if entry.role == Role.HOST:
                hosts.setdefault(entry.person_id, entry)
    return list(hosts.values())


def people_facts(entries) -> list[dict]:
    return [
        {
            "name": entry.person.name_with_credentials,
            "role": entry.role,
            "group": Role(entry.role).group,
            "url": absolute(entry.person.get_absolute_url()) if entry.person.live else "",
        }
        for entry in entries
    ]


def add_episode(
    feed: PodcastFeed, show: PodcastPage, episode: EpisodePage, notes: str, art: str
) -> None:
    fits = len(notes.encode()) <= LONGEST_DESCRIPTION
    people = people_facts(episode.people.all())
    feed.add_item(
        episode.title,
        f"{feed.feed['link']}{episode.slug}/",
        (notes if fits else "") or episode.summary,
        unique_id=str(episode.guid),
        pubdate=episode.published_at,
        enclosures=[
            Enclosure(
                absolute(episode.audio.url), str(episode.audio.size), episode.audio.content_type
            )
        ],
        content="" if fits else notes,
        seconds=episode.audio.seconds,
        explicit=episode.explicit == "true" or (not episode.explicit and show.explicit),
        image_url=artwork_url(episode.artwork) or art,
        season=episode.season or None,
        number=episode.number,
        episode_type=episode.episode_type,
        language=show.language[:2],
        transcripts=transcript_facts(episode),
        chapters_url=absolute(reverse("podcast_chapters", args=[episode.slug]))
        if episode.chapters.all()
        else "",
        # An episode's people replace the show's in apps, so the hosts are said again.
        people=people or feed.feed["people"],
    )


def transcript_facts(episode: EpisodePage) -> list[tuple[str, str]]:
    if not episode.transcript:
        return []
    return [
        (absolute(reverse("podcast_transcript", args=[episode.slug, suffix])), mime_type)
        for suffix, mime_type in TRANSCRIPT_TYPES.items()
    ]


def unchanged_since(show: PodcastPage, body: bytes) -> datetime:
    """Since when the feed has been exactly this. Remembers the first moment a new content was seen."""
    sha256 = hashlib.sha256(body).hexdigest()
    version = FeedVersion.objects.filter(show=show).first()
    if version and version.sha256 == sha256:
        return version.since
    now = timezone.now().replace(microsecond=0)
    FeedVersion.objects.update_or_create(show=show, defaults={"sha256": sha256, "since": now})
    return now
