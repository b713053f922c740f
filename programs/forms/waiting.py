from django import forms

from programs.forms.addresses import clean_email_address, one_line
from programs.forms.people import email_field, full_name_field, organization_field
from programs.models import Cohort, WaitingEntry
from programs.waiting_list import most_wanted


class HowManyForm(forms.Form):
    """How many seats somebody waits for, and how few they would take."""

    wanted = forms.TypedChoiceField(
        label="Seats you want",
        coerce=int,
        error_messages={
            "required": "Choose how many seats you want.",
            "invalid_choice": "Choose a number of seats from the list.",
        },
    )
    least = forms.TypedChoiceField(
        label="You would take as few as",
        coerce=int,
        error_messages={
            "required": "Choose the smallest number you would take.",
            "invalid_choice": "Choose a number of seats from the list.",
        },
    )

    def __init__(self, *args, most: int, **kwargs):
        super().__init__(*args, **kwargs)
        numbers = [(number, str(number)) for number in range(1, most + 1)]
        for name in ("wanted", "least"):
            self.fields[name].choices = numbers

    def clean(self):
        answers = super().clean()
        wanted, least = answers.get("wanted"), answers.get("least")
        if wanted and least and least > wanted:
            self.add_error("least", f"You want {wanted}, so this can be {wanted} at most.")
        return answers


class WaitingForm(HowManyForm):
    """Who waits for seats of a full cohort."""

    name = full_name_field(required="Enter your name.")
    email = email_field(
        help_text="Your place, and the offer when it’s your turn, go here.",
        required="Enter an e-mail address: the offer goes there.",
    )
    organization = organization_field()

    field_order = ["name", "email", "organization", "wanted", "least"]

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, most=most_wanted(cohort), **kwargs)

    def clean_name(self):
        return one_line(self.cleaned_data["name"])

    def clean_email(self):
        return clean_email_address(self.cleaned_data["email"])

    def clean_organization(self):
        return one_line(self.cleaned_data["organization"])


class FewerSeatsForm(HowManyForm):
    """Wanting fewer seats than before; the place in line stays."""

    def __init__(self, *args, entry: WaitingEntry, **kwargs):
        kwargs.setdefault("initial", {"wanted": entry.wanted, "least": entry.least})
        super().__init__(*args, most=entry.wanted, **kwargs)


class TakeOfferForm(forms.Form):
    """Agreeing to the terms when an offer is taken."""

    accept_terms = forms.BooleanField(
        label="The terms and the refund policy",
        error_messages={"required": "Tick the box to agree to the terms and the refund policy."},
    )
