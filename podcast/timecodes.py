"""Points in time as people write them ("1:52", "1:02:03", "1:02:03.250") and as numbers of seconds."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

TIMECODE = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,2}):)?(\d{1,4})(?:[.,](\d{1,3}))?\Z", re.ASCII)
LATEST = 100 * 3600  # no episode is longer than a hundred hours


def parse_timecode(text: str) -> float:
    """Seconds for "52", "1:52", "1:02:03" or "1:02:03.250"; ValueError for anything else."""
    match = TIMECODE.match(text.strip())
    if not match:
        raise ValueError(f"not a time: {text[:40]!r}")
    hours, minutes, seconds, fraction = match.groups()
    if (minutes is not None and int(seconds) > 59) or (hours is not None and int(minutes) > 59):
        raise ValueError(f"not a time: {text[:40]!r}")
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    if whole > LATEST:
        raise ValueError(f"too late: {text[:40]!r}")
    return whole + int((fraction or "0").ljust(3, "0")) / 1000


def clock(seconds: float) -> str:
    """ "1:52" or "1:02:03"."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class TimecodeFormField(forms.CharField):
    """Lets editors type 1:52 where the database keeps 112."""

    def prepare_value(self, value):
        return clock(value) if isinstance(value, int | float) else value

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return int(parse_timecode(text))
        except ValueError:
            raise ValidationError("Write a time such as 1:52 or 1:02:03.", code="invalid") from None

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class SecondsField(models.PositiveIntegerField):
    """Whole seconds from the beginning, shown in forms as minutes and seconds."""

    def formfield(self, **kwargs):
        return models.Field.formfield(self, **{"form_class": TimecodeFormField, **kwargs})
