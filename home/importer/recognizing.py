"""Which piece is the title, the byline, the text, the biography, and which parts of the old pages follow."""

import re
from dataclasses import dataclass, field

from . import markers
from .pieces import Document, Piece
from .report import Refused, Report

LONGEST_TITLE = 200
LONGEST_NAME = 80
MOST_NAME_WORDS = 8
BYLINE = re.compile(r"^by:?\s+(?P<name>\S.*)$", re.I)


@dataclass
class Recognized:
    title: str = ""
    bylines: list[str] = field(default_factory=list)
    signed: bool = False  # whether "written by" has given a name
    biography: list[str] = field(default_factory=list)
    body: list[Piece] = field(default_factory=list)
    product: list[str] = field(default_factory=list)
    guide: list[str] = field(default_factory=list)
    podcast: list[str] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)  # "thrive", "onward", "bace"
    episode_projects: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)  # which promotions the file has, in its order


def recognize(document: Document, report: Report, known_names: set[str]) -> Recognized:
    """Sort the pieces. `known_names` are names of people and of the company, in lower case."""
    found = Recognized()
    pieces = list(without_filler(document.pieces, report))
    pieces = take_title(pieces, document.meta, found)
    pieces = take_byline(pieces, document.meta, found, known_names)
    part = "body"
    for number, piece in enumerate(pieces):
        following = pieces[number + 1] if number + 1 < len(pieces) else None
        started = part_started_by(piece, following, part)
        if started:
            part = started
            note_part(found, part)
        place(piece, part, found, report, is_start=bool(started))
    if not any(piece.kind != "heading" for piece in found.body):
        raise Refused("There is a title and no text below it, so there is no article to make.")
    return found


def without_filler(pieces: list[Piece], report: Report):
    """The pieces without template filler; what is left out is reported."""
    for piece in pieces:
        if piece.kind not in {"paragraph", "heading"}:
            yield piece
            continue
        kept, filler = markers.without_placeholders(piece.text)
        for text in filler:
            report.leave_out(text)
        if not filler:
            yield piece
        elif kept:
            yield Piece(
                piece.kind,
                kept,
                html=kept.replace("&", "&amp;").replace("<", "&lt;"),
                level=piece.level,
            )


def take_title(pieces: list[Piece], meta: dict, found: Recognized) -> list[Piece]:
    """The title of the front matter, else the first heading of the highest kind when it opens, else the first line."""
    first = pieces[0] if pieces else None
    given = meta.get("title")
    if isinstance(given, str) and given:
        found.title = given
        same = (
            first
            and first.kind in {"heading", "paragraph"}
            and first.text.casefold() == given.casefold()
        )
        is_main = first and first.kind == "heading" and first.level == 1
        return pieces[1:] if same or is_main else pieces
    main = next(
        (piece for piece in pieces[:6] if piece.kind == "heading" and piece.level == 1), None
    )
    chosen = main or first
    if chosen is None:
        raise Refused(
            "Nothing is left when template text is taken out: there is no article in the file."
        )
    if chosen.kind not in {"heading", "paragraph"} or len(chosen.text) > LONGEST_TITLE:
        raise Refused("The file has no title. Put it alone in the first line.")
    found.title = chosen.text
    return [piece for piece in pieces if piece is not chosen]


def take_byline(pieces, meta: dict, found: Recognized, known_names: set[str]) -> list[Piece]:
    """An author of the front matter, and the line right below the title when it is a name."""
    if isinstance(meta.get("author"), str) and meta["author"]:
        found.bylines.append(meta["author"])
    if not pieces or pieces[0].kind not in {"paragraph", "heading"}:
        return pieces
    line = pieces[0].text
    by = BYLINE.match(line)
    name = by["name"].strip() if by else line
    is_name = len(name) <= LONGEST_NAME and len(name.split()) <= MOST_NAME_WORDS
    if is_name and (by or bare(name) in known_names):
        found.bylines.append(name)
        return pieces[1:]
    return pieces


def bare(name: str) -> str:
    """A name without its credentials, for comparing."""
    return name.split(",")[0].strip().rstrip(".").casefold()


def part_started_by(piece: Piece, following: Piece | None, part: str) -> str:
    """The part of an old page that a piece opens; empty when it goes on with the part before."""
    if piece.kind not in {"paragraph", "heading"}:
        return ""
    text = piece.text
    if markers.WRITTEN_BY.match(text) and (part != "body" or len(text) < LONGEST_NAME):
        return "author"
    project = markers.PROJECT.match(text)
    if project and following:
        if markers.PROJECT_EPISODE.match(following.text):
            return f"episode:{project['name'].lower()}"
        if markers.PROJECT_BUILDS.match(following.text):
            return f"project:{project['name'].lower()}"
    starts = markers.SECTION_STARTS.items()
    started = next((name for name, start in starts if start.match(text)), "")
    return "" if started == part else started


def note_part(found: Recognized, part: str) -> None:
    kind, _, project = part.partition(":")
    if kind == "project" and project not in found.projects:
        found.projects.append(project)
    if kind == "episode" and project not in found.episode_projects:
        found.episode_projects.append(project)
    if kind not in found.parts:
        found.parts.append(kind)


def place(piece: Piece, part: str, found: Recognized, report: Report, is_start: bool) -> None:
    kind = part.partition(":")[0]
    if kind == "body":
        found.body.append(piece)
    elif kind == "author":
        place_author(piece, found, is_start)
    elif kind in {"product", "guide", "podcast"}:
        getattr(found, kind).append(piece.text)
    elif not is_start and not belongs_to_project(piece.text):
        report.could_not_place(piece.text)


def place_author(piece: Piece, found: Recognized, is_start: bool) -> None:
    name = markers.WRITTEN_BY.match(piece.text)["name"].strip() if is_start else ""
    if name:
        found.bylines.insert(0, name)
        found.signed = True
    elif not is_start and not found.signed and not found.biography and is_author_name(piece.text):
        found.bylines.insert(0, piece.text)
        found.signed = True
    elif not is_start:
        found.biography.append(piece.text)


def is_author_name(text: str) -> bool:
    few = len(text) <= LONGEST_NAME and len(text.split()) <= MOST_NAME_WORDS
    return few and not text.endswith((".", "!", "?"))


def belongs_to_project(text: str) -> bool:
    return bool(markers.PROJECT_BUILDS.match(text) or markers.PROJECT_EPISODE.match(text))
