import json

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from podcast.feed import build_feed, find_show, unchanged_since
from podcast.feed_writer import PodcastFeed
from podcast.http import cacheable
from podcast.models import Audio, EpisodePage
from podcast.models.audio import FOLDER
from podcast.serving import is_public, serve_audio
from podcast.transcripts import TRANSCRIPT_TYPES, as_srt, as_vtt

FEED_MAX_AGE = (
    300  # an episode that goes live by schedule is in the feed five minutes later at most
)
TEXT_MAX_AGE = 3600


@require_safe
def feed(request):
    show = find_show()
    if show is None:
        raise Http404("There is no show yet.")
    body = build_feed(show)
    return cacheable(
        request,
        body,
        PodcastFeed.content_type,
        max_age=FEED_MAX_AGE,
        last_modified=unchanged_since(show, body),
    )


@require_safe
def audio(request, name):
    """The audio of published pages for everybody; any other only for staff who preview it."""
    found = get_object_or_404(Audio, file=f"{FOLDER}/{name}")
    public = is_public(found)
    if not public and not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404("Nothing that is published plays this file.")
    return serve_audio(request, found, public=public)


@require_safe
def transcript(request, slug, suffix):
    cues = get_object_or_404(EpisodePage.objects.published(), slug=slug).transcript
    if not cues:
        raise Http404("This episode has no transcript.")
    text = as_vtt(cues) if suffix == "vtt" else as_srt(cues)
    return cacheable(
        request,
        text.encode(),
        f"{TRANSCRIPT_TYPES[suffix]}; charset=utf-8",
        max_age=TEXT_MAX_AGE,
    )


@require_safe
def chapters(request, slug):
    """Chapters as podcast apps read them. Source: https://github.com/Podcastindex-org/podcast-namespace, jsonChapters"""
    episode = get_object_or_404(EpisodePage.objects.published(), slug=slug)
    marks = [{"startTime": mark.start, "title": mark.title} for mark in episode.chapters.all()]
    if not marks:
        raise Http404("This episode has no chapters.")
    body = json.dumps({"version": "1.2.0", "chapters": marks}, ensure_ascii=False).encode()
    return cacheable(request, body, "application/json+chapters", max_age=TEXT_MAX_AGE)
