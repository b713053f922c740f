
from site_core.models import BasePage


class HomePage(BasePage):
    """The front page."""

    parent_page_types = ["wagtailcore.Page"]
    max_count_per_parent = 1


