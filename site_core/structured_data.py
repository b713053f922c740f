"""Pages as search engines read them: data blocks in the head, made from what the page shows.

Source: https://schema.org and https://developers.google.com/search/docs/appearance/structured-data
"""

import json

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString

from site_core.models import SiteSettings

# What could end the script element, or break old parsers, inside a string.
ESCAPES = {
    ord("<"): "\\u003C",
    ord(">"): "\\u003E",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}
PICTURE_SHAPES = ("fill-1200x675", "fill-1200x900", "fill-1200x1200")


def as_script(data: dict) -> SafeString:
    """A data block for the page's head: browsers run none of it."""
    body = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(ESCAPES)
    return SafeString(f'<script type="application/ld+json">{body}</script>')


def graph(*things: dict | None) -> SafeString:
    """Several things of one page, without those that are not there."""
    return as_script(
        {"@context": "https://schema.org", "@graph": [thing for thing in things if thing]}
    )


def without_empty(data: dict) -> dict:
    return {key: value for key, value in data.items() if value not in ("", None, [], {})}


def absolute(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else f"{settings.SITE_URL}{url}"


def pictures(image) -> list[str]:
    """The picture in the three shapes that search results use."""
    if image is None or image.is_svg():
        return []
    return [absolute(image.get_rendition(f"{shape}|format-jpeg").url) for shape in PICTURE_SHAPES]


def organization(site_settings: SiteSettings) -> dict:
    """https://schema.org/Organization"""
    return without_empty(
        {
            "@type": "EducationalOrganization",
            "@id": f"{settings.SITE_URL}/#organization",
            "name": site_settings.site_name,
            "alternateName": site_settings.short_name,
            "slogan": site_settings.tagline,
            "url": f"{settings.SITE_URL}/",
            "logo": f"{settings.SITE_URL}/static/img/share.png",
            "email": site_settings.contact_email,
            "telephone": site_settings.contact_phone,
            "sameAs": [link.url for link in site_settings.social_links.all()],
        }
    )


def website(site_settings: SiteSettings) -> dict:
    """https://schema.org/WebSite, with where its search is."""
    return {
        "@type": "WebSite",
        "name": site_settings.site_name,
        "url": f"{settings.SITE_URL}/",
        "inLanguage": "en-US",
        "publisher": {"@id": f"{settings.SITE_URL}/#organization"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{settings.SITE_URL}/search/?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def publisher(site_settings: SiteSettings) -> dict:
    return {
        "@type": "Organization",
        "name": site_settings.site_name,
        "url": f"{settings.SITE_URL}/",
        "logo": f"{settings.SITE_URL}/static/img/share.png",
    }


def breadcrumbs(page) -> dict:
    """https://schema.org/BreadcrumbList, from the front page down to `page`."""
    trail = [*page.get_ancestors().filter(depth__gt=1), page]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": step.title,
                "item": absolute(step.get_url_parts()[2]),
            }
            for position, step in enumerate(trail, start=1)
        ],
    }


def person(known) -> dict:
    """Somebody, or an organization, from `people`."""
    return without_empty(
        {
            "@type": "Organization" if known.is_organization else "Person",
            "name": known.name,
            "url": absolute(known.get_absolute_url()) if known.live else "",
            "jobTitle": "" if known.is_organization else known.job_title,
            "honorificSuffix": known.credentials,
            "sameAs": [url for url in (known.website, known.linkedin) if url],
        }
    )
