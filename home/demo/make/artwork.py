"""Makes the podcast artwork and the card that is shown when a page is shared.

    python home/demo/make/artwork.py

writes `podcast-cover.svg`/`.jpg` (3000 px), an `episode-<color>.jpg` for each Project's episode (1400 px) and
`social-default.png`. Uses resvg-py, Pillow and fontTools, all development packages of the project.
"""

from io import BytesIO

import resvg_py
from drawing import (
    ASSETS,
    BACE,
    BACE_DARK,
    INK,
    LIGHT,
    ONWARD,
    ONWARD_DARK,
    TEAL,
    TEAL_DARK,
    THRIVE,
    THRIVE_DARK,
    WALL,
    WHITE,
    arch,
    door,
    figure,
    leaf,
    lit_door,
    path,
    rect,
    save,
    spill,
    svg,
)
from lettering import words
from PIL import Image


def cover(wall: str, floor: str, left: str, right: str) -> str:
    """Two people talk in a lit doorway; the show's name stands on the lintel."""
    people = (
        figure(366, 904, 124, 262, left, "brown", "curls black", shade=100),
        figure(536, 904, 116, 222, right, "fair", "bun brown", shade=100),
    )
    return svg(
        1000, 1000, rect(0, 0, 1000, 1000, wall), rect(0, 850, 1000, 150, floor), rect(0, 845, 1000, 10, INK),
        door(270, 850, 350, LIGHT, INK), spill(270, 850, 350, 150, LIGHT), *people,
        words("Little Bits", 64, 226, 238, WHITE), words("of TLC", 672, 818, 124, WHITE),
    )  # fmt: skip


def social() -> str:
    """The company's name beside the open door."""
    sign = (
        path(INK, "M", 80, 190, "v", -88, "a", 40, 40, "0 0 1", 80, 0, "v", 88, "z")
        + '<path d="M90 190v-80a30 30 0 0 1 30-30V190zM90 190h30l-20 40H70z" fill="#ffc94a"/>'
        + rect(40, 186, 160, 8, INK)
    )
    return svg(
        1200, 630, rect(0, 0, 1200, 500, WALL), rect(0, 500, 1200, 130, WHITE), rect(0, 496, 1200, 7, INK), sign,
        words("Threshold", 78, 350, 104, INK), words("Learning Consultancy", 80, 420, 52, INK, weight=700),
        words("Behavior analysis, brought into the classroom", 80, 575, 28, INK, "atkinson-hyperlegible-next", 500, 0),
        lit_door(760, 500, 240, 130), leaf(1000, 500, 240, TEAL), door(1116, 500, 150, ONWARD, WHITE, ONWARD_DARK),
        figure(850, 548, 72, 122, THRIVE, "tan", "fringe dark", shade=76), arch(856, 528, 46, 68, BACE),
    )  # fmt: skip


def render(drawing: str, size: int) -> Image.Image:
    picture = Image.open(BytesIO(bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=size))))
    flat = Image.new("RGB", picture.size, WHITE)
    flat.paste(picture, mask=picture.getchannel("A"))
    return flat


if __name__ == "__main__":
    drawing = cover(TEAL, TEAL_DARK, INK, BACE)
    save("podcast-cover.svg", drawing)
    render(drawing, 3000).save(
        ASSETS / "podcast-cover.jpg", quality=82, optimize=True, progressive=True
    )
    for color, colors in {
        "thrive": (THRIVE, THRIVE_DARK, INK, THRIVE),
        "onward": (ONWARD, ONWARD_DARK, INK, ONWARD),
        "bace": (BACE, BACE_DARK, INK, BACE),
    }.items():
        render(cover(*colors), 1400).save(
            ASSETS / f"episode-{color}.jpg", quality=82, optimize=True, progressive=True
        )
    card = render(social(), 1200).quantize(96, dither=Image.Dither.NONE)
    card.save(ASSETS / "social-default.png", optimize=True)
