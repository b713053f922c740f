from collections import Counter
from dataclasses import dataclass, field

LONGEST_QUOTE = 90


class Refused(Exception):
    """The file can't become an article; the message says why and what to do."""


def short(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:LONGEST_QUOTE].rstrip()}…" if len(text) > LONGEST_QUOTE else text


@dataclass
class Report:
    """What an import did, what it left out and what an editor has to place."""

    outcome: str = ""  # "made", "updated" or "unchanged"
    page: object = None
    done: list[str] = field(default_factory=list)
    left_out: Counter = field(default_factory=Counter)
    unplaced: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def did(self, text: str) -> None:
        self.done.append(text)

    def leave_out(self, text: str) -> None:
        self.left_out[short(text)] += 1

    def could_not_place(self, text: str) -> None:
        self.unplaced.append(short(text))

    def remark(self, text: str) -> None:
        self.remarks.append(text)

    def lines(self) -> list[str]:
        times = {1: ""}
        return [
            *(f"  {line}" for line in self.done),
            *(
                f"  left out: placeholder: “{text}”{times.get(count, f' ({count} times)')}"
                for text, count in self.left_out.items()
            ),
            *(f"  could not place: “{text}”" for text in self.unplaced),
            *(f"  note: {line}" for line in self.remarks),
        ]
