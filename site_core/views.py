from django.shortcuts import get_object_or_404, render

from site_core.listings import person_context, topic_context
from site_core.models import Person, Topic


def person(request, slug):
    return render(
        request,
        "site_core/person.html",
        person_context(get_object_or_404(Person, slug=slug, live=True)),
    )


def topic(request, slug):
    return render(
        request,
        "site_core/topic.html",
        topic_context(get_object_or_404(Topic, slug=slug, live=True)),
    )
