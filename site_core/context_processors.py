from django.conf import settings
from django.utils.functional import SimpleLazyObject


def site(request):
    """What every public template may use: the site's settings, its public address, the section we are in."""
    from site_core.models import SiteSettings

    return {
        "site_settings": SimpleLazyObject(lambda: SiteSettings.for_request(request)),
        "SITE_URL": settings.SITE_URL,
        "nav_section": request.path_info.split("/", 2)[1] if request.path_info else "",
    }
