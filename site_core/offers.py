"""What a page offers beside its text when its editor chose nothing: its topics decide, then the site's defaults."""

from wagtail.models import Site

from site_core.models import PromoSettings

KINDS = ("university_product", "guide", "episode")


def default_offers() -> PromoSettings:
    """The site's default promotions, with what they point to in the same query."""
    site = Site.objects.filter(is_default_site=True).first()
    found = PromoSettings.objects.filter(site=site).select_related("author", *KINDS).first()
    return found or PromoSettings()


def offered(kind: str, page=None):
    """The University product, guide or episode for `page`: of its first topic that offers one, else the default."""
    offers = getattr(page, "_offers", None)
    if offers is None:
        offers = offers_for(page.topics.all()) if hasattr(page, "topics") else offers_for([])
        if page is not None:
            page._offers = offers
    return offers[kind]


def offers_for(topics) -> dict:
    """For each kind, what the first topic that offers it offers, else the site's default, else None.

    Themes of a month come before lasting subjects: they are what the month is about.
    """
    topics = sorted(topics, key=lambda topic: not topic.is_monthly_theme)
    defaults = default_offers()
    return {
        kind: _first_live([*(getattr(t, kind) for t in topics), getattr(defaults, kind)])
        for kind in KINDS
    }


def _first_live(candidates):
    return next((candidate for candidate in candidates if candidate and candidate.live), None)
