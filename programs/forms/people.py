"""The fields that ask who somebody is, the same in every form: names on the phone's keyboard, autofill."""

from django import forms


def full_name_field(*, required: str) -> forms.CharField:
    return forms.CharField(
        label="Full name",
        max_length=120,
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def email_field(*, help_text: str, required: str) -> forms.CharField:
    return forms.CharField(
        label="E-mail",
        max_length=254,
        help_text=help_text,
        error_messages={"required": required},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )


def organization_field() -> forms.CharField:
    return forms.CharField(
        label="School or district",
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
