"""Real, silent audio files, made byte by byte: no binary is kept in the repository."""

import struct

# MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo; an all-zero body decodes to silence.
FRAME_HEADER = b"\xff\xfb\x90\x00"
FRAME_LENGTH = 144 * 128_000 // 44_100
FRAME = FRAME_HEADER + bytes(FRAME_LENGTH - 4)
FRAMES_PER_SECOND = 44_100 / 1152
SIDE_INFO = 32


def mp3(seconds: float = 2, *, tag: bytes = b"") -> bytes:
    """An MP3 of about this length. `tag` makes the content, and so its hash, different."""
    frames = round(seconds * FRAMES_PER_SECOND)
    size = (frames + 1) * FRAME_LENGTH
    # The Info header says how many frames and bytes follow: players and we believe it.
    info = b"Info" + struct.pack(">III", 3, frames, size)
    first = FRAME_HEADER + bytes(SIDE_INFO) + info
    return (
        first.ljust(FRAME_LENGTH, b"\0")
        + FRAME * (frames - 1)
        + FRAME_HEADER
        + tag.ljust(FRAME_LENGTH - 4, b"\0")
    )


def wav(seconds: int = 1) -> bytes:
    sound = bytes(8000 * seconds)
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(sound),
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        8000,
        8000,
        1,
        8,
        b"data",
        len(sound),
    )
    return head + sound


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def m4a(seconds: int = 2, *, codec: bytes = b"mp4a") -> bytes:
    """The frame of an MP4 with one AAC track: enough for whoever reads its facts, silence for the rest."""
    decoder = b"\x04\x0d\x40\x15" + bytes(3) + struct.pack(">II", 128_000, 128_000)
    esds = box(
        b"esds", bytes(4), bytes([3, len(decoder) + 3 + 3]), b"\0\1\0", decoder, b"\x06\x01\x02"
    )
    entry = box(
        codec, bytes(6), b"\0\1", bytes(8), struct.pack(">HHIHH", 2, 16, 0, 44_100, 0), esds
    )
    stsd = box(b"stsd", bytes(4), struct.pack(">I", 1), entry)
    mdhd = box(b"mdhd", bytes(4), struct.pack(">IIIIHH", 0, 0, 44_100, 44_100 * seconds, 0x55C4, 0))
    hdlr = box(b"hdlr", bytes(8), b"soun", bytes(13))
    trak = box(b"trak", box(b"mdia", mdhd, hdlr, box(b"minf", box(b"stbl", stsd))))
    sound = bytes(16_000 * seconds)
    return (
        box(b"ftyp", b"M4A ", bytes(4), b"M4A mp42isom") + box(b"moov", trak) + box(b"mdat", sound)
    )
