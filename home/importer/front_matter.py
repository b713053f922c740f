"""The `---` block that may stand at the top of a text: `key: value` lines and simple lists."""

import re

FENCE = re.compile(r"\A---[ \t]*\n(?P<head>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
ENTRY = re.compile(r"^(?P<key>[A-Za-z][\w -]*?)[ \t]*:[ \t]*(?P<value>.*)$")
ITEM = re.compile(r"^[ \t]*-[ \t]+(?P<value>.+)$")


def split_front_matter(text: str) -> tuple[dict, str]:
    """The values by lower-case key (a string, or a list of strings) and the text below them."""
    match = FENCE.match(text)
    if not match or not any(ENTRY.match(line) for line in match["head"].splitlines()):
        return {}, text
    meta: dict = {}
    key = None
    for line in match["head"].splitlines():
        item, entry = ITEM.match(line), ENTRY.match(line)
        if item and key:
            meta[key] = [*(meta[key] or []), unquoted(item["value"])]
        elif entry:
            key = entry["key"].strip().lower()
            meta[key] = value_of(entry["value"])
    return meta, text[match.end() :]


def value_of(text: str):
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [unquoted(part) for part in text[1:-1].split(",") if part.strip()]
    return unquoted(text)


def unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
