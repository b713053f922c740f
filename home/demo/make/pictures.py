"""Draws the demo's other pictures: hero, Project covers, portraits and University products.

    python home/demo/make/pictures.py

Standard library only.
"""

from math import cos, pi, sin

from articles import H, W, room
from drawing import (
    BACE,
    BACE_DARK,
    BACE_DEEP,
    GLOW,
    HAIRS,
    INK,
    LIGHT,
    MIST,
    NIGHT,
    ONWARD,
    ONWARD_DARK,
    ONWARD_DEEP,
    SKINS,
    SLATE,
    TEAL,
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
    path,
    rect,
    save,
    spill,
    svg,
)


def hero() -> str:
    """The open door: a child with a backpack goes in, an adult holds the leaf."""
    return svg(
        1200, 900, room_of(1200, 900, 690),
        door(70, 690, 130, BACE, WHITE, BACE_DEEP), lit_door(400, 690, 320, 210),
        arch(500, 690, 130, 230, GLOW), spill(500, 690, 130, 210, GLOW), leaf(720, 690, 320, TEAL),
        door(1010, 690, 240, ONWARD, WHITE, ONWARD_DARK),
        figure(480, 744, 92, 150, THRIVE, "tan", "fringe dark", shade=130), arch(486, 716, 60, 88, BACE),
        figure(890, 780, 132, 280, INK, "brown", "curls black", shade=110), arm((850, 566), (800, 530), INK, 34, "brown"),
    )  # fmt: skip


def room_of(width: float, height: float, sill: float) -> str:
    return (
        rect(0, 0, width, sill, WALL)
        + rect(0, sill, width, height - sill, WHITE)
        + rect(0, sill - 3, width, 6, INK)
    )


def cover_thrive() -> str:
    """One wide doorway, and everyone fits in it."""
    people = ((84, 52, 94, THRIVE, "tan", "fringe dark"), (211, 58, 132, THRIVE_DARK, "deep", "long black"),
              (131, 62, 160, INK, "brown", "cap black"), (172, 44, 70, WHITE, "fair", "fringe red"))  # fmt: skip
    return svg(
        300, 480, rect(0, 0, 300, 480, THRIVE), arch(30, 400, 240, 352, THRIVE_DEEP), arch(48, 400, 204, 318, LIGHT),
        spill(48, 400, 204, 80, GLOW),
        *(spill(x - w / 2, 400, w, 80, THRIVE, 0.33) for x, w, *_ in people),
        *(figure(x, 400, w, h, coat, skin, hair) for x, w, h, coat, skin, hair in people),
    )  # fmt: skip


def cover_onward() -> str:
    """Stairs: steep, lit from the top, with somebody ahead."""
    steps = (
        (0, 400, ONWARD_DEEP),
        (60, 348, "#43318c"),
        (120, 296, ONWARD_DARK),
        (180, 244, "#332370"),
    )
    light = (
        (202, 244, 52, GLOW),
        (176, 296, 52, "#ffdd8a"),
        (150, 348, 52, LIGHT),
        (124, 400, 80, "#f2bb42"),
    )
    return svg(
        300, 480, rect(0, 0, 300, 480, ONWARD), *(rect(x, y, 300 - x, 480 - y, fill) for x, y, fill in steps),
        arch(192, 244, 96, 154, ONWARD_DARK), arch(202, 244, 76, 121.6, LIGHT),
        *(spill(x, y, 76, fall, fill) for x, y, fall, fill in light),
        figure(93, 348, 36, 78, INK, "brown", "curls black"), figure(35, 400, 32, 58, WHITE, "fair", "fringe brown"),
    )  # fmt: skip


def wedge(start: float, stop: float, fill: str) -> str:
    """A stone of the arch: from one angle to another, between the opening and the wall."""
    (a, b), (c, d) = ((cos(start), -sin(start)), (cos(stop), -sin(stop)))
    corners = [
        (150 + u * r, 240 + v * r) for u, v, r in ((a, b, 62), (a, b, 112), (c, d, 112), (c, d, 62))
    ]
    (x1, y1), (x2, y2), (x3, y3), (x4, y4) = corners
    return path(
        fill,
        "M",
        x1,
        y1,
        "L",
        x2,
        y2,
        "A",
        112,
        112,
        "0 0 1",
        x3,
        y3,
        "L",
        x4,
        y4,
        "A",
        62,
        62,
        "0 0 0",
        x1,
        y1,
        "z",
    )


def cover_bace() -> str:
    """A brick wall, a keystone, a doorway: laid one course at a time."""
    bricks = []
    fills = (BACE_DEEP, "#b34234", "#9a3322")
    for course in range(5):
        y = 352 - course * 48
        for place, x in enumerate(range(-44 if course % 2 else 0, 300, 88)):
            bricks.append(
                rect(
                    max(x, 0), y, min(x + 88, 300) - max(x, 0), 48, fills[(place * 2 + course) % 3]
                )
            )
    tones = (BACE_DARK, BACE_DEEP, "#8f2f1f", WHITE, BACE_DEEP, "#8f2f1f", BACE_DARK)
    wedges = [wedge(pi - n * pi / 7, pi - (n + 1) * pi / 7, tone) for n, tone in enumerate(tones)]
    return svg(
        300, 480, rect(0, 0, 300, 480, BACE), *bricks, *wedges, arch(88, 400, 124, 222, LIGHT),
        rect(0, 400, 300, 80, BACE_DARK), spill(88, 400, 124, 80, GLOW),
        figure(150, 400, 48, 72, INK, "tan", "bun dark", shade=80),
    )  # fmt: skip


def portrait(wall: str, light: str, coat: str, skin: str, behind: str, front: str) -> str:
    """Head and shoulders in the light, 5:6. Hair lies partly behind, partly over the head."""
    tone = SKINS[skin]
    return svg(
        300, 360, rect(0, 0, 300, 360, wall), path(light, "M", 150, 0, "H", 300, "V", 120, "L", 180, 360, "H", 0, "z"),
        behind, path(coat, "M", 40, 360, "v", -50, "a", 110, 110, "0 0 1", 220, 0, "v", 50, "z"),
        path(tone, "M", 122, 180, "h", 56, "v", 60, "a", 28, 28, "0 0 1", -56, 0, "z"),
        path(INK, "M", 122, 206, "h", 56, "v", 6, "q", -28, 26, -56, 6, "z", opacity=0.18), circle(150, 140, 60, tone), front,
    )  # fmt: skip


CAP = "M90 128a60 60 0 0 1 120 0q-60-30-120 0z"
SIDE_PART = "M86 141a64 64 0 0 1 128 0q-60-6-84-52q-10 40-44 52z"
BEARD = "M94 162a60 60 0 0 0 112 0q-4 15-56 15t-56-15z"
CROP = "M93 116a62 62 0 0 1 114 0q-57-24-114 0z"
FRINGE = "M88 140a62 62 0 0 1 124 0q-40-10-62-44q-22 34-62 44z"


def hair(shape: str, tint: str) -> str:
    return f'<path d="{shape}" fill="{HAIRS.get(tint, tint)}"/>'


def portraits() -> dict[str, str]:
    return {
        "maya-ellison": portrait(TEAL, LIGHT, INK, "brown", circle(150, 122, 92, "#24140c"), hair(CAP, "#24140c")),
        "elena-marsh": portrait("#cfe0e8", GLOW, THRIVE, "fair", arch(74, 330, 152, 258, HAIRS["brown"]), hair(SIDE_PART, "brown")),
        "theo-grant": portrait(ONWARD, LIGHT, MIST, "deep", "", hair(BEARD, "black") + hair(CROP, "black")),
        "priya-anand": portrait(BACE, GLOW, INK, "tan", circle(150, 66, 34, HAIRS["dark"]), hair(FRINGE, "dark")),
        "dana-okafor": portrait(INK, LIGHT, TEAL, "deep", arch(78, 236, 144, 176, HAIRS["gray"]), hair(CAP, "gray")),
        "the-consultancy": svg(
            300, 360, rect(0, 0, 300, 360, THRIVE_DARK), arch(50, 360, 200, 310, THRIVE), arch(72, 360, 156, 276, LIGHT),
            figure(104, 360, 62, 132, INK, "brown", "curls black"), figure(196, 360, 64, 156, TEAL, "tan", "cap dark"),
            figure(150, 360, 60, 104, WHITE, "fair", "bun brown"),
        ),
    }  # fmt: skip


def product_debriefs() -> str:
    """A lesson on a screen, with its chapters standing on the sill."""
    chapters = [rect(x, 486 - h, w, h, fill) for x, w, h, fill in (
        (330, 70, 22, LIGHT), (406, 120, 22, LIGHT), (532, 150, 44, LIGHT), (688, 90, 22, SLATE), (784, 86, 22, SLATE))]  # fmt: skip
    return svg(
        W, H, room(MIST, WALL, sill=610), rect(230, 90, 740, 470, INK), rect(260, 120, 680, 410, NIGHT), rect(160, 560, 880, 50, INK),
        arch(530, 416, 150, 240, LIGHT), path(INK, "M", 582, 262, "v", 72, "l", 62, -36, "z"), *chapters, rect(320, 486, 560, 5, WHITE),
        figure(1060, 690, 120, 220, ONWARD, "tan", "bun dark", shade=60),
    )  # fmt: skip


def product_first_weeks() -> str:
    """Six weeks of lesson sheets, fanned; the current one is lit."""
    fan = [
        arch(300 + n * 74, 610, 300, 480, fill)
        for n, fill in enumerate((TEAL, THRIVE, ONWARD, BACE))
    ]
    lines = (
        rect(680, 330, 130, 18, INK),
        *(rect(680, 380 + n * 44, (190, 160, 190, 110)[n], 12, SLATE) for n in range(4)),
    )
    return svg(
        W, H, room(WALL, WHITE, sill=610), *fan, arch(620, 610, 300, 480, LIGHT), arch(632, 598, 276, 456, WHITE), *lines,
        spill(620, 613, 300, 137, GLOW), figure(180, 690, 116, 214, INK, "deep", "puffs black", shade=60),
    )  # fmt: skip


def product_rooms() -> str:
    """A room seen from above its sill: every piece of furniture keeps its place."""
    return svg(
        W, H, room(THRIVE, THRIVE_DARK, THRIVE_DARK), rect(150, 110, 900, 490, THRIVE_DEEP), rect(150, 110, 900, 14, WHITE),
        lit_door(230, 600, 220, 150), rect(520, 470, 210, 18, WHITE), rect(540, 488, 16, 112, WHITE), rect(694, 488, 16, 112, WHITE),
        arch(596, 470, 60, 56, BACE), rect(800, 250, 200, 14, WHITE), rect(800, 360, 200, 14, WHITE), rect(800, 470, 200, 14, WHITE),
        rect(826, 190, 22, 60, LIGHT), rect(854, 204, 18, 46, TEAL), rect(878, 180, 20, 70, BACE), arch(930, 250, 46, 56, SLATE),
        circle(850, 328, 32, ONWARD), rect(910, 306, 66, 54, TEAL), arch(822, 470, 60, 76, SLATE), rect(906, 420, 74, 50, BACE),
        rect(800, 250, 14, 350, WHITE), rect(986, 250, 14, 350, WHITE),
        figure(330, 660, 96, 160, INK, "tan", "fringe dark", shade=90),
    )  # fmt: skip


def product_graph_hour() -> str:
    """A door that opens on a falling line."""
    points = [(440, 300), (488, 336), (536, 322), (584, 402), (632, 430), (680, 424)]
    return svg(
        W, H, rect(0, 0, W, 620, ONWARD), rect(0, 620, W, 130, ONWARD_DARK), door(400, 620, 320, NIGHT, WHITE),
        line(points, LIGHT, 9), *(circle(x, y, 17, LIGHT) for x, y in points), rect(400, 520, 320, 7, SLATE),
        leaf(720, 620, 320, TEAL), spill(400, 620, 320, 130, ONWARD_DEEP),
        figure(230, 690, 132, 270, WHITE, "deep", "bun black", shade=60), arm((276, 480), (416, 330), WALL, 34, "deep"),
    )  # fmt: skip


PLAIN = {
    "hero": hero,
    "cover-thrive": cover_thrive,
    "cover-onward": cover_onward,
    "cover-bace": cover_bace,
    "product-debriefs": product_debriefs,
    "product-first-weeks": product_first_weeks,
    "product-rooms": product_rooms,
    "product-graph-hour": product_graph_hour,
}

if __name__ == "__main__":
    for name, draw in PLAIN.items():
        save(f"{name}.svg", draw())
    for person, drawing in portraits().items():
        save(f"portrait-{person}.svg", drawing)
