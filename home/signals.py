"""What new articles start with, and what follows when the reading speed changes."""

from django.db.models import F
from django.db.models.functions import Ceil, Greatest
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.signals import init_new_page

from home.models import ArticlePage
from home.promos import default_promos
from site_core.models import SiteSettings
from site_core.offers import default_offers


@receiver(init_new_page)
def start_article(sender, page, parent, **kwargs):
    if isinstance(page, ArticlePage):
        page.promos = default_promos()
        page.author = default_offers().author


@receiver(post_save, sender=SiteSettings)
def recount_minutes(sender, instance, **kwargs):
    """Minutes are kept with each article, so that lists need not read the long text."""
    speed = max(instance.words_per_minute or 1, 1)
    ArticlePage.objects.update(minutes=Greatest(1, Ceil(F("word_count") * 1.0 / speed)))
