from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import InlinePanel
from wagtail.contrib.forms.models import AbstractFormField, FormMixin
from wagtail.fields import RichTextField

from site_core.models import BasePage


class ContactFormField(AbstractFormField):
    page = ParentalKey("home.ContactPage", on_delete=models.CASCADE, related_name="form_fields")


class ContactPage(FormMixin, BasePage):
    """A page with a form that reaches the company."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []

    thank_you_text = RichTextField(blank=True)

    content_panels = [
        *BasePage.content_panels,
        InlinePanel("form_fields", label="form field"),
        "thank_you_text",
    ]
