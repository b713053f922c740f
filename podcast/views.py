from django.http import Http404


def feed(request):
    raise Http404


def audio(request, name):
    raise Http404


def transcript(request, slug, suffix):
    raise Http404


def chapters(request, slug):
    raise Http404
