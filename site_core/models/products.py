from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

MAX_BUTTONS = 2


class UniversityProduct(
    DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel
):
    """A self-paced product of the University, promoted beside articles. Sold elsewhere."""

    name = models.CharField(max_length=120)
    description = models.TextField(help_text="What it is, in two or three sentences.")
    picture = models.ForeignKey(
        "site_core.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("description"),
        FieldPanel("picture"),
        InlinePanel("buttons", label="button", min_num=0, max_num=MAX_BUTTONS),
    ]
    search_fields = [
        index.SearchField("name", boost=3),
        index.AutocompleteField("name"),
        index.SearchField("description"),
        index.FilterField("live"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = "University product"

    def __str__(self):
        return self.name

    @property
    def button_labels(self) -> str:
        return ", ".join(button.label for button in self.buttons.all()) or "none"

    def get_preview_template(self, request, mode_name):
        return "site_core/university_product_preview.html"


class ProductButton(Orderable):
    product = ParentalKey(UniversityProduct, on_delete=models.CASCADE, related_name="buttons")
    label = models.CharField(max_length=60)
    url = models.URLField("address")

    panels = ["label", "url"]

    def clean(self):
        super().clean()
        if self.url and not self.url.startswith(("https://", "http://")):
            raise ValidationError({"url": "Start the address with https://."})

    def __str__(self):
        return self.label
