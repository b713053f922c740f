from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import models
from django.urls import reverse
from wagtailmedia.models import AbstractMedia

from podcast.probe import UnreadableAudio, probe

FOLDER = "audio"


def audio_storage():
    """Audio stands where no public address reaches it: only the view that checks for a live episode serves it."""
    return storages["private"]


def content_name(audio: "Audio", filename: str) -> str:
    """Named for its content, so that replaced audio has a new address and caches can keep it for good."""
    suffix = PurePosixPath(filename).suffix.lower()
    return f"{FOLDER}/{audio.sha256[:24]}{suffix}"


class Audio(AbstractMedia):
    """An MP3 or M4A file and its facts. Transcript and chapters belong to the episode that uses it.

    `duration` is in seconds, `size` in bytes, `bitrate` in bits per second, `sha256` the hex digest
    of the file. All are read from the file itself whenever a new one is given.
    """

    file = models.FileField(
        upload_to=content_name,
        storage=audio_storage,
        help_text="An MP3 or M4A file. Length and size are read from it.",
    )
    duration = models.FloatField(default=0, editable=False)
    size = models.PositiveBigIntegerField(default=0, editable=False)
    bitrate = models.PositiveIntegerField(default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    content_type = models.CharField(max_length=40, blank=True, editable=False)

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractMedia.Meta):
        verbose_name = "audio file"
        verbose_name_plural = "audio files"

    def clean(self, *args, **kwargs):
        super().clean(*args, **kwargs)
        if self.has_new_file:
            try:
                self.take_facts()
            except UnreadableAudio as refusal:
                raise ValidationError({"file": str(refusal)}) from refusal

    def save(self, *args, **kwargs):
        """Raises UnreadableAudio when a new file is not sound audio."""
        self.type = self.type or "audio"
        if self.has_new_file and not self.facts_are_taken:
            self.take_facts()
        super().save(*args, **kwargs)

    @property
    def has_new_file(self) -> bool:
        return bool(self.file) and not self.file._committed

    @property
    def facts_are_taken(self) -> bool:
        return getattr(self, "_facts_of", None) is self.file.file

    def take_facts(self) -> None:
        facts = probe(self.file.file, self.file.name)
        self.duration = facts.duration
        self.size = facts.size
        self.bitrate = facts.bitrate
        self.sha256 = facts.sha256
        self.content_type = facts.content_type
        self._facts_of = self.file.file

    @property
    def url(self) -> str:
        """The path that plays it, as long as something live uses it."""
        return reverse("podcast_audio", args=[PurePosixPath(self.file.name).name])

    @property
    def sources(self):
        return [{"src": self.url, "type": self.content_type}]

    @property
    def seconds(self) -> int:
        return max(1, round(self.duration)) if self.duration else 0

    @property
    def minutes(self) -> int:
        """Whole minutes to listen, at least one; 0 while there is no file."""
        return max(1, round(self.duration / 60)) if self.duration else 0
