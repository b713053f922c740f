from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils.text import Truncator, slugify

from site_core.offers import default_offers

from . import matching
from .html import read_html, read_markdown
from .mapping import body_blocks, with_ids
from .pieces import Document
from .plain_text import read_plain_text
from .promos import promo_blocks
from .reading import Source, read_source
from .recognizing import Recognized, recognize
from .report import Report
from .saving import find_parent, save_draft

READERS = {"text": read_plain_text, "markdown": read_markdown, "html": read_html}
UNDERSTOOD = {
    "title",
    "author",
    "date",
    "published",
    "summary",
    "description",
    "topics",
    "tags",
    "source",
}


class _DryRun(Exception):
    pass


def import_article(path: Path, *, parent_slug: str | None = None, dry_run: bool = False) -> Report:
    """Make or update the draft for a file. Raises Refused, and then nothing is made.

    A dry run does everything and takes it back, so its report is that of the real run.
    """
    source = read_source(Path(path))
    report = Report()
    if source.remark:
        report.remark(source.remark)
    try:
        with transaction.atomic():
            make_draft(source, parent_slug, report)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return report


def make_draft(source: Source, parent_slug: str | None, report: Report) -> None:
    parent = find_parent(parent_slug)
    document = READERS[source.kind](source.text)
    found = recognize(document, report, matching.known_names())
    author = author_of(found, report)
    topics = topics_of(document.meta, report)
    blocks = body_blocks(found.body, report)
    key = key_of(document, found)
    report.did(f"title: {found.title}")
    report.did(f"text: {counted(blocks)}")
    save_draft(
        parent=parent,
        source_key=key,
        fields=fields_of(document, found, author, report),
        body=with_ids(blocks, key),
        promos=with_ids(promo_blocks(found, topics, author, report), key),
        topics=topics,
        report=report,
    )
    for unknown in sorted(set(document.meta) - UNDERSTOOD):
        report.could_not_place(f"{unknown}: {document.meta[unknown]}")


def key_of(document: Document, found: Recognized) -> str:
    """What makes two files the same article: where it came from when the file says so, else its title."""
    origin = document.meta.get("source")
    return (origin if isinstance(origin, str) and origin else f"title:{slugify(found.title)}")[:200]


def author_of(found: Recognized, report: Report):
    """The first name that is known, else a draft person of the name below "written by" or in the byline."""
    for name in found.bylines:
        person = matching.find_person(name)
        if person:
            report.did(f"author: {person.name} (found)")
            return person
    if found.bylines:
        person = matching.new_person(found.bylines[0], "\n\n".join(found.biography))
        report.did(f"author: {person.name} (a draft person was made; check and publish it)")
        return person
    report.did("author: none in the file; the default of the settings")
    return default_offers().author


def topics_of(meta: dict, report: Report) -> list:
    named = meta.get("topics") or meta.get("tags") or []
    names = named if isinstance(named, list) else [name.strip() for name in named.split(",")]
    topics, unknown = matching.find_topics([name for name in names if name])
    for name in unknown:
        report.could_not_place(f"topic: {name}")
    if topics:
        report.did(f"topics: {', '.join(topic.name for topic in topics)}")
    return topics


def fields_of(document: Document, found: Recognized, author, report: Report) -> dict:
    meta = document.meta
    summary = str(meta.get("summary") or meta.get("description") or "")
    if len(summary) > 300:
        summary = Truncator(summary).chars(300)
        report.remark("The summary was longer than 300 characters and was cut.")
    opening = next((piece.text for piece in found.body if piece.kind == "paragraph"), "")
    fields = {
        "title": found.title[:255],
        "author": author,
        "summary": summary,
        "search_description": "" if summary else Truncator(opening).chars(155),
    }
    day = day_of(meta, report)
    return fields | ({"published_on": day} if day else {})


def day_of(meta: dict, report: Report) -> date | None:
    given = meta.get("date") or meta.get("published")
    if not given:
        return None
    try:
        return date.fromisoformat(str(given)[:10])
    except ValueError:
        report.could_not_place(f"date: {given}")
        return None


def counted(blocks: list) -> str:
    """Such as "9 headings, 11 stretches of text"."""
    names = {
        "heading": "heading",
        "paragraph": "stretch of text",
        "quote": "quotation",
        "table": "table",
        "embed": "video",
    }
    counts = [(name, sum(kind == k for k, _ in blocks)) for kind, name in names.items()]
    plural = {"stretch of text": "stretches of text"}
    return ", ".join(
        f"{count} {name if count == 1 else plural.get(name, f'{name}s')}"
        for name, count in counts
        if count
    )
