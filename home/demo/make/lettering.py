"""Words as outlines, in the site's own display face, so that a drawing needs no font where it is shown."""

from functools import cache
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[3] / "static" / "fonts"
DISPLAY, TEXT = "bricolage-grotesque-display", "atkinson-hyperlegible-next"


@cache
def face(name: str, weight: int) -> TTFont:
    return instantiateVariableFont(TTFont(FONTS / f"{name}.woff2"), {"wght": weight})


def width(
    words: str, size: float, name: str = DISPLAY, weight: int = 800, tracking: float = -0.012
) -> float:
    font = face(name, weight)
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    scale = size / font["head"].unitsPerEm
    return (
        sum(metrics[cmap[ord(letter)]][0] * scale + tracking * size for letter in words)
        - tracking * size
    )


def words(
    text: str,
    x: float,
    baseline: float,
    size: float,
    fill: str,
    name: str = DISPLAY,
    weight: int = 800,
    tracking: float = -0.012,
) -> str:
    font = face(name, weight)
    glyphs, cmap, metrics = font.getGlyphSet(), font.getBestCmap(), font["hmtx"]
    scale = size / font["head"].unitsPerEm
    pen = SVGPathPen(glyphs, ntos=lambda value: f"{round(value * 2) / 2:g}")
    for letter in text:
        glyph = cmap[ord(letter)]
        glyphs[glyph].draw(TransformPen(pen, (scale, 0, 0, -scale, x, baseline)))
        x += metrics[glyph][0] * scale + tracking * size
    return f'<path d="{pen.getCommands()}" fill="{fill}"/>'
