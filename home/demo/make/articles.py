"""Draws a cover for each demo article: `python home/demo/make/articles.py` (standard library only)."""

from drawing import (
    BACE,
    BACE_DARK,
    BACE_DEEP,
    GLOW,
    INK,
    LIGHT,
    NIGHT,
    ONWARD,
    ONWARD_DARK,
    ONWARD_DEEP,
    QUIET,
    SLATE,
    TEAL,
    TEAL_DARK,
    TEAL_DEEP,
    THRIVE,
    THRIVE_DARK,
    THRIVE_DEEP,
    WALL,
    WHITE,
    arch,
    arm,
    circle,
    door,
    figure,
    leaf,
    line,
    lit_door,
    lying,
    rect,
    save,
    sheet,
    spill,
    svg,
)  # fmt: skip

W, H, SILL = 1200, 750, 600


def room(wall: str, floor: str, edge: str = INK, sill: float = SILL) -> str:
    """Wall, sill and floor. The sill is where the article's header draws its own, so that the two are one line."""
    return (
        rect(0, 0, W, sill, wall)
        + rect(0, sill, W, H - sill, floor)
        + rect(0, sill - 6, W, 6, edge)
    )


def moved(down: float, *parts: str) -> str:
    """What was drawn for a lower or higher sill."""
    return f'<g transform="translate(0 {down})">{"".join(parts)}</g>'


def collaboration_against_burnout() -> str:
    """Three people from three rooms, arm in arm in the light of two of them."""
    return svg(
        W, H, room(WALL, WHITE), moved(20,
        door(50, 580, 170, TEAL, WHITE, TEAL_DARK), door(990, 580, 170, BACE, WHITE, BACE_DARK),
        lit_door(290, 580, 250, 170), lit_door(670, 580, 250, 170),
        figure(440, 664, 116, 236, INK, "deep", "cap black", shade=86), figure(600, 690, 112, 206, ONWARD, "tan", "bun dark", shade=60),
        figure(756, 664, 114, 222, TEAL, "fair", "long brown", shade=86),
        arm((476, 496), (566, 548), INK, 30), arm((722, 506), (634, 548), TEAL, 30),
        circle(570, 550, 16, "#5b3a26"), circle(630, 550, 16, "#f0c9a4")),
    )  # fmt: skip


def greeting_at_the_door() -> str:
    """A teacher stoops at the open door, and the line comes in one name at a time."""
    line_up = ((120, 84, 150, BACE, "fair", "fringe red"), (258, 92, 190, THRIVE, "deep", "puffs black"),
               (400, 80, 134, ONWARD_DARK, "tan", "cap dark"))  # fmt: skip
    return svg(
        W, H, room(TEAL, TEAL_DARK), moved(20,
        lit_door(690, 580, 300, 170), leaf(990, 580, 300, INK, GLOW),
        *(figure(x, 660, w, h, coat, skin, hair, shade=80) for x, w, h, coat, skin, hair in line_up),
        arch(556, 636, 50, 84, BACE), figure(620, 660, 92, 170, WHITE, "brown", "curls dark", shade=90),
        figure(892, 660, 132, 246, THRIVE, "brown", "long black", shade=90),
        arm((850, 500), (726, 462), THRIVE, 34, "brown"), arm((646, 530), (690, 480), WHITE, 24, "brown")),
    )  # fmt: skip


def say_what_you_saw() -> str:
    """Two doors: what was there (a chair on its side, a pencil) is lit; what we thought stays shut."""
    chair = "".join((
        rect(316, 430, 16, 140, INK), rect(206, 556, 110, 14, INK), rect(332, 446, 90, 12, INK), rect(332, 540, 90, 12, INK),
        rect(206, 532, 14, 26, INK),
    ))  # fmt: skip
    clouds = (
        circle(858, 280, 34, ONWARD) + circle(908, 262, 46, ONWARD) + circle(960, 284, 36, ONWARD)
    )
    return svg(
        W, H, room(ONWARD, ONWARD_DARK), moved(20, lit_door(170, 580, 290, 170), chair,
        line([(230, 650), (300, 628)], BACE, 12, "butt"),
        door(770, 580, 290, ONWARD_DEEP, ONWARD_DARK), clouds, circle(814, 410, 13, GLOW),
        figure(610, 680, 144, 276, WHITE, "deep", "cap black", shade=80),
        sheet(510, 500, 104, 134, 4, GLOW, QUIET), arm((660, 505), (614, 590), WALL, 34, "deep")),
    )  # fmt: skip


def compassion_is_a_skill() -> str:
    """An adult sits down on the child's bench, in the child's light."""
    return svg(
        W, H, room(BACE, BACE_DARK), moved(40,
        arch(330, 560, 540, 480, BACE_DEEP), arch(385, 560, 430, 425, LIGHT), spill(385, 560, 430, 190, LIGHT),
        spill(400, 640, 100, 110, BACE_DARK, 0.4), spill(536, 640, 84, 110, BACE_DARK, 0.4),
        figure(530, 600, 138, 216, INK, "brown", "bun black"), figure(668, 600, 92, 118, TEAL, "fair", "fringe red"),
        arm((578, 470), (640, 520), INK, 34), circle(648, 526, 18, "#8a5a3c"),
        rect(400, 590, 400, 22, WHITE), rect(424, 612, 22, 60, WHITE), rect(754, 612, 22, 60, WHITE)),
    )  # fmt: skip


def when_behavior_is_communication() -> str:
    """A scribble leaves the child; a clear shape comes back from the adult."""
    scribble = [
        (200, 262),
        (246, 168),
        (266, 280),
        (322, 156),
        (338, 272),
        (398, 164),
        (412, 268),
        (464, 178),
        (478, 242),
    ]
    bubble = lying(140, 106, 420, 230, INK) + spill(270, 336, 64, 64, INK)
    answer = lying(670, 70, 350, 196, LIGHT) + spill(880, 266, 56, 50, LIGHT)
    return svg(
        W, H, room(WALL, WHITE), moved(-10, bubble, line(scribble, WHITE, 12), answer,
        arch(786, 236, 80, 128, INK), spill(786, 236, 80, 30, INK),
        figure(240, 660, 116, 180, BACE, "tan", "fringe dark", shade=90),
        figure(900, 660, 160, 220, TEAL, "deep", "scarf #5a45b0", shade=90)),
    )  # fmt: skip


def the_schedule_on_the_wall() -> str:
    """Five doors on a rail: two are done, one is lit, two are still to come."""
    cards = []
    for place in range(5):
        x, fill = 120 + place * 196, (THRIVE_DARK, THRIVE_DARK, LIGHT, WHITE, WHITE)[place]
        cards.append(arch(x, 420, 160, 256, fill))
        if place > 2:
            cards.append(arch(x + 30, 396, 100, 160, WALL))
    pictures = (
        line([(172, 330), (196, 356), (240, 296)], WHITE, 14), line([(368, 330), (392, 356), (436, 296)], WHITE, 14),
        rect(546, 300, 92, 68, INK), rect(590, 300, 5, 68, LIGHT),
        circle(788, 320, 30, TEAL), rect(962, 300, 44, 52, BACE), rect(1006, 310, 16, 28, BACE), rect(1006, 318, 8, 12, WALL),
    )  # fmt: skip
    return svg(
        W, H, room(THRIVE, THRIVE_DARK, THRIVE_DARK), moved(-30, *cards, *pictures, rect(80, 420, 1040, 12, INK),
        spill(512, 432, 160, 198, GLOW, 0.3),
        figure(690, 700, 100, 170, WHITE, "brown", "puffs black", shade=50), arm((660, 580), (610, 470), WHITE, 28, "brown")),
    )  # fmt: skip


def reinforcement_without_bribery() -> str:
    """A jar in the shape of a door fills up; the marble comes after the work."""
    colors = (THRIVE, BACE, TEAL, WHITE, ONWARD, SLATE)
    marbles = []
    for row, count in enumerate((6, 5, 6, 3)):
        for place in range(count):
            x = 472 + place * 46 + (23 if count % 2 else 0)
            marbles.append(circle(x, 570 - row * 41, 22, colors[(place * 2 + row * 5) % 6]))
    return svg(
        W, H, room(NIGHT, INK, SLATE), moved(-20,
        arch(430, 618, 314, 440, "#3a577d"), arch(448, 594, 278, 398, NIGHT), rect(548, 160, 78, 60, NIGHT), *marbles,
        circle(587, 166, 28, LIGHT),
        figure(250, 680, 112, 188, TEAL, "fair", "bob brown", shade=60), arm((290, 560), (396, 500), TEAL, 28, "fair"),
        figure(968, 680, 156, 330, BACE, "deep", "curls black", shade=60),
        arm((918, 440), (648, 132), BACE, 38, "deep")),
    )  # fmt: skip


def transitions() -> str:
    """Rooms behind rooms, and three children on their way through."""
    rooms = [door(600 - w / 2 + shift, 600, w, fill) for w, shift, fill in
             ((340, 0, TEAL), (258, 16, TEAL_DEEP), (184, 28, TEAL_DARK), (112, 36, LIGHT))]  # fmt: skip
    walkers = ((270, 104, 196, INK, "tan", "fringe dark"), (420, 96, 164, THRIVE, "deep", "puffs black"),
               (560, 92, 178, WHITE, "fair", "cap red"))  # fmt: skip
    return svg(
        W,
        H,
        room(WALL, WHITE),
        door(60, 600, 180, BACE, WHITE, BACE_DEEP),
        door(960, 600, 180, ONWARD, WHITE, ONWARD_DEEP),
        *rooms,
        spill(580, 600, 112, 150, LIGHT),
        *(
            figure(x, 690, w, h, coat, skin, hair, shade=60)
            for x, w, h, coat, skin, hair in walkers
        ),
    )


def data_in_a_minute() -> str:
    """The graph behavior analysts draw: baseline, a lit phase line, and the team's plan."""
    before = [(160, 290), (230, 226), (300, 320), (370, 210)]
    after = [(490, 330), (560, 372), (630, 350), (700, 440), (770, 480), (840, 470)]
    dots = [circle(x, y, 15, WHITE) for x, y in before] + [
        circle(x, y, 15, LIGHT) for x, y in after
    ]
    return svg(
        W, H, rect(0, 0, W, H, INK), moved(14, rect(430, 90, 450, 490, NIGHT),
        line(before, WHITE, 6), line(after, LIGHT, 6), *dots, rect(424, 70, 10, 510, LIGHT),
        spill(410, 586, 60, 90, LIGHT), rect(90, 90, 6, 496, SLATE), rect(90, 580, 790, 6, SLATE),
        *(rect(76, y, 14, 5, SLATE) for y in (180, 300, 420)),
        figure(1030, 690, 150, 330, TEAL, "brown", "bun black"), sheet(900, 470, 100, 130, 4),
        arm((976, 450), (990, 552), TEAL_DEEP, 34, "brown")),
    )  # fmt: skip


def teach_the_replacement() -> str:
    """Two ways into the same room: a ladder to a high window, or a door with a ramp."""
    rungs = [
        line([(252 + n * 10, 640 - n * 56), (352 + n * 7, 640 - n * 56)], SLATE, 9)
        for n in range(1, 6)
    ]
    ramp = '<path d="M640 600v40H350z" fill="#13233a"/>' + rect(640, 600, 330, 40, INK)
    return svg(
        W, H, room(WALL, WHITE), moved(-40, rect(180, 90, 900, 550, ONWARD), rect(150, 70, 960, 34, ONWARD_DARK),
        door(290, 316, 110, ONWARD_DARK, WHITE), line([(242, 640), (302, 306)], SLATE, 12), line([(352, 640), (390, 306)], SLATE, 12),
        *rungs, door(660, 600, 250, LIGHT), leaf(910, 600, 250, TEAL), ramp, spill(660, 640, 250, 150, GLOW),
        figure(530, 618, 108, 186, BACE, "fair", "fringe brown"),
        figure(800, 600, 122, 240, THRIVE_DARK, "brown", "cap black"), arm((760, 470), (650, 500), THRIVE_DARK, 32, "brown")),
    )  # fmt: skip


def paras_and_teachers_one_plan() -> str:
    """Two adults, one table, one page."""
    return svg(
        W, H, room(THRIVE_DEEP, THRIVE_DARK, THRIVE_DARK), moved(-40,
        *(arch(x, 330, 130, 208, THRIVE) for x in (110, 300, 770, 960)),
        figure(330, 640, 190, 380, WHITE, "tan", "bun gray"), figure(870, 640, 184, 350, BACE, "deep", "curls black"),
        arch(490, 470, 220, 330, LIGHT),
        *(rect(532, y, length, 12, INK) for y, length in ((270, 90), (312, 136), (348, 120), (384, 136), (420, 76))),
        arm((390, 420), (496, 452), WHITE, 40, "tan"), arm((812, 420), (704, 452), BACE, 40, "deep"),
        rect(150, 470, 900, 26, INK), rect(200, 496, 26, 200, INK), rect(974, 496, 26, 200, INK)),
    )  # fmt: skip


ARTICLES = (
    collaboration_against_burnout, greeting_at_the_door, say_what_you_saw, compassion_is_a_skill,
    when_behavior_is_communication, the_schedule_on_the_wall, reinforcement_without_bribery, transitions,
    data_in_a_minute, teach_the_replacement, paras_and_teachers_one_plan,
)  # fmt: skip


if __name__ == "__main__":
    for draw in ARTICLES:
        save(f"article-{draw.__name__.replace('_', '-')}.svg", draw())
