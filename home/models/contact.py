from http import HTTPMethod

from django.db import models
from django.template.response import TemplateResponse
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import AbstractFormField, AbstractFormSubmission, FormMixin
from wagtail.contrib.forms.panels import FormSubmissionsPanel
from wagtail.fields import RichTextField

from home.contact import ContactFormBuilder, receive_message, too_many_from
from programs.leads import network_of
from programs.views.responses import SeeOther
from site_core.models import BasePage

THANKS = "sent"
TOO_MANY = "A lot of messages came from your network in the last hour. Please try again in a while, or write to {email}."


class ContactSubmission(AbstractFormSubmission):
    """A message somebody wrote to us. `network` is the sender's address cut short, kept against floods."""

    network = models.CharField(max_length=45, blank=True)

    class Meta:
        indexes = [models.Index(fields=["network", "submit_time"])]


class ContactFormField(AbstractFormField):
    page = ParentalKey("home.ContactPage", on_delete=models.CASCADE, related_name="form_fields")


class ContactPage(FormMixin, BasePage):
    """A page with a form that reaches the company."""

    allowed_http_methods = [*BasePage.allowed_http_methods, HTTPMethod.POST]
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    form_builder = ContactFormBuilder

    intro = models.TextField(blank=True, max_length=500, help_text="Above the form.")
    button_label = models.CharField("button", max_length=60, default="Send the message")
    notify_email = models.EmailField(
        "send messages to",
        blank=True,
        help_text="Left empty, the contact address of the site’s settings.",
    )
    thank_you_heading = models.CharField(
        "heading", max_length=100, default="Thank you for writing."
    )
    thank_you_text = RichTextField("text", blank=True, features=["bold", "italic", "link"])

    content_panels = [
        FormSubmissionsPanel(),
        *BasePage.content_panels,
        FieldPanel("intro"),
        InlinePanel("form_fields", label="question", heading="Questions"),
        MultiFieldPanel(["button_label", "notify_email"], heading="Sending"),
        MultiFieldPanel(["thank_you_heading", "thank_you_text"], heading="After sending"),
    ]

    def get_submissions_list_view_class(self):
        # Its views need the admin's, which import while models still do.
        from home.exports import HarmlessSubmissionsView

        return HarmlessSubmissionsView

    def get_submission_class(self):
        return ContactSubmission

    def serve(self, request, *args, **kwargs):
        """The form; 422 with what to fix; or 303 to the thank-you page. Never asks who is signed in."""
        if request.method == "POST":
            return self.answer(request)
        if THANKS in request.GET:
            return self.render_landing_page(request)
        return self.show(request, self.get_form(page=self))

    def answer(self, request):
        form = self.get_form(request.POST, page=self)
        network = network_of(request)
        if form.is_valid() and not form.was_filled_by_a_program and too_many_from(network):
            form.add_error(None, TOO_MANY.format(email=self.recipient))
        if not form.is_valid():
            return self.show(request, form, status=422)
        if not form.was_filled_by_a_program:
            receive_message(page=self, answers=form.answers, network=network)
        return SeeOther(f"{self.url}?{THANKS}=1")

    def show(self, request, form, status=200):
        context = self.get_context(request) | {"form": form}
        return TemplateResponse(request, self.get_template(request), context, status=status)

    @property
    def recipient(self) -> str:
        from site_core.models import SiteSettings

        return self.notify_email or SiteSettings.for_site(self.get_site()).contact_email
