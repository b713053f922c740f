from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from site_core.listings import person_context, topic_context
from site_core.models import Person, Topic


@require_safe
def person(request, slug):
    found = get_object_or_404(Person.objects.select_related("portrait"), slug=slug, live=True)
    return render(request, "site_core/person.html", person_context(found, request.GET.get("page")))


@require_safe
def topic(request, slug):
    found = get_object_or_404(Topic, slug=slug, live=True)
    return render(request, "site_core/topic.html", topic_context(found, request.GET.get("page")))


@require_safe
def favicon(request):
    """Browsers and feed readers ask for it at the root, whatever the page says."""
    return redirect(static("img/favicon.ico"))


@require_safe
@cache_control(public=True, max_age=86400)
def web_manifest(request):
    """What a phone needs to keep the site as an icon: https://www.w3.org/TR/appmanifest/"""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    manifest = {
        "name": "Threshold Learning Consultancy",
        "short_name": "Threshold",
        "id": "/",
        "start_url": "/",
        "display": "browser",
        "lang": "en-US",
        "background_color": "#dfeaf0",
        "theme_color": "#dfeaf0",
        "icons": [icon | {"purpose": purpose} for icon in icons for purpose in ("any", "maskable")],
    }
    return JsonResponse(manifest, content_type="application/manifest+json")
