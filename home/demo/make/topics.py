"""Draws an emblem for each demo topic: `python home/demo/make/topics.py` (standard library only)."""

from articles import H, W, room
from drawing import (
    BACE,
    BACE_DARK,
    BACE_DEEP,
    GLOW,
    INK,
    LIGHT,
    MIST,
    ONWARD,
    TEAL,
    TEAL_DARK,
    TEAL_DEEP,
    THRIVE,
    WALL,
    WHITE,
    arch,
    arm,
    circle,
    door,
    figure,
    lit_door,
    rect,
    save,
    spill,
    svg,
)  # fmt: skip


def compassion() -> str:
    """A small figure inside a larger one inside a larger one."""
    return svg(
        W, H, rect(0, 0, W, H, BACE), rect(0, 600, W, 150, BACE_DARK),
        arch(290, 600, 620, 530, BACE_DEEP), arch(370, 600, 460, 440, GLOW), arch(450, 600, 300, 330, LIGHT),
        spill(450, 600, 300, 150, LIGHT), figure(600, 640, 120, 190, INK, "brown", "puffs black", shade=110),
    )  # fmt: skip


def classroom_environment() -> str:
    """A room in elevation: shelf, table, rug, window; a place for everything."""
    shelf = [
        rect(110, 330, 270, 270, INK),
        *(rect(122 + c * 84, 342 + r * 86, 78, 74, WALL) for c in range(3) for r in range(3)),
    ]
    things = (
        arch(140, 416, 44, 56, BACE), rect(224, 372, 16, 44, TEAL), rect(244, 364, 14, 52, ONWARD), rect(262, 378, 12, 38, BACE),
        circle(334, 476, 24, THRIVE), rect(132, 556, 60, 32, ONWARD), arch(226, 502, 40, 48, TEAL), rect(300, 540, 52, 48, THRIVE),
    )  # fmt: skip
    return svg(
        W, H, room(MIST, WALL), *shelf, *things,
        door(500, 330, 130, LIGHT, WHITE), rect(478, 330, 174, 12, INK), spill(390, 600, 130, 110, LIGHT),
        rect(480, 486, 340, 20, THRIVE), rect(508, 506, 18, 94, THRIVE), rect(774, 506, 18, 94, THRIVE),
        arch(560, 486, 60, 50, BACE), rect(690, 474, 80, 12, WHITE), door(900, 600, 200, TEAL, WHITE, TEAL_DARK),
        figure(850, 680, 96, 150, ONWARD, "tan", "fringe dark", shade=60),
    )  # fmt: skip


def behavior_strategies() -> str:
    """Before, during, after: three doors, and the first is where the light is."""
    doors = (
        lit_door(130, 570, 250, 180),
        door(475, 570, 250, TEAL_DEEP, WHITE, TEAL_DARK),
        door(820, 570, 250, TEAL_DEEP, WHITE, TEAL_DARK),
    )
    return svg(
        W, H, room(TEAL, TEAL_DARK, sill=570), *doors,
        figure(270, 640, 110, 210, INK, "brown", "cap black", shade=110), figure(600, 660, 88, 140, BACE, "fair", "fringe brown"),
        figure(945, 640, 110, 210, WHITE, "deep", "bun black"),
    )  # fmt: skip


def collaboration() -> str:
    """Two arches that overlap: what they share is lit."""
    overlap = (
        '<path d="M520 600V280a200 200 0 0 1 80-160a200 200 0 0 1 80 160v320z" fill="#ffc94a"/>'
    )
    return svg(
        W, H, room(WALL, WHITE), arch(280, 600, 400, 520, THRIVE), arch(520, 600, 400, 520, ONWARD), overlap,
        spill(520, 600, 160, 150, LIGHT),
        figure(430, 660, 112, 220, WHITE, "deep", "cap black"), figure(770, 660, 112, 220, INK, "tan", "long brown"),
        arm((474, 510), (586, 470), WHITE, 32, "deep"), arm((724, 510), (616, 470), INK, 32, "tan"),
    )  # fmt: skip


TOPICS = (compassion, classroom_environment, behavior_strategies, collaboration)

if __name__ == "__main__":
    for draw in TOPICS:
        save(f"topic-{draw.__name__.replace('_', '-')}.svg", draw())
