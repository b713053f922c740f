"""The show and its episodes as search engines read them.

Source: https://schema.org/PodcastSeries and https://schema.org/PodcastEpisode
"""

from django.conf import settings
from django.utils.safestring import SafeString

from podcast.artwork import artwork_url
from podcast.models.roles import Role
from site_core.structured_data import as_script, without_empty


def series(show) -> dict:
    return without_empty(
        {
            "@type": "PodcastSeries",
            "name": show.title,
            "url": show.canonical_url,
            "description": show.summary,
            "image": artwork_url(show.artwork),
            "webFeed": show.feed_url,
            "inLanguage": show.language,
            "author": {"@type": "Organization", "name": show.author},
        }
    )


def show_data(show, listen_on: list[str]) -> SafeString:
    return as_script(
        {"@context": "https://schema.org", **series(show), **without_empty({"sameAs": listen_on})}
    )


def episode_data(episode, show) -> SafeString:
    people = episode.people.all()
    return as_script(
        without_empty(
            {
                "@context": "https://schema.org",
                "@type": "PodcastEpisode",
                "name": episode.title,
                "url": episode.canonical_url,
                "description": episode.meta_description,
                "datePublished": episode.published_at,
                "timeRequired": iso_duration(episode.audio.seconds) if episode.audio else "",
                "episodeNumber": episode.number,
                "partOfSeason": {"@type": "PodcastSeason", "seasonNumber": episode.season},
                "partOfSeries": series(show),
                "image": artwork_url(episode.artwork) or artwork_url(show.artwork),
                "inLanguage": show.language,
                "associatedMedia": audio_object(episode) if episode.audio else None,
                "actor": [person(entry) for entry in people if entry.role == Role.GUEST],
                "author": [person(entry) for entry in people if entry.role == Role.HOST],
            }
        )
    )


def audio_object(episode) -> dict:
    return without_empty(
        {
            "@type": "AudioObject",
            "contentUrl": f"{settings.SITE_URL}{episode.audio.url}",
            "encodingFormat": episode.audio.content_type,
            "duration": iso_duration(episode.audio.seconds),
            "contentSize": str(episode.audio.size),
            "transcript": f"{settings.SITE_URL}{episode.transcript_url}"
            if episode.transcript
            else "",
        }
    )


def person(entry) -> dict:
    known = entry.person
    return without_empty(
        {
            "@type": "Organization" if known.is_organization else "Person",
            "name": known.name,
            "honorificSuffix": known.credentials,
            "url": f"{settings.SITE_URL}{known.get_absolute_url()}" if known.live else "",
        }
    )


def iso_duration(seconds: int) -> str:
    """ "PT1H2M3S" (ISO 8601)."""
    hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    parts = [
        f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (rest, "S")) if number
    ]
    return f"PT{''.join(parts) or '0S'}"
