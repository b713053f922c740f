"""Pieces as blocks, in the form StreamFields are stored in. Equal pieces give equal blocks, ids included."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5

from site_core.rich_text import clean_rich_text

from .pieces import Piece
from .report import Report

SHORTEST_QUOTE_FIELD = 220


def with_ids(blocks: list[tuple[str, object]], key: str) -> list[dict]:
    """Stored blocks with ids that follow from the source and the position."""
    return [
        {"type": kind, "value": value, "id": str(uuid5(NAMESPACE_URL, f"{key}/{kind}/{number}"))}
        for number, (kind, value) in enumerate(blocks)
    ]


def body_blocks(pieces: list[Piece], report: Report) -> list[tuple[str, object]]:
    """Running text is kept together: paragraphs and lists between two other pieces are one block."""
    levels = heading_levels(pieces)
    blocks: list[tuple[str, object]] = []
    text: list[str] = []
    for piece in pieces:
        if piece.kind == "paragraph":
            text.append(f"<p>{piece.html}</p>")
        elif piece.kind == "list":
            text.append(piece.html)
        else:
            flush(text, blocks)
            blocks.extend(block_of(piece, levels, report))
    flush(text, blocks)
    return blocks


def flush(text: list[str], blocks: list) -> None:
    if text:
        blocks.append(("paragraph", clean_rich_text("".join(text))))
        text.clear()


def heading_levels(pieces: Iterable[Piece]) -> dict[int, str]:
    """The highest kind of heading in the text becomes a section, all below it parts of sections."""
    used = sorted({piece.level for piece in pieces if piece.kind == "heading"})
    return {level: "h2" if level == used[0] else "h3" for level in used}


def block_of(piece: Piece, levels: dict[int, str], report: Report) -> list[tuple[str, object]]:
    if piece.kind == "heading":
        return [("heading", {"text": piece.text[:140], "level": levels[piece.level], "anchor": ""})]
    if piece.kind == "quote" and len(piece.text) <= SHORTEST_QUOTE_FIELD:
        return [("quote", {"text": piece.text, "attribution": ""})]
    if piece.kind == "quote":
        report.remark(f"A long quotation became plain text: “{piece.text[:60]}…”")
        return [("paragraph", clean_rich_text(f"<p>{escaped(piece.text)}</p>"))]
    if piece.kind == "table":
        return table_block(piece)
    if piece.kind == "embed":
        return [("embed", {"url": piece.url, "title": piece.text[:140], "caption": ""})]
    what = "picture" if piece.kind == "picture" else "page from another site"
    report.could_not_place(f"{what}: {piece.text} ({piece.url})")
    return []


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def table_block(piece: Piece) -> list[tuple[str, object]]:
    if not piece.rows:
        return []
    width = max(len(row) for row in piece.rows)
    head, *rows = [[*row, *[""] * (width - len(row))] for row in piece.rows]
    table = {
        "columns": [{"type": "text", "heading": heading} for heading in head],
        "rows": [{"values": row} for row in rows],
        "caption": "" if piece.text == "Table" else piece.text,
    }
    return [("table", {"table": table, "row_headings": False})]
