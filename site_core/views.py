from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
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
