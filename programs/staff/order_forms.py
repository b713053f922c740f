"""What colleagues fill in before they change an order."""

from decimal import Decimal

from django import forms

from programs.cancellation import percent_back
from programs.forms import clean_email_address
from programs.models import Cohort, Order, Seat
from site_core.templatetags.money import dollars_and_cents

WAIVE, EXCHANGE = "waive", "exchange"


class SeatsForm(forms.Form):
    """Some confirmed seats of an order; all of them when it has just one."""

    seats = forms.MultipleChoiceField(
        label="Seats",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one seat."},
    )

    def __init__(self, *args, order: Order, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {
            str(seat.pk): seat for seat in order.seats.all() if seat.state == Seat.State.CONFIRMED
        }
        self.fields["seats"].choices = [
            (key, f"{seat.position}: {seat.participant_name or 'nobody named'}, {seat.cohort.code}")
            for key, seat in self.by_key.items()
        ]
        self.fields["seats"].initial = list(self.by_key)

    @property
    def chosen(self) -> list[Seat]:
        return [self.by_key[key] for key in self.cleaned_data["seats"]]


class CancelForm(SeatsForm):
    """Cancelling seats, at the policy's percentage or another."""

    percent = forms.IntegerField(
        label="Percent of what was paid that goes back",
        required=False,
        min_value=0,
        max_value=100,
        help_text="Left empty, what the order’s policy says today.",
    )
    note = forms.CharField(label="Note for colleagues", max_length=300, required=False)
    expected_cents = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, order: Order, now, **kwargs):
        super().__init__(*args, order=order, **kwargs)
        shares = {percent_back(seat, order, now) for seat in self.by_key.values()}
        if shares:
            self.fields[
                "percent"
            ].help_text = f"Left empty, what the order’s policy says today: {' and '.join(f'{share}' for share in sorted(shares))}."


class GoodwillForm(forms.Form):
    """Money back while the seats stay."""

    amount = forms.DecimalField(
        label="Dollars", min_value=Decimal("0.01"), max_digits=9, decimal_places=2
    )
    note = forms.CharField(label="Why, for colleagues", max_length=300)
    seen_refundable_cents = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, refundable_cents: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.refundable_cents = refundable_cents
        self.fields["amount"].help_text = f"At most {dollars_and_cents(refundable_cents)}."
        self.fields["seen_refundable_cents"].initial = refundable_cents

    @property
    def amount_cents(self) -> int:
        return int(self.cleaned_data["amount"] * 100)

    def clean_amount(self):
        amount = self.cleaned_data["amount"]
        if int(amount * 100) > self.refundable_cents:
            raise forms.ValidationError(
                f"{dollars_and_cents(self.refundable_cents)} is left of what was paid."
            )
        return amount


class MoveForm(SeatsForm):
    """Moving seats to another cohort, and what becomes of the difference in price."""

    to = forms.ModelChoiceField(
        label="To", queryset=Cohort.objects.none(), empty_label="Choose a cohort"
    )
    give_difference_back = forms.BooleanField(
        label="If it is cheaper there, give the difference back", required=False, initial=True
    )
    if_dearer = forms.ChoiceField(
        label="If it is dearer there",
        choices=[
            (WAIVE, "Waive the difference and move now"),
            (
                EXCHANGE,
                "Offer an exchange: the buyer pays the new seat, then the old one’s money goes back",
            ),
        ],
        widget=forms.RadioSelect,
        initial=WAIVE,
    )

    def __init__(self, *args, order: Order, **kwargs):
        super().__init__(*args, order=order, **kwargs)
        places = {seat.cohort_id for seat in self.by_key.values()}
        open_to = Cohort.objects.published().with_seats_left().select_related("project")
        self.fields["to"].queryset = open_to.exclude(
            pk__in=places if len(places) == 1 else []
        ).order_by("project__title", "opens_at")
        self.fields["to"].label_from_instance = lambda cohort: (
            f"{cohort.project.title}, {cohort.name} ({cohort.code}): {cohort.seats_left} free"
        )


class BuyerForm(forms.Form):
    """Correcting who bought."""

    buyer_name = forms.CharField(label="Name", max_length=120)
    buyer_email = forms.CharField(
        label="E-mail",
        max_length=254,
        help_text="A new address gets a new link by letter; the old link ends.",
    )
    organization = forms.CharField(label="School or district", max_length=160, required=False)

    def clean_buyer_email(self):
        return clean_email_address(self.cleaned_data["buyer_email"])
