import contextlib
import time

import pytest

from podcast.timecodes import clock, parse_timecode
from podcast.transcripts import (
    MOST_CUES,
    UnreadableTranscript,
    as_srt,
    as_vtt,
    parse_transcript,
    turns_of,
)

VTT = """WEBVTT - made by hand

STYLE
::cue { color: red }

NOTE a comment --> not a time

first
00:00:00.500 --> 00:00:02.000 align:start position:0%
<v.loud Maya Ellison>Hello, <b>everyone</b> &amp; welcome.</v>

00:02.000 --> 00:04.250
Two short lines
joined into one.

01:00:00.000 --> 01:00:01.000
<v Jo Sample>An hour later.
"""

SRT = """\ufeff1\r
00:00:00,500 --> 00:00:02,000\r
MAYA: Hello there.\r
\r
2\r
00:00:02,000 --> 00:00:04,250\r
<i>Still</i> the same voice.\r
\r
3\r
00:00:05,000 --> 00:00:06,000\r
Jo O’Neil: It’s 3: thirty.\r
"""


def test_vtt_with_voices_becomes_cues():
    assert parse_transcript(VTT) == [
        {"start": 0.5, "end": 2.0, "speaker": "Maya Ellison", "text": "Hello, everyone & welcome."},
        {
            "start": 2.0,
            "end": 4.25,
            "speaker": "Maya Ellison",
            "text": "Two short lines joined into one.",
        },
        {"start": 3600.0, "end": 3601.0, "speaker": "Jo Sample", "text": "An hour later."},
    ]


def test_srt_with_names_becomes_cues():
    assert parse_transcript(SRT) == [
        {"start": 0.5, "end": 2.0, "speaker": "MAYA", "text": "Hello there."},
        {"start": 2.0, "end": 4.25, "speaker": "MAYA", "text": "Still the same voice."},
        {"start": 5.0, "end": 6.0, "speaker": "Jo O’Neil", "text": "It’s 3: thirty."},
    ]


@pytest.mark.parametrize("write", [as_vtt, as_srt])
@pytest.mark.parametrize("source", [VTT, SRT])
def test_what_we_write_we_read_again(write, source):
    cues = parse_transcript(source)
    assert parse_transcript(write(cues)) == cues


def test_cues_come_in_order_of_time():
    mixed = "WEBVTT\n\n00:05.000 --> 00:06.000\nb\n\n00:01.000 --> 00:02.000\na\n"
    assert [cue["text"] for cue in parse_transcript(mixed)] == ["a", "b"]


def test_nothing_is_an_empty_transcript():
    assert parse_transcript(" \n\ufeff") == parse_transcript("") == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("Maya: Hello.\nJo: Hello.", "No timed lines"),
        ("WEBVTT\n\n00:00:0x.000 --> 00:00:02.000\nHi", "isn't a time"),
        ("WEBVTT\n\n00:99.000 --> 02:00.000\nHi", "isn't a time"),
        ("WEBVTT\n\n--> 00:02.000\nHi", "isn't a time"),
        ("WEBVTT\n\n00:05.000 --> 00:01.000\nHi", "ends before it begins"),
        ("WEBVTT\n\n999:59:59.000 --> 999:59:59.500\nHi", "isn't a time"),
        ("x" * 2_000_001, "longer than any episode"),
        ("00:01.000 --> 00:02.000\nHi\n\n" * (MOST_CUES + 1), "more than"),
    ],
)
def test_what_cannot_be_read_says_why(source, message):
    with pytest.raises(UnreadableTranscript, match=message):
        parse_transcript(source)


def test_markup_and_control_characters_never_get_into_the_store():
    hostile = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n"
        '<v <script>"Eve"</script>><img src=x onerror=alert(1)>&lt;script&gt;alert(1)&lt;/script&gt;\x00\x1b\u2028end\n'
    )
    cue = parse_transcript(hostile)[0]
    assert "<img" not in cue["text"]
    assert not set("\x00\x1b\u2028") & set(cue["text"])
    assert "<script>alert(1)" not in as_vtt([cue])
    assert as_vtt([cue]).count("<") <= 2 + as_vtt([cue]).count("<v")


def test_a_cue_cannot_smuggle_another_cue_into_the_file():
    smuggled = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nHi &#10;&#10;00:09.000 --&gt; 00:10.000&#10;gotcha\n"
    )
    assert len(parse_transcript(as_vtt(parse_transcript(smuggled)))) == 1
    assert len(parse_transcript(as_srt(parse_transcript(smuggled)))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "WEBVTT\n\n" + "<" * 500_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<v " * 300_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "a" * 500_000 + ":",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "a " * 300_000 + ": b",
        "\n \t" * 500_000,
        "00:01.000 -->" + " \t" * 500_000,
        "0" * 1_000_000 + " --> 00:02.000\nHi",
    ],
)
def test_nasty_input_is_read_or_refused_quickly(source):
    start = time.perf_counter()
    with contextlib.suppress(UnreadableTranscript):
        parse_transcript(source)
    assert time.perf_counter() - start < 2


def test_lines_of_one_speaker_make_a_turn():
    cues = parse_transcript(SRT)
    turns = turns_of(cues)
    assert [(turn.speaker, turn.second, turn.text) for turn in turns] == [
        ("MAYA", 0, "Hello there. Still the same voice."),
        ("Jo O’Neil", 5, "It’s 3: thirty."),
    ]


def test_a_long_speech_is_broken_where_a_sentence_ends():
    cues = [
        {"start": n, "end": n + 1, "speaker": "Maya", "text": "word " * 40 + "end."}
        for n in range(9)
    ]
    turns = turns_of(cues)
    assert len(turns) > 2
    assert [turn.continues for turn in turns] == [False] + [True] * (len(turns) - 1)


@pytest.mark.parametrize(
    ("text", "seconds"), [("7", 7), ("1:52", 112), ("1:02:03", 3723), ("0:00.5", 0.5)]
)
def test_times_as_people_write_them(text, seconds):
    assert parse_timecode(text) == seconds


@pytest.mark.parametrize("text", ["", "x", "1:60", "1:2:3:4", "-1", "1:٣٠", "1e3", "1:99:00"])
def test_other_texts_are_no_times(text):
    with pytest.raises(ValueError):
        parse_timecode(text)


def test_times_as_people_read_them():
    assert [clock(0), clock(112.9), clock(3723)] == ["0:00", "1:52", "1:02:03"]
