from django.core.files.storage import storages
from django.db import models

from site_core.models import BasePage


def private_storage():
    return storages["private"]


class DownloadIndexPage(BasePage):
    """All guides."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["programs.DownloadPage"]
    max_count = 1


class DownloadPage(BasePage):
    """A guide that is sent by e-mail. Its file is private: only a lead's link serves it."""

    parent_page_types = ["programs.DownloadIndexPage"]
    subpage_types = []

    file = models.FileField(storage=private_storage, upload_to="guides", blank=True)

    content_panels = [*BasePage.content_panels, "file"]
