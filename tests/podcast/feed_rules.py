"""A strict reader of podcast feeds: what directories demand and what they recommend, rule by rule.

Written from PSP-1, Apple's requirements and the Podcasting 2.0 namespace, not from our generator.
"""

import re
import uuid
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.utils import timezone

from podcast.categories import CATEGORIES

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
ENCLOSURE_TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/x-m4a"}
TRANSCRIPT_TYPES = {".vtt": "text/vtt", ".srt": "application/x-subrip"}
ALLOWED_TAGS = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em", "br"}
RETIRED = [f"{ITUNES}keywords", f"{ITUNES}summary", f"{ITUNES}subtitle"]
LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?\Z")
EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+\Z")
NOT_PLAIN = re.compile(r"<[a-z/]|&[a-z#]+;|\n", re.IGNORECASE)


class Report:
    """Collects broken rules. `scheme` is https in production; only a development feed may say http."""

    def __init__(self, scheme: str = "http"):
        self.broken: list[str] = []
        self.scheme = scheme

    def must(self, holds, rule: str) -> None:
        if not holds:
            self.broken.append(rule)

    def address(self, url: str | None, rule: str) -> None:
        parts = urlsplit(url or "")
        self.must(parts.scheme == self.scheme and parts.netloc and " " not in url, rule)


def broken_rules(body: bytes, feed_url: str, scheme: str = "http") -> list[str]:
    """Every rule, MUST and SHOULD, that this feed breaks. Empty for a feed every directory accepts."""
    report = Report(scheme)
    check_document(report, body)
    root = ElementTree.fromstring(body)
    channel = root.find("channel")
    check_channel(report, channel, feed_url)
    items = channel.findall("item")
    report.must(items, "a feed has an item")
    for item in items:
        check_item(report, item, channel)
    for name in ("guid", "enclosure"):
        values = [
            item.findtext("guid") if name == "guid" else item.find("enclosure").get("url")
            for item in items
        ]
        report.must(len(set(values)) == len(values), f"every {name} is unique")
    return report.broken


def check_document(report: Report, body: bytes) -> None:
    report.must(
        body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'), "XML declaration in UTF-8"
    )
    report.must(b"<!DOCTYPE" not in body, "no DOCTYPE")
    for name, address in {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM}.items():
        report.must(
            f'xmlns:{name}="{address[1:-1]}"'.encode() in body, f"namespace {name} on the root"
        )
    report.must(b'<rss version="2.0"' in body, "rss 2.0")


def check_title(report: Report, element, what: str) -> None:
    titles = element.findall("title")
    report.must(len(titles) == 1, f"{what}: one title")
    title = titles[0].text or ""
    report.must(
        title == title.strip() and 0 < len(title) <= 255, f"{what}: title is trimmed and short"
    )
    report.must(not NOT_PLAIN.search(title), f"{what}: title is plain text")


def check_html(report: Report, html: str, what: str, limit: int = 4000) -> None:
    report.must(0 < len(html.encode()) <= limit, f"{what}: description up to {limit} bytes")
    tags = {tag.lower() for tag in re.findall(r"</?([a-zA-Z0-9-]+)", html)}
    report.must(
        tags <= ALLOWED_TAGS, f"{what}: only simple tags, not {sorted(tags - ALLOWED_TAGS)}"
    )
    for href in re.findall(r'href="([^"]*)"', html):
        report.must(re.match(r"https?://|mailto:", href), f"{what}: links are absolute")


def check_channel(report: Report, channel, feed_url: str) -> None:
    check_title(report, channel, "channel")
    report.must(len(channel.findall("description")) == 1, "channel: one description")
    check_html(report, channel.findtext("description"), "channel")
    report.address(channel.findtext("link"), "channel: link is absolute")
    report.must(LANGUAGE.match(channel.findtext("language") or ""), "channel: language like en-us")
    links = channel.findall(f"{ATOM}link")
    report.must(
        [link.attrib for link in links]
        == [{"rel": "self", "type": "application/rss+xml", "href": feed_url}],
        "channel: one self link with its type, equal to the address served",
    )
    check_categories(report, channel)
    check_explicit(report, channel, "channel")
    check_image(report, channel, "channel")
    check_identity(report, channel, feed_url)
    report.must(
        not [tag for tag in RETIRED if channel.find(f".//{tag}") is not None], "no retired tags"
    )
    report.must(len(channel.findall("lastBuildDate")) <= 1, "channel: lastBuildDate at most once")


def check_categories(report: Report, channel) -> None:
    categories = channel.findall(f"{ITUNES}category")
    report.must(categories, "channel: at least one category")
    for category in categories:
        name, subs = category.get("text"), category.findall(f"{ITUNES}category")
        report.must(name in CATEGORIES, f"channel: {name} is a category")
        report.must(len(subs) <= 1, "channel: one subcategory each")
        for sub in subs:
            report.must(
                sub.get("text") in CATEGORIES.get(name, []),
                f"channel: {sub.get('text')} is in {name}",
            )


def check_identity(report: Report, channel, feed_url: str) -> None:
    report.must(channel.findtext(f"{ITUNES}author"), "channel: author")
    owner = channel.find(f"{ITUNES}owner")
    report.must(owner is not None and owner.findtext(f"{ITUNES}name"), "channel: owner's name")
    email = owner.findtext(f"{ITUNES}email") if owner is not None else ""
    report.must(EMAIL.match(email or ""), "channel: owner's e-mail")
    namespace = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    expected = uuid.uuid5(namespace, feed_url.split("://")[1].rstrip("/"))
    report.must(
        channel.findtext(f"{PODCAST}guid") == str(expected), "channel: guid made from the address"
    )
    locked = channel.find(f"{PODCAST}locked")
    report.must(locked is not None and locked.text in ("yes", "no"), "channel: locked is yes or no")
    report.must(
        locked is not None and locked.get("owner") == email, "channel: locked names the owner"
    )
    report.must(channel.findtext(f"{ITUNES}type") in ("episodic", "serial"), "channel: type")
    owner_line = channel.findtext("copyright") or ""
    report.must(owner_line, "channel: copyright holder")
    report.must(
        not re.search(r"copyright|©|\d{4}", owner_line, re.I),
        "channel: copyright names only the holder",
    )
    for funding in channel.findall(f"{PODCAST}funding"):
        report.address(funding.get("url"), "channel: funding address")
        report.must(0 < len(funding.text or "") <= 128, "channel: funding text")
    check_people(report, channel, "channel")


def check_people(report: Report, element, what: str) -> None:
    people = element.findall(f"{PODCAST}person")
    report.must(people, f"{what}: at least one person")
    for person in people:
        report.must(0 < len(person.text or "") <= 128, f"{what}: a person's name")
        report.must(
            person.get("role") and person.get("role") == person.get("role").lower(), f"{what}: role"
        )
        report.must(person.get("group"), f"{what}: group")
    report.must([p for p in people if "host" in p.get("role")], f"{what}: a host among the people")


def check_explicit(report: Report, element, what: str) -> None:
    values = [found.text for found in element.findall(f"{ITUNES}explicit")]
    report.must(values in (["true"], ["false"]), f"{what}: explicit is true or false, once")


def check_image(report: Report, element, what: str) -> None:
    images = element.findall(f"{ITUNES}image")
    report.must(len(images) == 1, f"{what}: one image")
    for image in images:
        report.address(image.get("href"), f"{what}: image address")
        report.must(
            image.get("href", "").endswith((".jpg", ".png")), f"{what}: image is JPEG or PNG"
        )


def check_item(report: Report, item, channel) -> None:
    check_title(report, item, "item")
    title = item.findtext("title")
    report.must(
        not re.match(r"(ep\.?|episode|#)\s*\d", title, re.I), "item: title without a number"
    )
    report.must(channel.findtext("title") not in title, "item: title without the show's name")
    check_guid(report, item)
    check_date(report, item)
    check_enclosure(report, item)
    check_html(report, item.findtext("description") or "", "item")
    report.address(item.findtext("link"), "item: link is absolute")
    check_explicit(report, item, "item")
    check_image(report, item, "item")
    duration = item.findtext(f"{ITUNES}duration") or ""
    report.must(duration.isdigit() and int(duration) > 0, "item: duration in whole seconds")
    check_place(report, item)
    check_texts(report, item)
    check_people(report, item, "item")


def check_guid(report: Report, item) -> None:
    guids = item.findall("guid")
    report.must(
        len(guids) == 1 and guids[0].get("isPermaLink") == "false", "item: one guid, no permalink"
    )
    try:
        uuid.UUID(guids[0].text)
    except (ValueError, IndexError):
        report.must(False, "item: guid is a UUID")


def check_date(report: Report, item) -> None:
    text = item.findtext("pubDate") or ""
    date = parsedate_to_datetime(text)
    report.must(date.tzinfo and date <= timezone.now(), "item: published in the past, with a zone")
    report.must(text.startswith(date.strftime("%a, ")), "item: right day of the week")


def check_enclosure(report: Report, item) -> None:
    enclosures = item.findall("enclosure")
    report.must(len(enclosures) == 1, "item: one enclosure")
    enclosure = enclosures[0]
    report.address(enclosure.get("url"), "item: enclosure address")
    suffix = urlsplit(enclosure.get("url")).path[-4:]
    report.must(ENCLOSURE_TYPES.get(suffix) == enclosure.get("type"), "item: type fits the ending")
    report.must(int(enclosure.get("length") or 0) > 0, "item: length in bytes")
    report.must(not urlsplit(enclosure.get("url")).query, "item: enclosure without a query")


def check_place(report: Report, item) -> None:
    kind = item.findtext(f"{ITUNES}episodeType")
    report.must(kind in ("full", "trailer", "bonus"), "item: episode type")
    for name in ("season", "episode"):
        here, there = item.findtext(f"{ITUNES}{name}"), item.findtext(f"{PODCAST}{name}")
        report.must(here == there, f"item: both namespaces agree on the {name}")
        report.must(
            here is None or (here.isdigit() and int(here) > 0), f"item: {name} counts from 1"
        )


def check_texts(report: Report, item) -> None:
    transcripts = item.findall(f"{PODCAST}transcript")
    if item.findtext(f"{ITUNES}episodeType") == "full":
        report.must(transcripts, "item: a full episode has a transcript")
    for transcript in transcripts:
        report.address(transcript.get("url"), "item: transcript address")
        expected = TRANSCRIPT_TYPES.get(transcript.get("url", "")[-4:])
        report.must(transcript.get("type") == expected, "item: transcript type fits the ending")
    chapters = item.findall(f"{PODCAST}chapters")
    report.must(len(chapters) <= 1, "item: chapters at most once")
    for chapter in chapters:
        report.must(chapter.get("type") == "application/json+chapters", "item: chapters' type")
        report.address(chapter.get("url"), "item: chapters address")
