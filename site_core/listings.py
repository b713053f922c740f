"""What the pages of a person and of a topic list. Pages of other apps are found by their string names."""

from django.apps import apps
from django.conf import settings
from django.core.paginator import Paginator
from django.utils.safestring import SafeString

from site_core import structured_data
from site_core.structured_data import graph, pictures, without_empty

ROWS = 12
MOST_EPISODES = 24


def person_context(person, page_number=None) -> dict:
    """What one person wrote and where they are heard, newest first, with what search engines read."""
    articles = _articles().filter(author=person)
    episodes = _episodes().filter(people__person=person).distinct()
    return {
        "person": person,
        "articles": Paginator(articles, ROWS).get_page(page_number),
        "episodes": episodes[:MOST_EPISODES],
        "meta_title": person.name_with_credentials,
        "meta_description": person.short_bio[:300],
        "canonical_url": f"{settings.SITE_URL}{person.url}",
        "structured_data": profile(person),
    }


def profile(person) -> SafeString:
    """https://schema.org/ProfilePage"""
    return graph(
        {
            "@type": "ProfilePage",
            "url": f"{settings.SITE_URL}{person.url}",
            "mainEntity": without_empty(
                {
                    **structured_data.person(person),
                    "description": person.short_bio,
                    "image": pictures(person.portrait)[-1:],
                }
            ),
        }
    )


def topic_context(topic, page_number=None) -> dict:
    """Articles and episodes on one topic, newest first."""
    articles = _articles().filter(topics=topic)
    episodes = _episodes().filter(topics=topic)
    return {
        "topic": topic,
        "articles": Paginator(articles, ROWS).get_page(page_number),
        "episodes": episodes[:MOST_EPISODES],
        "meta_title": topic.name_with_month,
        "meta_description": topic.description[:300],
        "canonical_url": f"{settings.SITE_URL}{topic.url}",
    }


def _articles():
    return apps.get_model("home", "ArticlePage").objects.published().for_listing()


def _episodes():
    return apps.get_model("podcast", "EpisodePage").objects.published().for_listing()
