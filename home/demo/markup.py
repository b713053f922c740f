"""Reads the demo's texts: front matter, Markdown, and parts fenced by `::: kind argument` … `:::`."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("js-default", {"typographer": True}).enable(["smartquotes", "replacements"])
THIS_WEEK = "This week: "


@dataclass(frozen=True)
class Part:
    """One block of a text. `kind` is `text`, `heading` or the word after the fence."""

    kind: str
    argument: str
    body: str


@dataclass(frozen=True)
class Text:
    meta: dict[str, str]
    parts: list[Part] = field(default_factory=list)


def read(path: Path) -> Text:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = dict(line.split(": ", 1) for line in head.splitlines() if line.strip())
    return Text(meta, split_parts(body))


def split_parts(body: str) -> list[Part]:
    """Headings of the second level, fenced parts, and the running text between them."""
    parts: list[Part] = []
    fence = re.compile(
        r"^::: (?P<kind>\w+)(?: (?P<argument>[^\n]+))?\n(?P<body>.*?)^:::$", re.M | re.S
    )
    position = 0
    for match in fence.finditer(body):
        parts += split_headings(body[position : match.start()])
        parts.append(Part(match["kind"], (match["argument"] or "").strip(), match["body"].strip()))
        position = match.end()
    return parts + split_headings(body[position:])


def split_headings(body: str) -> list[Part]:
    parts = []
    for piece in re.split(r"^(## .+)$", body, flags=re.M):
        piece = piece.strip()
        if piece.startswith("## "):
            parts.append(Part("heading", "", piece.removeprefix("## ")))
        elif piece:
            parts.append(Part("text", "", piece))
    return parts


def to_html(markdown: str) -> str:
    """The HTML that the editor's rich text is kept in."""
    return MARKDOWN.render(markdown).strip().replace("strong>", "b>").replace("em>", "i>")


def to_inline_html(markdown: str) -> str:
    return MARKDOWN.renderInline(markdown).strip().replace("strong>", "b>").replace("em>", "i>")


def sections(body: str) -> list[tuple[str, str]]:
    """The `### Title` sections of a part, each with its text."""
    pieces = re.split(r"^### (.+)$", body, flags=re.M)[1:]
    return [
        (title.strip(), text.strip()) for title, text in zip(pieces[::2], pieces[1::2], strict=True)
    ]


def strategies(body: str) -> list[tuple[str, str, str]]:
    """Title, text and "This week" act of each strategy."""
    found = []
    for title, text in sections(body):
        text, _, act = text.partition(f"\n{THIS_WEEK}")
        found.append((title, text.strip(), act.strip()))
    return found


def table_rows(body: str) -> list[list[str]]:
    """The cells of a pipe table, its heading row first, without the rule below it."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in body.splitlines()
    ]
    return [rows[0], *rows[2:]]


def facts(body: str) -> dict[str, str]:
    """`key: value` lines, such as a figure's caption."""
    return dict(line.split(": ", 1) for line in body.splitlines() if ": " in line)
