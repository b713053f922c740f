from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class SiteImage(AbstractImage):
    """A picture with its default alternative text (`description`), credit and license."""

    credit = models.CharField(
        max_length=200, blank=True, help_text="Who made it, as it should be shown."
    )
    license = models.CharField(
        max_length=120, blank=True, help_text="For instance: our own, CC BY 4.0."
    )

    admin_form_fields = (*Image.admin_form_fields, "credit", "license")

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        permissions = [("choose_image", "Can choose image")]


class SiteRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]
