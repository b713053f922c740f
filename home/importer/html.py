"""HTML and, by way of HTML, Markdown."""

import re
from html import escape
from itertools import zip_longest
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, NavigableString, Tag
from markdown_it import MarkdownIt

from site_core.rich_text import clean_rich_text

from .front_matter import split_front_matter
from .pieces import Document, Piece, looks_like_heading

NEVER_CONTENT = ["script", "style", "noscript", "template", "nav", "form", "svg", "button", "head"]
INLINE = {
    "a",
    "b",
    "strong",
    "i",
    "em",
    "sup",
    "sub",
    "br",
    "span",
    "u",
    "small",
    "mark",
    "code",
    "time",
    "abbr",
}
BLOCKS = {
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "blockquote",
    "table",
    "figure",
    "img",
    "iframe",
    "pre",
}
VIDEO_HOSTS = {"youtube.com", "youtube-nocookie.com", "player.vimeo.com"}


def read_markdown(text: str) -> Document:
    meta, text = split_front_matter(text)
    markdown = MarkdownIt("js-default", {"html": True})
    found = read_html(markdown.render(text))
    return Document(found.pieces, {**found.meta, **meta})


def read_html(text: str) -> Document:
    soup = BeautifulSoup(text, "lxml")
    meta = meta_of(soup)
    for tag in soup(NEVER_CONTENT):
        tag.decompose()
    for tag in soup.body.find_all(["header", "footer"], recursive=False) if soup.body else []:
        if not tag.find("h1"):
            tag.decompose()
    root = soup.find("article") or soup.find("main") or soup.body or soup
    # Parts below the article, such as promotions, may stand outside of <article>.
    if root.name == "article" and len(root.get_text()) < len(soup.get_text()) / 2:
        root = soup.body or soup
    return Document(bold_lines_as_headings([piece for piece in walk(root) if piece.text]), meta)


def meta_of(soup) -> dict:
    meta = {}
    for name, key in (("author", "author"), ("description", "summary"), ("date", "date")):
        tag = soup.find("meta", attrs={"name": name})
        if tag and tag.get("content", "").strip():
            meta[key] = tag["content"].strip()
    canonical = soup.find("link", rel="canonical")
    if canonical and canonical.get("href", "").startswith("http"):
        meta["source"] = canonical["href"]
    if soup.title and not soup.find("h1"):
        meta["title"] = " ".join(soup.title.get_text().split())
    return meta


def walk(node):
    """The pieces below a node, in reading order. Loose inline content becomes a paragraph."""
    loose: list = []
    for child in node.children:
        if isinstance(child, NavigableString) and type(child) is not NavigableString:
            continue  # comments, declarations
        if isinstance(child, NavigableString) or (child.name in INLINE and not child.find(BLOCKS)):
            loose.append(child)
            continue
        yield from paragraph_of(loose)
        loose = []
        yield from block_of(child)
    yield from paragraph_of(loose)


def block_of(tag: Tag):
    name = tag.name
    if re.fullmatch(r"h[1-6]", name):
        yield Piece("heading", plain(tag), level=int(name[1]))
    elif name in {"p", "pre"}:
        yield from media_of(tag)
        yield from paragraph_of(list(tag.children))
    elif name in {"ul", "ol"}:
        yield Piece("list", plain(tag, "\n"), html=clean_rich_text(str(tag)))
    elif name == "blockquote":
        yield Piece("quote", plain(tag))
    elif name == "table":
        yield table_of(tag)
    elif name == "img":
        yield Piece("picture", tag.get("alt") or "without description", url=tag.get("src", ""))
    elif name == "iframe":
        yield embed_of(tag)
    elif name == "figure":
        yield from media_of(tag)
        table = tag.find("table")
        if table:
            yield table_of(table)
    else:
        yield from walk(tag)


def media_of(tag: Tag):
    for media in tag.find_all(["img", "iframe"]):
        yield from block_of(media)


def paragraph_of(nodes: list):
    html = clean_rich_text("".join(as_html(node) for node in nodes))
    html = re.sub(r"</?p>", "", " ".join(html.split()))
    text = " ".join(BeautifulSoup(html, "lxml").get_text(" ").split()) if html else ""
    if text:
        yield Piece("paragraph", text, html=html)


def as_html(node) -> str:
    return escape(str(node), quote=False) if isinstance(node, NavigableString) else str(node)


def plain(tag: Tag, between: str = " ") -> str:
    if between == "\n":
        return "\n".join(" ".join(item.get_text(" ").split()) for item in tag.find_all("li"))
    return " ".join(tag.get_text(" ").split())


def table_of(tag: Tag) -> Piece:
    rows = tuple(
        tuple(plain(cell) for cell in row.find_all(["th", "td"])) for row in tag.find_all("tr")
    )
    caption = tag.find("caption")
    return Piece(
        "table", plain(caption) if caption else "Table", rows=tuple(row for row in rows if row)
    )


def embed_of(tag: Tag) -> Piece:
    url = tag.get("src", "")
    url = f"https:{url}" if url.startswith("//") else url
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    title = tag.get("title") or f"A page on {host}"
    return Piece("embed" if host in VIDEO_HOSTS else "unknown embed", title, url=url)


def bold_lines_as_headings(pieces: list[Piece]) -> list[Piece]:
    """A short paragraph that is bold from end to end, with text below it, was meant as a heading."""
    deepest = max((piece.level for piece in pieces if piece.kind == "heading"), default=1)
    level = min(deepest + 1, 6) if deepest > 1 else 2
    bold = re.compile(r"^<(b|strong)>[^<]+</\1>$")
    found = []
    for piece, following in zip_longest(pieces, pieces[1:]):
        text_follows = following is not None and following.kind in {"paragraph", "list"}
        is_bold = piece.kind == "paragraph" and bold.match(piece.html)
        if is_bold and text_follows and looks_like_heading(piece.text):
            piece = Piece("heading", piece.text, level=level)
        found.append(piece)
    return found
