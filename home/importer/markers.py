"""Lines by which the parts of the company's old pages are known, and template text that was never meant to be read."""

import re

WRITTEN_BY = re.compile(r"^(?:written by|about the author)\b[\s:]*(?P<name>.{0,80})$", re.I)
PROJECT = re.compile(r"^project\s+(?P<name>thrive|onward|bace)\s*$", re.I)
SECTION_STARTS = {
    "product": re.compile(r"^(?:from the\s+)?university product\b", re.I),
    "guide": re.compile(r"^download our (?:free )?(?:resource|guide)\b", re.I),
    "podcast": re.compile(
        r"^(?:everywhere you listen to podcasts\b|little bits of tlc(?: podcast)?\W*$)", re.I
    ),
}
PROJECT_BUILDS = re.compile(r"^(?:build|join the next cohort)\b", re.I)
PROJECT_EPISODE = re.compile(r"^listen to this episode\b", re.I)
EPISODE = re.compile(
    r"^listen to (?P<title>.+?)(?:,?\s+with our guest,?\s*(?P<guest>.+))?[.!]?$", re.I | re.S
)

PLACEHOLDERS = [
    re.compile(pattern, re.I)
    for pattern in (
        r"^write your awesome label here\W*$",
        r"^product description in relation to (?:the )?blog post\W*$",
        r"^learn the tools used by the world[’']s top professionals\W*$",
        r"^boost your confidence, master the field,? (?:and )?become a certified professional\W*$",
        r"^lorem ipsum\b.*$",
        r"^(?:write|insert|add|enter|type|your) (?:your |some |the )?(?:awesome )?(?:text|title|label|description|heading|content) here\W*$",
        r"^this is (?:a )?placeholder(?: text)?\W*$",
        r"^click (?:here )?to edit\b.*$",
    )
]
SENTENCES = re.compile(r"(?<=[.!?])\s+")


def is_marker(line: str) -> bool:
    """Whether a line begins a part of its own, so that it is never joined with its neighbors."""
    line = line.strip()
    return bool(WRITTEN_BY.match(line) or PROJECT.match(line) or is_placeholder(line)) or any(
        start.match(line) for start in SECTION_STARTS.values()
    )


def is_placeholder(text: str) -> bool:
    return any(pattern.match(text.strip()) for pattern in PLACEHOLDERS)


def without_placeholders(text: str) -> tuple[str, list[str]]:
    """The text without its sentences of template filler, and those sentences."""
    if is_placeholder(text):
        return "", [text.strip()]
    sentences = SENTENCES.split(text.strip())
    filler = [sentence for sentence in sentences if is_placeholder(sentence)]
    return " ".join(s for s in sentences if s not in filler), filler
