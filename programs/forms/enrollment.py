from django import forms

from programs.forms.addresses import clean_email_address, one_line
from programs.forms.people import email_field, full_name_field, organization_field
from programs.models import Cohort


class EnrollmentForm(forms.Form):
    """Who is buying how many seats of one cohort."""

    buyer_name = full_name_field(required="Enter your name, as it should stand on the receipt.")
    buyer_email = email_field(
        help_text="Your receipt and private order link go here.",
        required="Enter an e-mail address: your order link goes there.",
    )
    organization = organization_field()
    quantity = forms.TypedChoiceField(
        label="Seats",
        coerce=int,
        error_messages={
            "required": "Choose how many seats.",
            "invalid_choice": "Choose a number of seats from the list.",
        },
    )
    discount_code = forms.CharField(
        label="Discount code",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )
    accept_terms = forms.BooleanField(
        label="The terms and the refund policy",
        error_messages={"required": "Tick the box to agree to the terms and the refund policy."},
    )
    pay_by = forms.ChoiceField(
        choices=[("card", "Card"), ("district", "My district")],
        initial="card",
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "Seats are paid by card or bank account."},
    )

    def __init__(self, *args, cohort: Cohort, **kwargs):
        super().__init__(*args, **kwargs)
        # What is offered is what is left; wishing for more is answered with how many there are.
        quantity = self.fields["quantity"]
        quantity.choices = [
            (number, str(number)) for number in range(1, cohort.max_seats_per_order + 1)
        ]
        quantity.widget.choices = quantity.choices[: max(cohort.seats_left, 1)]

    def clean_buyer_name(self):
        return one_line(self.cleaned_data["buyer_name"])

    def clean_buyer_email(self):
        return clean_email_address(self.cleaned_data["buyer_email"])

    def clean_discount_code(self):
        return self.cleaned_data["discount_code"].strip().upper()

    def clean_pay_by(self):
        if self.cleaned_data["pay_by"] == "district":
            raise forms.ValidationError(
                "Paying by purchase order isn’t possible here yet. Pay by card, or write to us and we’ll help."
            )
        return "card"


class ParticipantForm(forms.Form):
    """Who will sit in one seat."""

    participant_name = forms.CharField(
        label="Participant’s name",
        max_length=120,
        error_messages={"required": "Enter the participant’s name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    participant_email = forms.CharField(
        label="Their e-mail",
        max_length=254,
        error_messages={"required": "Enter their e-mail address: the joining link goes there."},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def clean_participant_name(self):
        return one_line(self.cleaned_data["participant_name"])

    def clean_participant_email(self):
        return clean_email_address(self.cleaned_data["participant_email"])
