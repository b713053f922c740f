"""Projects, their cohorts and guides as search engines read them. Prices and seats are those of the database.

Source: https://schema.org/Course, https://schema.org/CourseInstance, https://schema.org/Offer,
https://schema.org/FAQPage and https://schema.org/DigitalDocument
"""

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from programs.models import Cohort
from site_core.models import SiteSettings
from site_core.structured_data import (
    absolute,
    breadcrumbs,
    graph,
    person,
    pictures,
    publisher,
    without_empty,
)

FEW_SEATS = 5


def project_data(project, cohorts: list[Cohort], site_settings: SiteSettings) -> SafeString:
    return graph(course(project, cohorts, site_settings), faq(project.faq), breadcrumbs(project))


def guide_data(guide, site_settings: SiteSettings) -> SafeString:
    return graph(document(guide, site_settings), breadcrumbs(guide))


def course(project, cohorts: list[Cohort], site_settings: SiteSettings) -> dict:
    return without_empty(
        {
            "@type": "Course",
            "name": project.title,
            "description": project.meta_description or project.lead,
            "url": project.canonical_url,
            "image": pictures(project.share_image),
            "provider": publisher(site_settings),
            "inLanguage": "en-US",
            "educationalLevel": project.room,
            "hasCourseInstance": [instance(project, cohort) for cohort in cohorts],
            "offers": [offer for cohort in cohorts if (offer := offer_of(cohort))],
        }
    )


def instance(project, cohort: Cohort) -> dict:
    online = cohort.format == Cohort.Format.ONLINE
    return without_empty(
        {
            "@type": "CourseInstance",
            "name": f"{project.title}, {cohort.name}",
            "courseMode": "Online" if online else "Onsite",
            "startDate": cohort.first_starts_at,
            "endDate": cohort.last_ends_at,
            "location": cohort.location if not online else "",
            "instructor": [person(one) for one in project.facilitators.all() if one.live],
            "offers": offer_of(cohort),
        }
    )


def offer_of(cohort: Cohort) -> dict | None:
    """The price of one seat now, and whether it can be had; None while there is no price."""
    if cohort.price_now is None:
        return None
    return without_empty(
        {
            "@type": "Offer",
            "category": "Paid" if cohort.price_now.amount_cents else "Free",
            "price": f"{cohort.price_now.amount_cents / 100:.2f}",
            "priceCurrency": "USD",
            "availability": f"https://schema.org/{availability(cohort)}",
            "validFrom": cohort.opens_at,
            "validThrough": cohort.closes_at,
            "url": f"{settings.SITE_URL}{cohort.enroll_path}" if cohort.can_be_bought else "",
        }
    )


def availability(cohort: Cohort) -> str:
    """Of https://schema.org/ItemAvailability."""
    if cohort.status == Cohort.Status.UPCOMING:
        return "PreOrder"
    if not cohort.is_open:
        return "Discontinued"
    if not cohort.has_seats_left:
        return "SoldOut"
    return "LimitedAvailability" if cohort.seats_left <= FEW_SEATS else "InStock"


def faq(questions) -> dict | None:
    """None where nothing is asked."""
    if not questions:
        return None
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": asked.value["question"],
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": strip_tags(asked.value["answer"].source),
                },
            }
            for asked in questions
        ],
    }


def document(guide, site_settings: SiteSettings) -> dict:
    return without_empty(
        {
            "@type": "DigitalDocument",
            "name": guide.title,
            "description": guide.meta_description or guide.lead,
            "url": guide.canonical_url,
            "image": pictures(guide.share_image),
            "encodingFormat": "application/pdf",
            "isAccessibleForFree": True,
            "version": guide.edition,
            "publisher": publisher(site_settings),
            "isBasedOn": absolute(guide.project.url)
            if guide.project and guide.project.live
            else "",
            "inLanguage": "en-US",
        }
    )
