"""Search results: of which kind, with the passage that matches, and where an episode says it."""

import re
from collections import Counter
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page, get_page_models

from search.index import Match, find_matches, texts_of
from search.query import SearchQuery
from site_core.models import Person, Topic

PASSAGE_LENGTH = 220
LEAD_IN = 60


@dataclass(frozen=True)
class Kind:
    key: str
    one: str
    many: str
    models: frozenset[str] = frozenset()


ARTICLES = Kind("articles", "Article", "Articles", frozenset({"home.articlepage"}))
EPISODES = Kind(
    "episodes", "Said in an episode", "Said in episodes", frozenset({"podcast.episodepage"})
)
GUIDES = Kind("guides", "Guide", "Guides", frozenset({"programs.downloadpage"}))
PROJECTS = Kind("projects", "Project", "Projects", frozenset({"programs.projectpage"}))
PEOPLE = Kind("people", "Person", "People", frozenset({"site_core.person"}))
TOPICS = Kind("topics", "Topic", "Topics", frozenset({"site_core.topic"}))
PAGES = Kind("pages", "Page", "Other pages")
KINDS = (ARTICLES, EPISODES, GUIDES, PROJECTS, PEOPLE, TOPICS, PAGES)


def kind_of(content_type: ContentType) -> Kind:
    label = f"{content_type.app_label}.{content_type.model}"
    return next((kind for kind in KINDS if label in kind.models), PAGES)


@dataclass(frozen=True)
class Moment:
    """Where in an episode something is said. `start` is in seconds."""

    start: int
    said: SafeString
    url: str

    @property
    def clock(self) -> str:
        minutes, seconds = divmod(self.start, 60)
        return f"{minutes}:{seconds:02}"


@dataclass(frozen=True)
class Hit:
    """One result as it is shown."""

    kind: Kind
    title: SafeString
    url: str
    passage: SafeString
    note: str = ""
    color: str = ""
    moment: Moment | None = None


class SearchResults:
    """All matches of a query that a visitor may see; a list of hits by slices, so that it can be paged."""

    def __init__(self, query: SearchQuery, kind_key: str = ""):
        self.query = query
        self.kind_key = kind_key if kind_key in {kind.key for kind in KINDS} else ""

    @cached_property
    def _kinds_by_type(self) -> dict[int, Kind]:
        types = ContentType.objects.get_for_models(*get_page_models(), Person, Topic)
        return {content_type.pk: kind_of(content_type) for content_type in types.values()}

    @cached_property
    def _visible(self) -> list[Match]:
        matches = find_matches(self.query, list(self._kinds_by_type))
        people, topics = (ContentType.objects.get_for_model(model).pk for model in (Person, Topic))
        allowed = {
            people: set(Person.objects.filter(live=True).values_list("pk", flat=True)),
            topics: set(Topic.objects.filter(live=True).values_list("pk", flat=True)),
        }
        page_ids = [m.object_id for m in matches if m.content_type_id not in allowed]
        pages = set(
            Page.objects.live()
            .public()
            .filter(pk__in=page_ids, depth__gt=1)
            .values_list("pk", flat=True)
        )
        return [m for m in matches if m.object_id in allowed.get(m.content_type_id, pages)]

    @cached_property
    def counts(self) -> list[tuple[Kind, int]]:
        """How many there are of each kind that has any."""
        found = Counter(self._kinds_by_type[match.content_type_id] for match in self._visible)
        return [(kind, found[kind]) for kind in KINDS if found[kind]]

    @cached_property
    def total(self) -> int:
        return len(self._visible)

    @cached_property
    def _shown(self) -> list[Match]:
        if not self.kind_key:
            return self._visible
        return [
            m for m in self._visible if self._kinds_by_type[m.content_type_id].key == self.kind_key
        ]

    def __len__(self) -> int:
        return len(self._shown)

    def __getitem__(self, part: slice) -> list[Hit]:
        matches = self._shown[part]
        objects, texts = self._load(matches), texts_of(matches)
        return [
            self._hit(match, objects[match.content_type_id, match.object_id], texts[match.entry_id])
            for match in matches
            if (match.content_type_id, match.object_id) in objects
        ]

    def _load(self, matches: list[Match]) -> dict:
        by_type: dict[int, list[int]] = {}
        for match in matches:
            by_type.setdefault(match.content_type_id, []).append(match.object_id)
        return {
            (type_id, found.pk): found
            for type_id, ids in by_type.items()
            for found in ContentType.objects.get_for_id(type_id)
            .model_class()
            .objects.filter(pk__in=ids)
        }

    def _hit(self, match: Match, found, text: str) -> Hit:
        kind = self._kinds_by_type[match.content_type_id]
        title = getattr(found, "title", "") or str(found)
        summary = getattr(found, "summary", "")
        moment = self._moment(found)
        return Hit(
            kind=kind,
            title=highlight(title, self.query),
            url=found.url or "",
            passage=moment.said if moment else passage(summary, text, self.query),
            note=getattr(found, "search_note", ""),
            color=getattr(found, "search_color", ""),
            moment=moment,
        )

    def _moment(self, found) -> Moment | None:
        """The first cue of an episode's transcript that has one of the words."""
        for cue in getattr(found, "transcript_cues", None) or []:
            if self.query.pattern.search(cue["text"]):
                start = int(cue["start"])
                said = highlight(cue["text"], self.query)
                return Moment(
                    start=start, said=mark_safe(f"“{said}”"), url=f"{found.url}?t={start}"
                )
        return None


def highlight(text: str, query: SearchQuery) -> SafeString:
    """The text as safe HTML, with the words that match in `<mark>`."""
    parts, last = [], 0
    for found in query.pattern.finditer(text):
        parts += [escape(text[last : found.start()]), "<mark>", escape(found.group()), "</mark>"]
        last = found.end()
    return mark_safe("".join([*parts, escape(text[last:])]))


def passage(summary: str, text: str, query: SearchQuery) -> SafeString:
    """The summary when it matches, else the passage of the text around the first match."""
    if query.pattern.search(summary):
        return highlight(summary, query)
    # The index joins the parts of a page by commas, after full stops too.
    text = re.sub(r"([.!?…”]), ", r"\1 ", " ".join(text.split()))
    found = query.pattern.search(text)
    if not found:
        return highlight(summary or text[:PASSAGE_LENGTH], query)
    start = max(0, text.rfind(" ", 0, max(0, found.start() - LEAD_IN)) + 1)
    end = text.find(" ", start + PASSAGE_LENGTH)
    cut = text[start : end if end > 0 else len(text)]
    return mark_safe(
        ("… " if start else "") + highlight(cut, query) + (" …" if 0 < end < len(text) else "")
    )
