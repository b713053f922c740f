from django.urls import path, re_path

from podcast import views

urlpatterns = [
    path("podcast/feed/", views.feed, name="podcast_feed"),
    re_path(
        r"^podcast/audio/(?P<name>[0-9A-Za-z_-]+\.(?:mp3|m4a))$", views.audio, name="podcast_audio"
    ),
    re_path(
        r"^podcast/(?P<slug>[-\w]+)/transcript\.(?P<suffix>vtt|srt)$",
        views.transcript,
        name="podcast_transcript",
    ),
    re_path(r"^podcast/(?P<slug>[-\w]+)/chapters\.json$", views.chapters, name="podcast_chapters"),
]
