"""What every reader makes of a file: a flat list of pieces in reading order."""

from dataclasses import dataclass

LONGEST_HEADING = 90
MOST_HEADING_WORDS = 14
SENTENCE_ENDS = tuple(".!?…,;:")


@dataclass(frozen=True)
class Piece:
    kind: str  # heading, paragraph, list, quote, table, embed, picture
    text: str  # without markup; of a picture or an embed, its title
    html: str = ""  # paragraphs: inline HTML; lists: the whole list
    level: int = 0  # headings
    rows: tuple = ()  # tables: tuples of cells
    url: str = ""  # embeds and pictures


@dataclass(frozen=True)
class Document:
    pieces: list[Piece]
    meta: dict


def looks_like_heading(text: str) -> bool:
    """Short, one line, and no mark at its end that a sentence would have."""
    text = text.strip()
    few = len(text) <= LONGEST_HEADING and len(text.split()) <= MOST_HEADING_WORDS
    return bool(text) and few and "\n" not in text and not text.endswith(SENTENCE_ENDS)
