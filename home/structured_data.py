"""Articles as search engines read them.

Source: https://schema.org/BlogPosting and https://schema.org/BreadcrumbList
"""

from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from podcast.structured_data import as_script, without_empty
from site_core.models import SiteSettings

HEADLINE = 110
PICTURE_SHAPES = ("fill-1200x675", "fill-1200x900", "fill-1200x1200")


def article_data(article) -> SafeString:
    return as_script(
        {"@context": "https://schema.org", "@graph": [posting(article), breadcrumbs(article)]}
    )


def posting(article) -> dict:
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
            "author": [author(article.author)] if article.author else [],
            "publisher": publisher(article),
            "articleSection": article.theme.name if article.theme else "",
            "keywords": [topic.name for topic in topics],
            "wordCount": article.word_count or None,
            "inLanguage": "en-US",
        }
    )


def author(person) -> dict:
    return without_empty(
        {
            "@type": "Organization" if person.is_organization else "Person",
            "name": person.name,
            "url": f"{settings.SITE_URL}{person.url}" if person.live else "",
            "jobTitle": "" if person.is_organization else person.job_title,
            "honorificSuffix": person.credentials,
            "sameAs": [url for url in (person.website, person.linkedin) if url],
        }
    )


def publisher(article) -> dict:
    return {
        "@type": "Organization",
        "name": SiteSettings.for_site(article.get_site()).site_name,
        "url": f"{settings.SITE_URL}/",
        "logo": f"{settings.SITE_URL}/static/img/share.png",
    }


def pictures(image) -> list[str]:
    """The picture in the three shapes that search results use."""
    if image is None or image.is_svg():
        return []
    return [absolute(image.get_rendition(f"{shape}|format-jpeg").url) for shape in PICTURE_SHAPES]


def absolute(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else f"{settings.SITE_URL}{url}"


def breadcrumbs(page) -> dict:
    """From the front page down to `page`."""
    trail = [*page.get_ancestors().filter(depth__gt=1).specific(), page]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step.title,
                "item": step.canonical_url,
            }
            for position, step in enumerate(trail, start=1)
        ],
    }


def at_noon(day: date) -> datetime:
    """A day as an instant of the site's zone: dates of articles have no hour."""
    return timezone.make_aware(datetime.combine(day, time(12)))
