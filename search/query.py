"""What a visitor typed, made safe for both databases."""

import re
from dataclasses import dataclass

MAX_LENGTH = 200
MAX_WORDS = 12
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENDINGS = ("ations", "ation", "ings", "ing", "ies", "ied", "es", "ed", "ly", "s", "e", "y")
_SHORTEST_STEM = 3


@dataclass(frozen=True)
class SearchQuery:
    """`text` is what to show again in the box; `words` is what to look for, all of them."""

    text: str
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.words)

    @classmethod
    def typed(cls, text: str) -> "SearchQuery":
        shown = " ".join(_CONTROL.sub(" ", text)[:MAX_LENGTH].split())
        return cls(text=shown, words=tuple(_WORD.findall(shown)[:MAX_WORDS]))

    @property
    def pattern(self) -> re.Pattern:
        """Finds the words, and words of the same stem, in plain text."""
        stems = sorted({re.escape(stem(word)) for word in self.words}, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(stems)})\w*", re.IGNORECASE)


def stem(word: str) -> str:
    """The part of an English word that its forms share, about as the databases see it."""
    for ending in _ENDINGS:
        if word.lower().endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word
