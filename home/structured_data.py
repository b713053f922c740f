"""Articles and the front page as search engines read them.

Source: https://schema.org/BlogPosting
"""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.safestring import SafeString

from site_core.models import SiteSettings
from site_core.structured_data import (
    breadcrumbs,
    graph,
    organization,
    person,
    pictures,
    publisher,
    website,
    without_empty,
)

HEADLINE = 110


def front_data(site_settings: SiteSettings) -> SafeString:
    return graph(organization(site_settings), website(site_settings))


def article_data(article, site_settings: SiteSettings) -> SafeString:
    return graph(posting(article, site_settings), breadcrumbs(article))


def posting(article, site_settings: SiteSettings) -> dict:
    topics = list(article.topics.all())
    published = at_noon(article.published_on)
    return without_empty(
        {
            "@type": "BlogPosting",
            "headline": article.title[:HEADLINE],
            "description": article.meta_description,
            "url": article.canonical_url,
            "mainEntityOfPage": article.canonical_url,
            "datePublished": published,
            "dateModified": max(published, at_noon(article.updated_on or article.published_on)),
            "image": pictures(article.share_image),
            "author": [person(article.author)] if article.author else [],
            "publisher": publisher(site_settings),
            "articleSection": article.theme.name if article.theme else "",
            "keywords": [topic.name for topic in topics],
            "wordCount": article.word_count or None,
            "inLanguage": "en-US",
        }
    )


def at_noon(day: date) -> datetime:
    """A day as an instant of the site's zone: dates of articles have no hour."""
    return timezone.make_aware(datetime.combine(day, time(12)))
