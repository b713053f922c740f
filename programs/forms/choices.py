from django import forms

from programs.choice_offers import Offer


class ChoiceForm(forms.Form):
    """A buyer's answer: one of the offers."""

    answer = forms.ChoiceField(
        label="Choose one",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose one of these.",
            "invalid_choice": "This can’t be chosen any more. Choose one of these.",
        },
    )

    def __init__(self, *args, offers: list[Offer], **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = {offer.key: offer for offer in offers}
        self.fields["answer"].choices = [(offer.key, offer.text) for offer in offers]

    @property
    def chosen(self) -> Offer:
        return self.offers[self.cleaned_data["answer"]]
