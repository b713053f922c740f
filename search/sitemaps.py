"""The addresses that search engines should know: what is live, public and not hidden."""

from wagtail.contrib.sitemaps import Sitemap

from site_core.models import Person, Topic


class PersonSitemap(Sitemap):
    """People have pages, but no place in the page tree."""

    def items(self):
        return Person.objects.filter(live=True).order_by("pk")


class TopicSitemap(Sitemap):
    """Topics have pages, but no place in the page tree."""

    def items(self):
        return Topic.objects.filter(live=True).order_by("pk")


SITEMAPS = {"pages": Sitemap, "people": PersonSitemap, "topics": TopicSitemap}
