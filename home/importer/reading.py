"""From a file to its text, whatever its encoding; refuses what is not the text of an article."""

from dataclasses import dataclass
from pathlib import Path

from .report import Refused

MOST_BYTES = 2_000_000
KINDS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# Bytes that Windows-1252 leaves undefined, and control characters that no text holds.
NEVER_IN_TEXT = set(range(0x09)) | set(range(0x0E, 0x20)) - {0x1B}


@dataclass(frozen=True)
class Source:
    name: str
    kind: str  # "text", "markdown" or "html"
    text: str
    remark: str = ""


def read_source(path: Path) -> Source:
    data = read_bytes(path)
    text, remark = decode(data, path.name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    if not text.strip():
        raise Refused(f"{path.name} is empty: there is no article in it.")
    return Source(path.name, kind_of(path, text), text, remark)


def read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise Refused(f"{path} is a folder. Name one file.")
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Refused(
                f"{path.name} has {size / 1_000_000:.1f} MB, more than any article. "
                f"At most {MOST_BYTES / 1_000_000:.0f} MB are read."
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused(f"There is no file {path}.") from None
    except OSError as error:
        raise Refused(f"{path} can't be read: {error.strerror}.") from None


def decode(data: bytes, name: str) -> tuple[str, str]:
    """The text and, when its encoding had to be guessed, a remark about it."""
    mark = next((mark for mark in BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if mark:
        try:
            return data.decode(BYTE_ORDER_MARKS[mark]), ""
        except UnicodeDecodeError:
            raise Refused(f"{name} is damaged: it begins like a text and then isn't one.") from None
    if any(byte in NEVER_IN_TEXT for byte in data):
        raise Refused(f"{name} is not a text file. Save the article as .txt, .md or .html first.")
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise Refused(
            f"{name} is neither UTF-8 nor Windows-1252. Save it as UTF-8 and try again."
        ) from None
    return (
        text,
        "The file was not UTF-8 and was read as Windows-1252: check quotation marks and accents.",
    )


def kind_of(path: Path, text: str) -> str:
    by_name = KINDS.get(path.suffix.lower())
    looks_like_html = text.lstrip()[:15].lower().startswith(("<!doctype html", "<html"))
    return by_name or ("html" if looks_like_html else "text")
