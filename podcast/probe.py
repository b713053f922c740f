"""What an uploaded audio file says about itself, read without trusting its name."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from mutagen import MutagenError
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4

# What podcast apps expect, and what the audio view serves. audio/x-m4a is the type Apple lists for M4A:
# https://podcasters.apple.com/support/823-podcast-requirements
CONTENT_TYPES = {".mp3": "audio/mpeg", ".m4a": "audio/x-m4a"}
CHUNK = 1024 * 1024
# A file may hold a little less than its header promises (a cut tag, rounding), but not this much less.
LEAST_SHARE = 0.97


class UnreadableAudio(ValueError):
    """The file can't be used as audio. The message is written for the editor."""


@dataclass(frozen=True)
class AudioFacts:
    """`duration` in seconds, `size` in bytes, `bitrate` in bits per second."""

    duration: float
    size: int
    bitrate: int
    sha256: str
    content_type: str


def probe(file: BinaryIO, name: str) -> AudioFacts:
    """The facts of an MP3 or M4A file. Raises UnreadableAudio for anything else, or for half a file."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in CONTENT_TYPES:
        raise UnreadableAudio("Please upload an MP3 or an M4A file.")
    size = size_of(file)
    if not size:
        raise UnreadableAudio("This file is empty. Please export it again and upload the new file.")
    found = sniff(file)
    if found != suffix:
        raise UnreadableAudio(refusal_for(found, suffix))
    duration, bitrate = read_mp3(file, size) if suffix == ".mp3" else read_m4a(file, size)
    digest = digest_of(file)
    file.seek(0)
    return AudioFacts(duration, size, bitrate, digest, CONTENT_TYPES[suffix])


def size_of(file: BinaryIO) -> int:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return size


def digest_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def sniff(file: BinaryIO) -> str:
    """ ".mp3", ".m4a", or the name of what the first bytes show instead."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head[4:8] == b"ftyp":
        return ".m4a"
    # An ID3 tag, or the eleven set bits and the layer III mark that begin an MPEG frame.
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return ".mp3"
    known = {b"RIFF": "WAV", b"fLaC": "FLAC", b"OggS": "Ogg", b"FORM": "AIFF"}
    return known.get(head[:4], "")


def refusal_for(found: str, suffix: str) -> str:
    wanted = suffix[1:].upper()
    if found in CONTENT_TYPES:
        return f"This is an {found[1:].upper()} file with the ending {suffix}. Rename it to {found} and upload it again."
    if found:
        return (
            f"This is a {found} file, only its name says {wanted}. Please export it as MP3 or M4A."
        )
    return f"This file doesn't hold {wanted} audio. Please export it again as MP3 or M4A."


def read_mp3(file: BinaryIO, size: int) -> tuple[float, int]:
    file.seek(0)
    try:
        info = MP3(file).info
    except MutagenError as error:
        raise UnreadableAudio(refusal_for("", ".mp3")) from error
    if info.sketchy or info.layer != 3 or info.length <= 0:
        raise UnreadableAudio(refusal_for("", ".mp3"))
    refuse_half_a_file(promised=info.length * info.bitrate / 8, size=size)
    return info.length, info.bitrate


def read_m4a(file: BinaryIO, size: int) -> tuple[float, int]:
    if last_atom_end(file, size) > size:
        refuse_half_a_file(promised=size * 2, size=size)
    file.seek(0)
    try:
        info = MP4(file).info
    except (MutagenError, KeyError, ValueError) as error:
        raise UnreadableAudio(
            "This M4A file is cut off or damaged. Please export it again and upload the new file."
        ) from error
    if info.codec in ("drms", "enca"):
        raise UnreadableAudio(
            "This M4A file is copy-protected, so no player could open it. Please upload the original."
        )
    if not info.codec.startswith("mp4a") or info.length <= 0:
        raise UnreadableAudio(
            "This M4A file doesn't hold AAC audio. Please export it as AAC (M4A) or MP3."
        )
    refuse_half_a_file(promised=info.length * info.bitrate / 8, size=size)
    return info.length, info.bitrate


def last_atom_end(file: BinaryIO, size: int) -> int:
    """Where the top-level parts of an MP4 say that the file ends."""
    position = 0
    while position + 8 <= size:
        file.seek(position)
        header = file.read(16)
        length = int.from_bytes(header[:4])
        if length == 1:
            length = int.from_bytes(header[8:16])
        if length == 0:
            return size
        if length < 8:
            return size + 1
        position += length
    return position


def refuse_half_a_file(promised: float, size: int) -> None:
    if size < promised * LEAST_SHARE:
        raise UnreadableAudio(
            "This file is cut off: it promises more sound than it holds. Please export it again and upload the new file."
        )
