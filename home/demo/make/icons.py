"""The icons of an installed site: `static/img/icon-192.png` and `icon-512.png`.

Full-bleed, with the door and its light inside the circle of 40 % that every launcher keeps
(https://www.w3.org/TR/appmanifest/#icon-masks). Uses resvg-py and Pillow.
"""

from io import BytesIO
from pathlib import Path

import resvg_py
from drawing import INK, LIGHT
from PIL import Image

IMAGES = Path(__file__).resolve().parents[3] / "static/img"
WALL = "#dfeaf0"
ICON = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="-14 -11 68 68">
<path d="M-14-11h68v68h-68z" fill="{WALL}"/>
<path d="M10 34V12a10 10 0 0 1 20 0V34z" fill="{INK}"/>
<path d="M12.5 34V14a7.5 7.5 0 0 1 7.5-7.5V34zM12.5 34H20l-5 10H7.5z" fill="{LIGHT}"/>
<path d="M-14 33h68v2h-68z" fill="{INK}"/>
</svg>"""


def icon(size):
    drawn = resvg_py.svg_to_bytes(svg_string=ICON, width=size)
    return Image.open(BytesIO(bytes(drawn))).convert("RGB")


if __name__ == "__main__":
    for size in (192, 512):
        icon(size).save(IMAGES / f"icon-{size}.png", optimize=True)
