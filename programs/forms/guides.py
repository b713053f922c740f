from django import forms

from programs.forms.addresses import clean_email_address, one_line
from programs.leads import PRIVACY_CONSENT_TEXT

ROLES = [
    ("", "Choose one, or leave it"),
    ("general_education", "General education teacher"),
    ("special_education", "Special education teacher"),
    ("paraprofessional", "Paraprofessional"),
    ("specialist", "Counselor, therapist or behavior specialist"),
    ("administrator", "Administrator"),
    ("family", "Parent or family"),
    ("other", "Something else"),
]


class TrapField(forms.CharField):
    """A field that people never see. Whoever fills it in is a program."""

    def __init__(self):
        super().__init__(
            required=False,
            label="Leave this empty",
            widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
        )


class GuideForm(forms.Form):
    """Asks for an address to send a guide to."""

    name = forms.CharField(
        label="Your name",
        required=False,
        max_length=120,
        help_text="If you’d like to be greeted by it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.CharField(
        label="Your e-mail",
        max_length=254,
        help_text="We send one message with the guide.",
        error_messages={"required": "Enter the e-mail address the guide should go to."},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    role = forms.ChoiceField(label="Your work", required=False, choices=ROLES)
    accept_privacy = forms.BooleanField(
        label=PRIVACY_CONSENT_TEXT,
        error_messages={"required": "Tick the box so that we may send you the guide."},
    )
    came_from = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    second_address = TrapField()

    use_required_attribute = True

    def clean_name(self):
        """A name and nothing else: it greets in a letter to an address that anyone may type."""
        name = one_line(self.cleaned_data["name"])
        if any(mark in name.lower() for mark in ("://", "www.", "@")):
            raise forms.ValidationError("Enter a name, without a web or e-mail address.")
        return name

    def clean_email(self):
        return clean_email_address(self.cleaned_data["email"])

    def clean_came_from(self):
        """A path of this site, or nothing: what comes back is a link."""
        path = self.cleaned_data["came_from"]
        is_local = path.startswith("/") and not path.startswith(("//", "/\\"))
        return path if is_local and path.isprintable() else ""

    @property
    def was_filled_by_a_program(self) -> bool:
        return bool(self.cleaned_data.get("second_address"))
