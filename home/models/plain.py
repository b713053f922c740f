from site_core.models import BasePage


class StandardPage(BasePage):
    """A page of text: about, privacy, terms."""

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]


class LandingPage(BasePage):
    """A campaign's page: no navigation, one goal."""

    parent_page_types = ["home.HomePage"]
    subpage_types = []
