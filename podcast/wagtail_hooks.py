from django.shortcuts import redirect
from django.urls import path
from wagtail import hooks
from wagtail.admin import messages
from wagtailmedia.views import media

from podcast.models import EpisodePage


@hooks.register("register_admin_urls")
def guarded_audio_urls():
    """Stands before wagtailmedia's own address, whose view ends in an error page for audio that is in use."""
    return [path("media/delete/<int:media_id>/", delete_audio, name="podcast_delete_audio")]


def delete_audio(request, media_id):
    """Refuse, with the reason, to delete what an episode plays; leave everything else to wagtailmedia."""
    episode = EpisodePage.objects.filter(audio_id=media_id).first()
    if episode is None:
        return media.delete(request, media_id)
    messages.error(
        request,
        f"The episode “{episode.title}” plays this file. Choose another one there first, or replace the file here.",
    )
    return redirect("wagtailmedia:edit", media_id)
