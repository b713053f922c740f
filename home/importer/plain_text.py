"""Plain text: lines and blank lines are all the structure there is."""

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby

from .front_matter import split_front_matter
from .markers import is_marker
from .pieces import Document, Piece, looks_like_heading

BULLET = re.compile(r"^\s*(?:[-*•–·]|(?P<number>\d{1,3})[.)])\s+(?P<text>\S.*)$")
WIDEST_WRAPPED = 100
FULL_LINE = 0.6  # of the widest line: a shorter one ends its paragraph


@dataclass(frozen=True)
class Line:
    text: str
    alone: bool  # a blank line before and after


def read_plain_text(text: str) -> Document:
    meta, text = split_front_matter(text)
    groups = [
        group.splitlines() for group in re.split(r"\n[ \t]*\n", text.strip("\n")) if group.strip()
    ]
    widest = max((len(line) for group in groups for line in group), default=0)
    wrapped = 40 <= widest <= WIDEST_WRAPPED
    lines = [line for group in groups for line in lines_of(group, widest if wrapped else 0)]
    return Document(as_pieces(lines), meta)


def lines_of(group: list[str], widest: int) -> list[Line]:
    """The lines of a group as paragraphs; hard-wrapped ones are joined when `widest` is given."""
    found: list[str] = []
    joins_next = False
    for raw in group:
        line = raw.strip()
        if not line:
            continue
        if joins_next and not BULLET.match(raw) and not is_marker(line):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
        joins_next = bool(widest) and len(raw) >= FULL_LINE * widest and not is_marker(line)
    return [Line(line, alone=len(found) == 1) for line in found]


def as_pieces(lines: list[Line]) -> list[Piece]:
    pieces: list[Piece] = []
    numbered = list(enumerate(lines))
    for kind, run in groupby(numbered, key=lambda entry: list_kind(entry[1].text)):
        if kind:
            pieces.append(as_list(kind, [BULLET.match(line.text)["text"] for _, line in run]))
            continue
        for number, line in run:
            following = lines[number + 1].text if number + 1 < len(lines) else ""
            pieces.append(as_piece(line, following, first=number == 0))
    return pieces


def list_kind(line: str) -> str:
    """ "ul", "ol", or empty for what is no item of a list."""
    bullet = BULLET.match(line)
    if not bullet:
        return ""
    return "ol" if bullet["number"] else "ul"


def as_piece(line: Line, following: str, first: bool) -> Piece:
    """A heading stands alone between blank lines and has text below it, not another heading."""
    text_follows = bool(following) and not looks_like_heading(following)
    if line.alone and not first and looks_like_heading(line.text) and text_follows:
        return Piece("heading", line.text, level=2)
    return Piece("paragraph", line.text, html=escape(line.text, quote=False))


def as_list(tag: str, texts: list[str]) -> Piece:
    texts = [text.strip() for text in texts]
    rows = "".join(f"<li>{escape(text, quote=False)}</li>" for text in texts)
    return Piece("list", "\n".join(texts), html=f"<{tag}>{rows}</{tag}>")
