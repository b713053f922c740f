"""Ranked look-ups in the full-text index that Wagtail keeps.

The index is asked directly, one statement a search. Going through `Page.objects.search()` repeats the
ranking for every row on SQLite (25 seconds for a common word in 10,000 pages, against 30 ms here), and on
PostgreSQL it filters by an expression that no index covers.
"""

from dataclasses import dataclass

from django.db import connection
from wagtail.search.models import IndexEntry

from search.query import SearchQuery, stem

MOST = 1000
TITLE_WEIGHT = 8
BODY_WEIGHT = 1


@dataclass(frozen=True)
class Match:
    """One object that has all the words: what it is, and its indexed text."""

    content_type_id: int
    object_id: int
    entry_id: int


def find_matches(query: SearchQuery, content_type_ids: list[int]) -> list[Match]:
    """The best matches among these types, best first, 1,000 at the most."""
    if not query or not content_type_ids:
        return []
    find = _find_in_postgresql if connection.vendor == "postgresql" else _find_in_sqlite
    return [Match(int(kind), int(pk), entry) for kind, pk, entry in find(query, content_type_ids)]


def texts_of(matches: list[Match]) -> dict[int, str]:
    """The indexed text of these matches, by entry."""
    field = "body_text" if connection.vendor == "postgresql" else "body"
    entries = IndexEntry.objects.filter(pk__in=[match.entry_id for match in matches])
    return {pk: text or "" for pk, text in entries.values_list("pk", field)}


def _find_in_sqlite(query: SearchQuery, content_type_ids: list[int]):
    # FTS5 has no English stemmer: a stem as a prefix finds the forms of a word.
    words = " ".join(f'"{stem(word)}"*' for word in query.words)
    places = ", ".join(["%s"] * len(content_type_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT entry.content_type_id, entry.object_id, entry.id
            FROM wagtailsearch_indexentry_fts
            JOIN wagtailsearch_indexentry entry ON entry.id = wagtailsearch_indexentry_fts.rowid
            WHERE wagtailsearch_indexentry_fts MATCH %s AND entry.content_type_id IN ({places})
            ORDER BY bm25(wagtailsearch_indexentry_fts, 0, {BODY_WEIGHT}, {TITLE_WEIGHT}), entry.id
            LIMIT {MOST}
            """,
            [f"{{title body}} : ({words})", *content_type_ids],
        )
        return cursor.fetchall()


def _find_in_postgresql(query: SearchQuery, content_type_ids: list[int]):
    # Word by word, so that the indexes on title and on body both serve. A word like "the" is no
    # lexeme: its query is empty, matches nothing, and must not rule a page out.
    each_word = " AND ".join(
        [
            """(numnode(plainto_tsquery('english', %s)) = 0
                OR entry.title @@ plainto_tsquery('english', %s)
                OR entry.body @@ plainto_tsquery('english', %s))"""
        ]
        * len(query.words)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT entry.content_type_id, entry.object_id, entry.id
            FROM wagtailsearch_indexentry entry, plainto_tsquery('english', %s) words
            WHERE numnode(words) > 0 AND {each_word} AND entry.content_type_id = ANY(%s)
            ORDER BY {TITLE_WEIGHT} * ts_rank(entry.title, words) + ts_rank(entry.body, words) DESC, entry.id
            LIMIT {MOST}
            """,
            [
                " ".join(query.words),
                *(word for word in query.words for _ in range(3)),
                content_type_ids,
            ],
        )
        return cursor.fetchall()
