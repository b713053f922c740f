"""One cue store for a transcript: a list of `{start, end, speaker, text}`, times in seconds.

Read from WebVTT or SRT, written as WebVTT, SRT, page text and search words. Readers are lenient about
what editors' tools write and strict about what comes out: times are finite and in order, text is plain.
Sources: https://www.w3.org/TR/webvtt1/ and, for SRT, common practice.
"""

import html
import re
from dataclasses import dataclass, field

from podcast.timecodes import parse_timecode

LONGEST_SOURCE = 2_000_000  # characters; a three-hour conversation takes about 250,000
MOST_CUES = 20_000
LONGEST_CUE = 2_000
LONGEST_SPEAKER = 80
LONG_TURN = 420  # characters, about six lines on the page

ARROW = re.compile(r"^\s*([\d:.,]+)[ \t]+-->[ \t]+([\d:.,]+)(?:[ \t].*)?$")
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]+([^<>]*)>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")  # a "<" ends the search, or a million of them would take hours
SPEAKER_PREFIX = re.compile(r"^(?:[-–]\s*)?([^\W\d_][\w .,’'&-]{0,60}?):\s+(?=\S)")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
SKIPPED_BLOCKS = ("NOTE", "STYLE", "REGION")
TRANSCRIPT_TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip"}


class UnreadableTranscript(ValueError):
    """The text is neither WebVTT nor SRT. The message is written for the editor."""


@dataclass
class Turn:
    """What one speaker says without a break."""

    speaker: str
    start: float
    cues: list[dict] = field(default_factory=list)
    continues: bool = False  # the same speaker as in the turn before

    @property
    def second(self) -> int:
        return int(self.start)

    @property
    def text(self) -> str:
        return plain_text(self.cues)


def parse_transcript(source: str) -> list[dict]:
    """Cues of a WebVTT or SRT text, in order of time. Raises UnreadableTranscript."""
    if len(source) > LONGEST_SOURCE:
        raise UnreadableTranscript(
            "This transcript is longer than any episode. Please check the file."
        )
    text = source.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return []
    cues = [cue for block in re.split(r"\n[ \t]*\n+", text) if (cue := parse_block(block))]
    if not cues:
        raise UnreadableTranscript(
            "No timed lines were found. A transcript has lines such as “00:00:03.500 --> 00:00:06.000” "
            "with the words below."
        )
    if len(cues) > MOST_CUES:
        raise UnreadableTranscript(
            f"This transcript has more than {MOST_CUES:,} lines. Please check the file."
        )
    cues.sort(key=lambda cue: cue["start"])
    return carry_speakers(cues)


def parse_block(block: str) -> dict | None:
    """One cue, or None for a header, a comment, or a cue without words."""
    lines = block.strip("\n").split("\n")
    if lines[0].startswith("WEBVTT"):
        lines = lines[1:]
    elif lines[0].split(" ", 1)[0] in SKIPPED_BLOCKS:
        return None
    at = next((i for i, line in enumerate(lines[:3]) if "-->" in line), None)
    if at is None:
        return None
    match = ARROW.match(lines[at])
    try:
        start, end = (parse_timecode(part) for part in match.groups())
    except (AttributeError, ValueError):
        raise UnreadableTranscript(f"This line isn't a time: “{lines[at].strip()[:60]}”.") from None
    if end < start:
        raise UnreadableTranscript(f"A line ends before it begins: “{lines[at].strip()[:60]}”.")
    speaker, words = split_speaker(" ".join(lines[at + 1 :]))
    return {"start": start, "end": end, "speaker": speaker, "text": words} if words else None


def split_speaker(text: str) -> tuple[str, str]:
    """The speaker named by a voice tag or by "Name:" in front, and the words without any markup."""
    text = text[: 4 * LONGEST_CUE].strip()
    voice = VOICE.match(text)
    if voice:
        return plain(voice[1])[:LONGEST_SPEAKER], plain(TAG.sub("", text))[:LONGEST_CUE]
    words = plain(TAG.sub("", text))
    prefix = SPEAKER_PREFIX.match(words)
    if prefix and len(prefix[1].split()) <= 5:
        return prefix[1].strip()[:LONGEST_SPEAKER], words[prefix.end() :][:LONGEST_CUE]
    return "", words[:LONGEST_CUE]


def plain(text: str) -> str:
    return " ".join(CONTROL.sub(" ", html.unescape(text)).split())


def carry_speakers(cues: list[dict]) -> list[dict]:
    """Where a file names a speaker only when the voice changes, the lines after belong to the same one."""
    speaker = ""
    for cue in cues:
        speaker = cue["speaker"] = cue["speaker"] or speaker
    return cues


def turns_of(cues: list[dict]) -> list[Turn]:
    """Lines of one speaker in a row, as one turn each; long ones are broken where a sentence ends."""
    turns: list[Turn] = []
    for cue in cues:
        last = turns[-1] if turns else None
        if (
            last
            and last.speaker == cue["speaker"]
            and (len(last.text) < LONG_TURN or not ends_sentence(last))
        ):
            last.cues.append(cue)
        else:
            same = bool(last) and last.speaker == cue["speaker"]
            turns.append(Turn(cue["speaker"], cue["start"], [cue], same))
    return turns


def ends_sentence(turn: Turn) -> bool:
    return turn.cues[-1]["text"].rstrip("”\"’')").endswith((".", "?", "!", "…"))


def plain_text(cues: list[dict]) -> str:
    return " ".join(cue["text"] for cue in cues)


def stamp(seconds: float, fraction_mark: str = ".") -> str:
    """ "00:01:52.250" """
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole % 3600 // 60:02}:{whole % 60:02}{fraction_mark}{milliseconds:03}"


def as_vtt(cues: list[dict]) -> str:
    parts = ["WEBVTT\n"]
    for cue in cues:
        words = html.escape(cue["text"], quote=False)
        voice = html.escape(cue["speaker"], quote=False)
        line = f"<v {voice}>{words}</v>" if voice else words
        parts.append(f"{stamp(cue['start'])} --> {stamp(cue['end'])}\n{line}\n")
    return "\n".join(parts)


def as_srt(cues: list[dict]) -> str:
    parts, speaker = [], ""
    for number, cue in enumerate(cues, 1):
        name = f"{cue['speaker']}: " if cue["speaker"] and cue["speaker"] != speaker else ""
        speaker = cue["speaker"]
        parts.append(
            f"{number}\n{stamp(cue['start'], ',')} --> {stamp(cue['end'], ',')}\n{name}{cue['text']}\n"
        )
    return "\n".join(parts)
