"""Draws each guide twice: a door-shaped cover for its shelf, and a wide scene for its own first page.

    python home/demo/make/guide_pictures.py

Standard library only.
"""

from articles import H, W, room
from drawing import (
    BACE,
    BACE_DARK,
    BACE_DEEP,
    INK,
    LIGHT,
    ONWARD,
    ONWARD_DARK,
    ONWARD_DEEP,
    SLATE,
    THRIVE,
    THRIVE_DARK,
    WHITE,
    arch,
    arm,
    circle,
    figure,
    leaf,
    line,
    lit_door,
    path,
    rect,
    save,
    svg,
)


def cover_first_ten_minutes() -> str:
    """A clock with ten lit minutes; below it the first task lies ready."""
    return svg(
        300, 480, rect(0, 0, 300, 400, THRIVE), rect(0, 400, 300, 80, THRIVE_DARK),
        circle(150, 150, 92, WHITE), path(LIGHT, "M", 150, 150, "V", 58, "A", 92, 92, "0 0 1", 229.7, 104, "z"),
        line([(150, 150), (150, 78)], INK, 10), line([(150, 150), (204, 119)], INK, 10), circle(150, 150, 10, INK),
        rect(56, 326, 188, 16, WHITE), rect(70, 342, 14, 92, WHITE), rect(216, 342, 14, 92, WHITE),
        rect(96, 314, 72, 12, LIGHT), line([(182, 320), (224, 320)], BACE, 9, "butt"),
        figure(150, 446, 58, 84, INK, "deep", "puffs black"),
    )  # fmt: skip


def cover_say_what_you_saw() -> str:
    """Three columns on a clipboard; what was seen is lit."""
    columns = [
        rect(63 + n * 60, 196, 54, 196, (ONWARD_DEEP, LIGHT, ONWARD_DEEP)[n]) for n in range(3)
    ]
    lines = [rect(71 + n * 60, 212 + r * 30, (38, 28, 34, 22, 38, 30)[(n * 2 + r) % 6], 8, INK if n == 1 else SLATE)
             for n in range(3) for r in range(6)]  # fmt: skip
    return svg(
        300, 480, rect(0, 0, 300, 430, ONWARD), rect(0, 430, 300, 50, ONWARD_DARK), arch(36, 430, 228, 365, WHITE), arch(112, 126, 76, 58, INK),
        *columns, *lines, line([(262, 400), (300, 438)], INK, 34), circle(252, 390, 18, "#8a5a3c"), line([(246, 384), (196, 322)], BACE, 11, "butt"),
    )  # fmt: skip


def cover_one_page_a_para_can_run() -> str:
    """Wide steps, a child on the second, a lit page at the top."""
    steps = [
        rect(24 + n * 52, 400 - n * 44, 300, 44, (BACE_DARK, BACE_DEEP)[n % 2]) for n in range(4)
    ]
    return svg(
        300, 480, rect(0, 0, 300, 444, BACE), rect(0, 444, 300, 36, BACE_DARK), *steps, arch(166, 268, 120, 192, LIGHT),
        *(rect(190, y, length, 8, INK) for y, length in ((152, 40), (178, 72), (200, 60), (222, 72))),
        figure(102, 356, 50, 78, WHITE, "tan", "fringe dark"),
    )  # fmt: skip


def scene_first_ten_minutes() -> str:
    """A clock over an open door, and a task already on the desk."""
    return svg(
        W, H, room(THRIVE, THRIVE_DARK, THRIVE_DARK), lit_door(200, 600, 270, 150), leaf(470, 600, 270, INK),
        circle(820, 248, 104, WHITE), circle(820, 248, 12, INK),
        '<path d="M820 248V144A104 104 0 0 1 910 196z" fill="#ffc94a"/>',
        line([(820, 248), (820, 168)], INK, 12), line([(820, 248), (880, 214)], INK, 12),
        rect(660, 490, 380, 24, WHITE), rect(690, 514, 22, 146, WHITE), rect(988, 514, 22, 146, WHITE),
        rect(740, 476, 130, 14, LIGHT), line([(900, 484), (980, 484)], BACE, 12, "butt"),
        figure(330, 660, 92, 160, WHITE, "deep", "puffs black", shade=90),
    )  # fmt: skip


def scene_say_what_you_saw() -> str:
    """A clipboard with three columns, as large as a door."""
    columns = [
        rect(470 + n * 124, 290, 112, 330, (ONWARD_DEEP, LIGHT, ONWARD_DEEP)[n]) for n in range(3)
    ]
    lines = [rect(482 + n * 124, 312 + r * 52, (84, 64, 84, 50, 76, 60)[(n + r) % 6], 12, INK if n == 1 else SLATE)
             for n in range(3) for r in range(6)]  # fmt: skip
    return svg(
        W, H, room(ONWARD, ONWARD_DARK, ONWARD_DARK, sill=660), arch(420, 660, 460, 524, WHITE), arch(590, 232, 120, 92, INK), *columns, *lines,
        figure(270, 700, 140, 300, INK, "brown", "cap black"), arm((310, 470), (452, 430), INK, 38, "brown"),
        line([(462, 424), (520, 380)], BACE, 14, "butt"),
    )  # fmt: skip


def scene_one_page_a_para_can_run() -> str:
    """Steps laid like bricks up to a lit page; an adult stands a little behind."""
    steps = [
        rect(430 + n * 100, 600 - n * 56, 640 - n * 100, 56, (BACE_DARK, BACE_DEEP)[n % 2])
        for n in range(4)
    ]
    return svg(
        W, H, room(BACE, BACE_DARK, BACE_DARK, sill=656), *steps, arch(850, 432, 190, 304, LIGHT),
        *(rect(886, y, length, 12, INK) for y, length in ((250, 70), (292, 118), (328, 100), (364, 118))),
        figure(580, 544, 96, 150, WHITE, "tan", "fringe dark"),
        figure(300, 700, 140, 290, INK, "deep", "bun black"), arm((346, 480), (420, 520), INK, 36, "deep"),
    )  # fmt: skip


DRAWINGS = {
    "the-first-ten-minutes": (cover_first_ten_minutes, scene_first_ten_minutes),
    "say-what-you-saw": (cover_say_what_you_saw, scene_say_what_you_saw),
    "one-page-a-para-can-run": (cover_one_page_a_para_can_run, scene_one_page_a_para_can_run),
}

if __name__ == "__main__":
    for slug, (cover, scene) in DRAWINGS.items():
        save(f"guide-{slug}-cover.svg", cover())
        save(f"guide-{slug}-scene.svg", scene())
