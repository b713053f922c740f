from django.db import models
from wagtailmedia.models import AbstractMedia


class Audio(AbstractMedia):
    """An audio file and its facts. Transcript and chapters belong to the episode that uses it.

    `duration` is in seconds, `size` in bytes, `sha256` is the hex digest of the file.
    """

    size = models.PositiveBigIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")
