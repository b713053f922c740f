"""Shows drawings side by side, to judge them: `python home/demo/make/contact_sheet.py OUT.png FILE.svg ...`."""

import sys
from io import BytesIO

import resvg_py
from PIL import Image


def show(target: str, names: list[str], columns: int = 3, width: int = 520) -> None:
    pictures = []
    for name in names:
        drawn = Image.open(
            BytesIO(bytes(resvg_py.svg_to_bytes(svg_path=name, width=width)))
        ).convert("RGBA")
        pictures.append(drawn)
    height = max(picture.height for picture in pictures)
    rows = -(-len(pictures) // columns)
    page = Image.new("RGB", (columns * (width + 16), rows * (height + 16)), "#888")
    for place, picture in enumerate(pictures):
        page.paste(
            picture,
            (place % columns * (width + 16) + 8, place // columns * (height + 16) + 8),
            picture,
        )
    page.save(target)


if __name__ == "__main__":
    show(sys.argv[1], sys.argv[2:])
