"""Who may hear an audio file, and how its bytes travel: streamed here, or handed to the web server or to S3."""

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from wagtail.models import Page, ReferenceIndex

from podcast.http import FileSlice, asked_range, open_to_all
from podcast.models import Audio, EpisodePage

# The name is a hash of the content, so a copy never gets stale; a week bounds how long a cache in
# between may keep serving an episode that was taken down.
PUBLIC_MAX_AGE = 7 * 24 * 3600
SIGNED_ADDRESS_MAX_AGE = 300  # well below the hour for which a signed address is good


def is_public(audio: Audio) -> bool:
    """Whether a published episode or any other live public page plays this file."""
    if EpisodePage.objects.published().filter(audio=audio).exists():
        return True
    references = ReferenceIndex.get_references_to(audio).values_list("object_id", flat=True)
    pages = (
        Page.objects.live().public().filter(pk__in=[int(pk) for pk in references if pk.isdigit()])
    )
    return pages.not_type(EpisodePage).exists()


def serve_audio(request: HttpRequest, audio: Audio, *, public: bool) -> HttpResponse:
    response = answer(request, audio)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag_of(audio)
    response["Last-Modified"] = http_date(modified_at(audio))
    if response.status_code in (301, 302):
        max_age = SIGNED_ADDRESS_MAX_AGE
    else:
        max_age = PUBLIC_MAX_AGE
    open_to_all(response, max_age)
    if not public or response.status_code >= 400:
        response["Cache-Control"] = "private, no-store"
    return response


def answer(request: HttpRequest, audio: Audio) -> HttpResponse:
    unchanged = get_conditional_response(
        request, etag=etag_of(audio), last_modified=modified_at(audio)
    )
    if unchanged is not None:
        return unchanged
    if request.method == "HEAD":
        return whole(audio, HttpResponse())
    if settings.AUDIO_ACCEL_LOCATION:
        response = HttpResponse(content_type=audio.content_type)
        response["X-Accel-Redirect"] = (
            f"{settings.AUDIO_ACCEL_LOCATION.rstrip('/')}/{quote(audio.file.name)}"
        )
        return response
    if not isinstance(audio.file.storage, FileSystemStorage):
        return HttpResponseRedirect(audio.file.storage.url(audio.file.name))
    return stream(request, audio)


def stream(request: HttpRequest, audio: Audio) -> HttpResponse:
    try:
        span = asked_range(request, audio.size, etag_of(audio), modified_at(audio))
    except ValueError:
        response = HttpResponse(status=416, content_type=audio.content_type)
        response["Content-Range"] = f"bytes */{audio.size}"
        return response
    start, end = span or (0, audio.size - 1)
    try:
        file = audio.file.storage.open(audio.file.name)
    except FileNotFoundError:
        raise Http404("The file is gone from the storage.") from None
    body = FileSlice(file, start, end)
    response = whole(audio, StreamingHttpResponse(body))
    if span:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{end}/{audio.size}"
        response["Content-Length"] = str(end - start + 1)
    return response


def whole(audio: Audio, response: HttpResponse) -> HttpResponse:
    response["Content-Type"] = audio.content_type
    response["Content-Length"] = str(audio.size)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def etag_of(audio: Audio) -> str:
    return f'"{audio.sha256[:32]}"'


def modified_at(audio: Audio) -> int:
    return int(audio.created_at.timestamp())
