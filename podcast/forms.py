from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from podcast.transcripts import UnreadableTranscript, as_vtt, parse_transcript

LARGEST_TRANSCRIPT = 4_000_000  # bytes


class EpisodePageForm(WagtailAdminPageForm):
    """Adds two ways to give the transcript; both end in the episode's one list of cues."""

    transcript_file = forms.FileField(
        required=False,
        label="Transcript file",
        help_text="A .vtt or .srt file, as transcription tools export it. It replaces the text below.",
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt,text/vtt"}),
    )
    transcript_text = forms.CharField(
        required=False,
        label="Transcript",
        strip=False,
        help_text="Or paste WebVTT or SRT here, and correct words and names in place.",
        widget=AdminAutoHeightTextInput(attrs={"spellcheck": "true"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cues = self.instance.transcript
        self.initial.setdefault("transcript_text", as_vtt(cues) if cues else "")

    def clean_transcript_file(self):
        upload = self.cleaned_data["transcript_file"]
        if not upload:
            return None
        if upload.size > LARGEST_TRANSCRIPT:
            raise ValidationError("This file is too large to be a transcript.")
        try:
            return parse_transcript(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(
                "This file isn't plain text in UTF-8. Please export the transcript as .vtt or .srt."
            ) from None
        except UnreadableTranscript as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_transcript_text(self):
        text = self.cleaned_data["transcript_text"]
        if text == self.initial["transcript_text"]:
            return self.instance.transcript
        try:
            return parse_transcript(text)
        except UnreadableTranscript as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("transcript_file"):
            self.instance.transcript = cleaned["transcript_file"]
        elif self.add_prefix("transcript_text") in self.data and "transcript_text" in cleaned:
            self.instance.transcript = cleaned["transcript_text"]
        return cleaned
