from django import forms

from programs.forms.addresses import clean_email_address


class FindOrdersForm(forms.Form):
    """Asks for the address that somebody bought with."""

    email = forms.CharField(
        label="The e-mail address you bought with",
        max_length=254,
        help_text="The links of its orders go there, and nowhere else.",
        error_messages={"required": "Enter the e-mail address that you bought with."},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def clean_email(self):
        return clean_email_address(self.cleaned_data["email"])
