from django.db import models
from wagtail.documents.models import AbstractDocument, Document


class SiteDocument(AbstractDocument):
    """A file that anyone may download. Guides are not documents: their files are private."""

    summary = models.CharField(max_length=200, blank=True, help_text="What is inside, in one line.")

    admin_form_fields = (*Document.admin_form_fields, "summary")

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"
        permissions = [("choose_document", "Can choose document")]
