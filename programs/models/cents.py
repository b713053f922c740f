from decimal import Decimal

from django import forms
from django.db import models


class DollarsField(forms.DecimalField):
    """Asks for dollars, such as 395 or $1,395.50, and gives cents."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, **kwargs):
        super().__init__(
            **{**kwargs, "max_digits": 9, "decimal_places": 2, "min_value": Decimal(0)}
        )

    def prepare_value(self, value):
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value

    def to_python(self, value):
        return super().to_python(str(value).replace("$", "").replace(",", "").strip())

    def clean(self, value):
        dollars = super().clean("" if value is None else value)
        return None if dollars is None else int(dollars * 100)

    def has_changed(self, initial, data):
        before = None if initial is None else Decimal(initial) / 100
        return super().has_changed(before, data)


class CentsField(models.PositiveIntegerField):
    """Money in whole cents, which forms show and take as dollars."""

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": DollarsField, **kwargs})
