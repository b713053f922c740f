"""What somebody may have meant, when nothing was found."""

import re
from difflib import get_close_matches

from django.core.cache import cache
from wagtail.models import Page

from search.query import SearchQuery
from site_core.models import Person, Topic

KEEP_FOR = 600  # seconds
MOST_TITLES = 2000
CLOSE_ENOUGH = 0.75


def vocabulary() -> list[str]:
    """The words of live titles, topics and names, in lower case."""
    return cache.get_or_set("search.vocabulary", _gather, KEEP_FOR)


def _gather() -> list[str]:
    titles = Page.objects.live().public().values_list("title", flat=True)[:MOST_TITLES]
    names = [
        *Topic.objects.filter(live=True).values_list("name", flat=True),
        *Person.objects.filter(live=True).values_list("name", flat=True),
    ]
    return sorted(
        {word.lower() for text in [*titles, *names] for word in re.findall(r"\w{4,}", text)}
    )


def suggestion(query: SearchQuery) -> str:
    """The query with unknown words replaced by known ones that look like them, or an empty string."""
    known = vocabulary()
    better = [
        (get_close_matches(word.lower(), known, n=1, cutoff=CLOSE_ENOUGH) or [word])[0]
        for word in query.words
    ]
    meant = " ".join(better)
    return meant if meant.lower() != " ".join(query.words).lower() else ""
