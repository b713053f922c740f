from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from programs.private_links import hash_token, make_token, new_nonce

from .append_only import AppendOnlyRow


class Lead(models.Model):
    """Somebody who gave an e-mail address in return for a guide. One row per address, in lower case."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=40, blank=True)
    verified_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person first opened a file sent to the address."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return self.email


class ConsentEvent(AppendOnlyRow):
    """What somebody agreed to or took back: the exact words, when, where and how."""

    class Purpose(models.TextChoices):
        GUIDE = "guide", "Guide by e-mail"
        NEWSLETTER = "newsletter", "Newsletter"

    class Action(models.TextChoices):
        GRANTED = "granted"
        WITHDRAWN = "withdrawn"

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="consent_events")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    action = models.CharField(max_length=10, choices=Action.choices)
    text = models.TextField(help_text="The words shown beside the box.")
    text_sha256 = models.CharField(max_length=64)
    channel = models.CharField(max_length=40, default="web form")
    page = models.CharField(max_length=255, blank=True)
    network = models.CharField(max_length=45, blank=True, help_text="Address cut to /24 or /48.")
    user_agent = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["created_at"]

    def __str__(self):
        return f"{self.lead_id}: {self.purpose} {self.action}"


class Submission(models.Model):
    """One sent form for one guide, with where the visit came from."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="submissions")
    guide = models.ForeignKey(
        "programs.DownloadPage", null=True, on_delete=models.SET_NULL, related_name="submissions"
    )
    guide_title = models.CharField(max_length=255)
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=40, blank=True)
    page = models.CharField(max_length=255, blank=True, help_text="Where the form stood.")
    network = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["network", "created_at"])]

    def __str__(self):
        return f"{self.lead} asked for {self.guide_title}"


class DeliveryQuerySet(models.QuerySet):
    def by_token(self, token: str):
        return self.filter(token_hash=hash_token(token))


class Delivery(models.Model):
    """A private link to a guide's newest file: for one lead, usable many times until it expires."""

    LIFETIME = timedelta(days=7)

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="delivery")
    nonce = models.CharField(max_length=40, default=new_nonce)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(
        null=True, blank=True, help_text="By a person; scanners do not count."
    )
    times_opened = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self):
        return f"{self.submission.guide_title} for {self.submission.lead}"

    @classmethod
    def create_for(cls, submission: Submission) -> "Delivery":
        nonce = new_nonce()
        return cls.objects.create(
            submission=submission,
            nonce=nonce,
            token_hash=hash_token(make_token("guide", nonce)),
            expires_at=timezone.now() + cls.LIFETIME,
        )

    @property
    def url(self) -> str:
        """The whole private address. Goes into the letter and nowhere else."""
        path = reverse("guide_file", args=[make_token("guide", self.nonce)])
        return f"{settings.SITE_URL}{path}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
