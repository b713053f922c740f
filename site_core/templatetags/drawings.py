"""Facts as pictures: rows of doors and bars of true length, drawn as inline SVG.

The strict content security policy forbids numbers in `style` attributes, so every number is drawn here, on the server.
All drawings are hidden from screen readers: the caller puts the sentence beside them.
"""

import math
from itertools import pairwise

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

DOOR_WIDTH, DOOR_HEIGHT, DOOR_GAP = 8, 16, 2
DOORS_A_ROW = 30
COLORS = {"thrive", "onward", "bace"}


@register.simple_tag
def door_row(*, taken: int, capacity: int, color: str = "") -> SafeString:
    """One small door per seat: taken ones shut and in the Project's color, open ones lit."""
    capacity = max(int(capacity or 0), 0)
    taken = min(max(int(taken or 0), 0), capacity)
    if not capacity:
        return SafeString("")
    rows = math.ceil(capacity / DOORS_A_ROW)
    across = math.ceil(capacity / rows)
    width, height = (
        across * (DOOR_WIDTH + DOOR_GAP),
        rows * (DOOR_HEIGHT + 2 * DOOR_GAP) - 2 * DOOR_GAP,
    )
    return format_html(
        '<svg class="door-row{}" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true" focusable="false">{}{}</svg>',
        SafeString(f" {color}") if color in COLORS else "",
        width,
        height,
        width,
        height,
        _doors("taken", range(taken), across),
        _doors("open", range(taken, capacity), across),
    )


@register.simple_tag
def seats_sentence(taken: int, capacity: int) -> str:
    """What a row of doors means: always written beside it."""
    taken, capacity = int(taken or 0), int(capacity or 0)
    if taken >= capacity:
        return f"Full: all {capacity} seats are taken"
    return f"{capacity - taken} of {capacity} seats left"


def _doors(kind: str, seats: range, across: int) -> SafeString:
    if not seats:
        return SafeString("")
    path = "".join(
        f"M{seat % across * (DOOR_WIDTH + DOOR_GAP) + 1} {seat // across * (DOOR_HEIGHT + 2 * DOOR_GAP) + DOOR_HEIGHT}"
        "v-11a4 4 0 0 1 8 0v11z"
        for seat in seats
    )
    return format_html('<path class="{}" d="{}"/>', kind, SafeString(path))


@register.simple_tag
def week_door(number: int, total: int) -> SafeString:
    """The door of one week among `total`: each is larger and further open than the one before."""
    step = (number - 1) / max(total - 1, 1)
    width = 44 + step * 51
    left, top = (100 - width) / 2, 160 - width * 1.6
    return format_html(
        '<svg class="week-door" viewBox="0 0 100 160" width="100" height="160" aria-hidden="true" focusable="false">'
        '<path class="shut" d="{}"/><path class="lit-part" d="{}"/></svg>',
        _arch(left, top, width, 160),
        _arch(left, top, width, 160, open_to=0.11 + step * 0.77),
    )


def _arch(left: float, top: float, width: float, foot: float, open_to: float = 1) -> SafeString:
    """The outline of a door, or of its left part when it stands `open_to` a share of its width."""
    radius = width / 2
    across = width * open_to
    shoulder = top + radius
    cut = shoulder - math.sqrt(max(radius**2 - (radius - across) ** 2, 0))
    return SafeString(
        f"M{left:.4g} {foot:.4g}V{shoulder:.4g}A{radius:.4g} {radius:.4g} 0 0 1 {left + across:.4g} {cut:.4g}V{foot:.4g}z"
    )


@register.simple_tag
def chapter_track(starts, duration: float, current: int = -1, played: float = 0) -> SafeString:
    """Chapters as bars of true length; the current one (counted from 0) stands taller.

    `starts` are the chapters' beginnings in seconds, in order, `duration` the length of the whole in seconds.
    """
    starts = [float(start) for start in starts] or [0.0]
    if not duration:
        return SafeString("")
    # A spoken first minute before the first chapter belongs to it.
    edges = [0.0, *starts[1:], float(duration)]
    bars = (
        _bar(begin, end, duration, number, current, played)
        for number, (begin, end) in enumerate(pairwise(edges))
        if end > begin
    )
    return format_html(
        '<svg class="track" viewBox="0 0 1000 56" width="1000" height="56" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false">{}</svg>',
        SafeString("".join(bars)),
    )


def _bar(
    begin: float, end: float, duration: float, number: int, current: int, played: float
) -> str:
    left, right = round(begin / duration * 1000, 1), round(end / duration * 1000, 1)
    width = max(round(right - left - (3 if right < 1000 else 0), 1), 1)
    top, height = (0, 56) if number == current else (30, 26)
    heard = round(min(max((played - begin) / (end - begin), 0), 1) * width, 1)
    bar = f'<rect x="{left}" y="{top}" width="{width}" height="{height}" data-start="{begin:g}"/>'
    if heard:
        bar += f'<rect class="heard" x="{left}" y="{top}" width="{heard}" height="{height}"/>'
    return bar


DOOR_STATES = {"open": 1, "ajar": 0.38, "shut": 0}


@register.simple_tag
def big_door(state: str = "open") -> SafeString:
    """The door of an order page: `open` when it is paid, `ajar` while money is on its way, `shut` otherwise."""
    share = DOOR_STATES[state]
    parts = [f'<path class="trim" d="{_arch(18, 68.4, 164, 300)}"/>']
    if state != "open":
        parts.append(f'<path class="leaf" d="{_arch(32, 82.4, 136, 300)}"/>')
    if share:
        wide = 136 * share
        spill = f"M32 300h{wide:.4g}l-30 60h-{wide:.4g}z"
        parts.append(
            f'<path class="lit-part" d="{_arch(32, 82.4, 136, 300, open_to=share)}{spill}"/>'
        )
    if state == "open":
        parts.append(
            f'<path class="leaf" transform="matrix(.62 .31 0 1 168 0)" d="{_arch(0, 82.4, 136, 300)}"/>'
        )
    return format_html(
        '<svg class="big-door" viewBox="0 0 280 370" width="280" height="370" aria-hidden="true" focusable="false">{}</svg>',
        SafeString("".join(parts)),
    )


GRAPH_LEFT, GRAPH_RIGHT, GRAPH_TOP, GRAPH_FOOT, GRAPH_MOST = 62, 746, 40, 340, 25


@register.simple_tag
def single_case_graph(baseline, plan, *, title: str, description: str) -> SafeString:
    """The graph behavior analysts draw: weeks before the plan, a lit phase line, weeks with it. Values from 0 to 25."""
    weeks = len(baseline) + len(plan)
    step = (GRAPH_RIGHT - GRAPH_LEFT) / weeks
    points = [
        (GRAPH_LEFT + step * (week + 0.5), _height(value))
        for week, value in enumerate([*baseline, *plan])
    ]
    line = GRAPH_LEFT + step * len(baseline)
    return format_html(
        '<svg viewBox="0 0 760 400" width="760" height="400" role="img" aria-labelledby="graph-title graph-text">'
        '<title id="graph-title">{}</title><desc id="graph-text">{}</desc>{}{}{}{}</svg>',
        title,
        description,
        _graph_frame(line),
        _graph_labels(line, weeks),
        _graph_phase("before", points[: len(baseline)]),
        _graph_phase("after", points[len(baseline) :]),
    )


def _height(value: float) -> float:
    return GRAPH_FOOT - value / GRAPH_MOST * (GRAPH_FOOT - GRAPH_TOP)


def _graph_frame(line: float) -> SafeString:
    return SafeString(
        f'<path class="room" d="M{line:.4g} 40H746V340H{line:.4g}z"/><path class="axes" d="M60 30V340H746"/>'
        f'<path class="phase" d="M{line:.4g} 24V340"/><path class="fallen" d="M{line:.4g} 340h64l-27 54h-64z"/>'
    )


def _graph_labels(line: float, weeks: int) -> SafeString:
    marks = "".join(
        f'<text x="48" y="{_height(value) + 5:.4g}" text-anchor="end">{value}</text>'
        for value in (0, 10, 20)
    )
    return SafeString(
        f'{marks}<text class="big" x="76" y="48">Baseline</text>'
        f'<text class="big" x="{line + 20:.4g}" y="70">The team’s plan</text>'
        f'<text class="axis" x="746" y="366" text-anchor="end">{weeks} school weeks</text>'
    )


def _graph_phase(phase: str, points) -> SafeString:
    trail = " ".join(f"{x:.4g},{y:.4g}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.4g}" cy="{y:.4g}" r="8"/>' for x, y in points)
    return SafeString(f'<g class="{phase}"><polyline points="{trail}"/>{dots}</g>')
