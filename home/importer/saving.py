"""The draft: a new page, or a new draft revision of the page an earlier import made. Nothing live changes."""

import json
from itertools import chain, count

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from home.models import ArticleIndexPage, ArticlePage
from site_core.models.pages import RESERVED_SLUGS

from .report import Refused, Report


def find_parent(slug: str | None) -> ArticleIndexPage:
    indexes = ArticleIndexPage.objects.all()
    parent = (indexes.filter(slug=slug) if slug else indexes.order_by("path")).first()
    if parent is None and slug:
        raise Refused(f"There is no article index with the slug “{slug}”.")
    if parent is None:
        raise Refused("There is no article index page yet. Make one below the front page first.")
    return parent


def save_draft(
    *, parent, source_key: str, fields: dict, body: list, promos: list, topics, report: Report
):
    existing = ArticlePage.objects.filter(source_key=source_key).order_by("pk").first()
    page = existing.get_latest_revision_as_object() if existing else ArticlePage(live=False)
    before = content_of(page) if existing else None
    for name, value in fields.items():
        if value or not existing:
            setattr(page, name, value)
    page.source_key = source_key
    page.body = json.dumps(body)
    page.promos = json.dumps(promos)
    if topics or not existing:
        page.topics = topics
    report.page = page
    if existing and content_of(page) == before:
        report.outcome = "unchanged"
        return page
    try:
        if not existing:
            page.slug = free_slug(page.title, parent)
            parent.add_child(instance=page)
        page.full_clean(exclude=["slug", "path", "depth"])
    except ValidationError as error:
        raise Refused(f"The article can't be saved: {' '.join(error.messages)}") from None
    page.save_revision()
    report.outcome = "updated" if existing else "made"
    return page


def free_slug(title: str, parent) -> str:
    """An address made of the title that no other article and nothing of the site's own has."""
    slug = slugify(title)[:200].strip("-") or "article"
    taken = set(parent.get_children().values_list("slug", flat=True)) | RESERVED_SLUGS
    numbered = (f"{slug}-{number}" for number in count(2))
    return next(s for s in chain([slug], numbered) if s not in taken)


def content_of(page) -> dict:
    content = page.serializable_data()
    names = ("title", "author", "published_on", "summary", "search_description", "topics")
    streams = {name: getattr(page, name).get_prep_value() for name in ("body", "promos")}
    return {name: content.get(name) for name in names} | {
        name: json.dumps(value, sort_keys=True) for name, value in streams.items()
    }
