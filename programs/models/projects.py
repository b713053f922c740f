from django.db import models

from site_core.models import BasePage


class ProgramIndexPage(BasePage):
    """The catalogue of Projects."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["programs.ProjectPage"]
    max_count = 1


class ProjectPage(BasePage):
    """The story of one Project. Its cohorts are rows of `Cohort`, never page content."""

    class Color(models.TextChoices):
        THRIVE = "thrive", "Thrive green"
        ONWARD = "onward", "Onward violet"
        BACE = "bace", "Bace coral"

    parent_page_types = ["programs.ProgramIndexPage"]
    subpage_types = []

    short_name = models.CharField(max_length=40, help_text="For instance: Thrive.")
    color = models.CharField(max_length=10, choices=Color.choices, default=Color.THRIVE)
    room = models.CharField(max_length=120, blank=True, help_text="For whom: the kind of room.")

    content_panels = [*BasePage.content_panels, "short_name", "color", "room"]
