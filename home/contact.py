"""Messages from the contact form: guarded against programs and floods, stored, and announced by a letter.

form → submission and letter in one transaction → the worker sends the letter
"""

from datetime import timedelta

from django import forms
from django.apps import apps
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from programs.forms import TrapField, clean_email_address
from programs.outbox import letter, queue_letter, render_letter

TRAP = "second_address"
MAX_MESSAGES_PER_NETWORK = 20  # an hour; a school shares one address


class EmailField(forms.EmailField):
    def clean(self, value):
        value = super().clean(value)
        return clean_email_address(value) if value else value


class ContactForm(BaseForm):
    """The questions an editor chose, and a field that people never see."""

    required_css_class = ""

    @property
    def was_filled_by_a_program(self) -> bool:
        return bool(self.data.get(TRAP))

    @property
    def answers(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != TRAP}


class ContactFormBuilder(FormBuilder):
    def create_email_field(self, field, options):
        widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})
        return EmailField(widget=widget, **options)

    def create_multiline_field(self, field, options):
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 8}), max_length=8000, **options)

    @property
    def formfields(self):
        return {**super().formfields, TRAP: TrapField()}

    def get_form_class(self):
        return type("ContactForm", (ContactForm,), self.formfields)


def too_many_from(network: str) -> bool:
    submissions = apps.get_model("home.ContactSubmission").objects
    since = timezone.now() - timedelta(hours=1)
    recent = submissions.filter(network=network, submit_time__gte=since)
    return bool(network) and recent.count() >= MAX_MESSAGES_PER_NETWORK


def receive_message(*, page, answers: dict, network: str):
    """Store a message and queue the letter that announces it; both or neither."""
    with transaction.atomic():
        submission = page.get_submission_class().objects.create(
            page=page, form_data=answers, network=network
        )
        queue_letter(
            kind="contact_message",
            subject_key=f"contact:{submission.pk}",
            to=page.recipient,
            context={"submission": submission.pk},
        )
    return submission


@letter("contact_message")
def announce_message(row):
    submissions = apps.get_model("home.ContactSubmission").objects
    submission = submissions.select_related("page").filter(pk=row.context["submission"]).first()
    if submission is None:
        return None
    page = submission.page.specific
    fields = {field.clean_name: field for field in page.get_form_fields()}
    answers = [
        (fields[name].label if name in fields else name, readable(value))
        for name, value in submission.form_data.items()
    ]
    message = render_letter(
        "contact_message",
        to=row.to,
        context={"answers": answers, "page": page, "received_at": submission.submit_time},
    )
    senders = [
        submission.form_data[name]
        for name, field in fields.items()
        if field.field_type == "email" and submission.form_data.get(name)
    ]
    message.reply_to = senders[:1]
    return message


def readable(value) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return (
        {True: "yes", False: "no", None: ""}.get(value, value)
        if not isinstance(value, str)
        else value
    )
