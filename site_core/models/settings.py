from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Orderable


@register_setting(icon="cog", order=10)
class SiteSettings(BaseSiteSetting, ClusterableModel):
    """The company's name, contact, links and footer."""

    site_name = models.CharField(max_length=120, default="Threshold Learning Consultancy")
    short_name = models.CharField(max_length=60, default="Threshold Learning")
    tagline = models.CharField(max_length=160, blank=True)
    logo = models.ForeignKey(
        "site_core.SiteImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Left empty, the drawn logo is used.",
    )
    contact_email = models.EmailField("contact e-mail", default="hello@threshold.example")
    contact_phone = models.CharField(max_length=40, blank=True)
    postal_address = models.TextField(blank=True)
    footer_heading = models.CharField(
        max_length=120, default="Stuck with a plan that isn’t working?"
    )
    footer_text = models.CharField(
        max_length=200, default="A consultant answers, usually within one school day."
    )
    words_per_minute = models.PositiveSmallIntegerField(
        default=238, help_text="Reading speed behind “6 minutes to read”."
    )

    panels = [
        MultiFieldPanel(["site_name", "short_name", "tagline", "logo"], heading="Name and logo"),
        MultiFieldPanel(["contact_email", "contact_phone", "postal_address"], heading="Contact"),
        MultiFieldPanel(["footer_heading", "footer_text"], heading="Footer"),
        FieldPanel("words_per_minute"),
        InlinePanel("social_links", label="social link"),
        InlinePanel("podcast_links", label="podcast app"),
    ]

    class Meta:
        verbose_name = "Site"


class SocialLink(Orderable):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="social_links")
    label = models.CharField(max_length=40, help_text="For instance: LinkedIn.")
    url = models.URLField("address")

    panels = ["label", "url"]


class PodcastPlatformLink(Orderable):
    settings = ParentalKey(SiteSettings, on_delete=models.CASCADE, related_name="podcast_links")
    label = models.CharField(max_length=40, help_text="For instance: Apple Podcasts.")
    url = models.URLField("address")

    panels = ["label", "url"]


@register_setting(icon="pick", order=20)
class PromoSettings(BaseSiteSetting):
    """What new articles offer where their topics choose nothing."""

    author = models.ForeignKey(
        "site_core.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    university_product = models.ForeignKey(
        "site_core.UniversityProduct",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    guide = models.ForeignKey(
        "programs.DownloadPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    episode = models.ForeignKey(
        "podcast.EpisodePage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    panels = ["author", "university_product", "guide", "episode"]

    class Meta:
        verbose_name = "Default promotions"
