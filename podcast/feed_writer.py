"""A podcast feed as XML: RSS 2.0 with the itunes, podcast, atom and content namespaces.

Django's own RSS generator isn't used: it writes the self link without a type and dates the feed "now".
Sources: https://github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification,
https://podcasters.apple.com/support/823-podcast-requirements and https://podcasting2.org/docs/podcast-namespace
"""

import re
from io import StringIO

from django.utils.feedgenerator import SyndicationFeed, rfc2822_date
from django.utils.xmlutils import SimplerXMLGenerator

NAMESPACES = {
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
}
# What XML 1.0 can't carry at all, not even escaped.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
LONGEST_TITLE = 255
LONGEST_PERSON = 128


def plain(text: str, longest: int = LONGEST_TITLE) -> str:
    return " ".join(NOT_IN_XML.sub("", text).split())[:longest].strip()


def yes_no(value: bool) -> str:
    return "yes" if value else "no"


def true_false(value: bool) -> str:
    return "true" if value else "false"


class PodcastFeed(SyndicationFeed):
    """Writes what it is given, in a fixed order, so that equal content is equal bytes."""

    content_type = "application/rss+xml; charset=utf-8"

    def writeString(self, encoding: str) -> str:
        out = StringIO()
        self.write(out, encoding)
        return out.getvalue()

    def write(self, outfile, encoding):
        self.xml = SimplerXMLGenerator(outfile, encoding, short_empty_elements=True)
        self.xml.startDocument()
        self.xml.startElement("rss", {"version": "2.0", **NAMESPACES})
        self.xml.startElement("channel", {})
        self.write_channel(self.feed)
        for item in self.items:
            self.xml.startElement("item", {})
            self.write_item(item)
            self.xml.endElement("item")
        self.xml.endElement("channel")
        self.xml.endElement("rss")
        self.xml.endDocument()

    def tag(self, name: str, text: str | int | None = None, **attributes) -> None:
        """One element without children. None as text, without attributes, writes nothing."""
        if text is None and not attributes:
            return
        clean = {key: NOT_IN_XML.sub("", str(value)) for key, value in attributes.items()}
        body = None if text is None else NOT_IN_XML.sub("", str(text))
        self.xml.addQuickElement(name, body, clean)

    def write_channel(self, show: dict) -> None:
        self.tag("title", plain(show["title"]))
        self.tag("link", show["link"])
        self.tag("atom:link", rel="self", type="application/rss+xml", href=show["feed_url"])
        self.tag("description", show["description"])
        self.tag("language", show["language"])
        self.tag("copyright", plain(show["feed_copyright"]) or None)
        self.tag("pubDate", rfc2822_date(show["newest"]) if show["newest"] else None)
        self.tag("itunes:author", plain(show["author"]))
        self.write_owner(show["owner_name"], show["owner_email"])
        self.write_image(show["image_url"])
        for category in show["show_categories"]:
            self.write_category(*category)
        self.tag("itunes:explicit", true_false(show["explicit"]))
        self.tag("itunes:type", show["show_type"])
        self.tag("podcast:guid", show["guid"])
        self.tag("podcast:locked", yes_no(show["locked"]), owner=show["owner_email"])
        self.tag("podcast:medium", "podcast")
        for text, url in show["funding"]:
            self.tag("podcast:funding", plain(text, 128), url=url)
        self.write_people(show["people"])

    def write_item(self, episode: dict) -> None:
        self.tag("title", plain(episode["title"]))
        self.tag("link", episode["link"])
        self.tag("guid", episode["unique_id"], isPermaLink="false")
        self.tag("pubDate", rfc2822_date(episode["pubdate"]))
        self.tag("description", episode["description"] or None)
        self.tag("content:encoded", episode["content"] or None)
        for enclosure in episode["enclosures"]:
            self.tag(
                "enclosure", url=enclosure.url, length=enclosure.length, type=enclosure.mime_type
            )
        self.tag("itunes:duration", episode["seconds"] or None)
        self.tag("itunes:explicit", true_false(episode["explicit"]))
        self.write_image(episode["image_url"])
        self.write_place(episode)
        for url, mime_type in episode["transcripts"]:
            self.tag("podcast:transcript", url=url, type=mime_type, language=episode["language"])
        if episode["chapters_url"]:
            self.tag(
                "podcast:chapters", url=episode["chapters_url"], type="application/json+chapters"
            )
        self.write_people(episode["people"])

    def write_place(self, episode: dict) -> None:
        """Number, season and kind, in the words of both namespaces: the two must agree."""
        self.tag("itunes:season", episode["season"])
        self.tag("itunes:episode", episode["number"])
        self.tag("itunes:episodeType", episode["episode_type"])
        self.tag("podcast:season", episode["season"])
        self.tag("podcast:episode", episode["number"])

    def write_owner(self, name: str, email: str) -> None:
        self.xml.startElement("itunes:owner", {})
        self.tag("itunes:name", plain(name))
        self.tag("itunes:email", email)
        self.xml.endElement("itunes:owner")

    def write_image(self, url: str) -> None:
        if url:
            self.tag("itunes:image", href=url)

    def write_category(self, name: str, subcategory: str) -> None:
        self.xml.startElement("itunes:category", {"text": name})
        if subcategory:
            self.xml.addQuickElement("itunes:category", None, {"text": subcategory})
        self.xml.endElement("itunes:category")

    def write_people(self, people: list[dict]) -> None:
        for person in people:
            attributes = {"role": person["role"], "group": person["group"]}
            if person["url"]:
                attributes["href"] = person["url"]
            self.tag("podcast:person", plain(person["name"], LONGEST_PERSON), **attributes)
