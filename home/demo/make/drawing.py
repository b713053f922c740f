"""The motif as functions: doors, light, figures. Every drawing of the demo is built from these.

Doors are 5:8 with a half-round top, light leans one across for two down and always to the left, color is
flat, figures are round-topped and have no faces. A drawing is SVG with presentation attributes only, so that
it can be shown, sanitized and rendered anywhere.
"""

from pathlib import Path

ASSETS = Path(__file__).parent.parent / "assets"

WALL, MIST, WHITE, INK, QUIET, SLATE = "#dfeaf0", "#eef3f6", "#fff", "#13233a", "#4a5b70", "#9fb4c6"
LIGHT, GLOW, TEAL, NIGHT = "#ffc94a", "#ffe8ad", "#0b5c73", "#1d3350"
THRIVE, THRIVE_DEEP, THRIVE_DARK = "#2f7d4f", "#256a42", "#1d5535"
ONWARD, ONWARD_DEEP, ONWARD_DARK = "#5a45b0", "#4b3899", "#3b2a7e"
BACE, BACE_DEEP, BACE_DARK = "#c0483a", "#a93c2a", "#7f2718"
TEAL_DEEP, TEAL_DARK = "#094d61", "#073c4c"
SKINS = {"deep": "#5b3a26", "brown": "#8a5a3c", "tan": "#c98d62", "fair": "#f0c9a4"}
HAIRS = {
    "black": "#1a0f0a",
    "dark": "#2a1a12",
    "brown": "#7a3f1d",
    "red": "#a4522a",
    "gray": "#9fb4c6",
}


def number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def path(fill: str, *parts: str | float, opacity: float = 1) -> str:
    data = " ".join(part if isinstance(part, str) else number(part) for part in parts)
    for letter in "MLHVAQCZahvlqcz":
        data = data.replace(f"{letter} ", letter).replace(f" {letter}", letter)
    return f'<path d="{data.replace(" -", "-")}" fill="{fill}"{_opacity(opacity)}/>'


def _opacity(opacity: float) -> str:
    return "" if opacity == 1 else f' opacity=".{round(opacity * 100):02}"'


def rect(x: float, y: float, w: float, h: float, fill: str, opacity: float = 1) -> str:
    return path(fill, "M", x, y, "h", w, "v", h, "h", -w, "z", opacity=opacity)


def circle(x: float, y: float, r: float, fill: str, opacity: float = 1) -> str:
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}" fill="{fill}"{_opacity(opacity)}/>'


def line(points: list[tuple[float, float]], color: str, width: float, cap: str = "round") -> str:
    data = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    joined = ' stroke-linejoin="round"' if len(points) > 2 else ""
    shape = f'<path d="{data}" fill="none" stroke="{color}" stroke-width="{number(width)}"'
    return f'{shape} stroke-linecap="{cap}"{joined}/>'


def arch(x: float, foot: float, w: float, h: float, fill: str, opacity: float = 1) -> str:
    """Half-round on top, square feet."""
    r = w / 2
    return path(
        fill,
        "M",
        x,
        foot,
        "v",
        -(h - r),
        "a",
        r,
        r,
        "0 0 1",
        w,
        "0",
        "v",
        h - r,
        "z",
        opacity=opacity,
    )


def lying(x: float, y: float, w: float, h: float, fill: str) -> str:
    """A doorway on its side, pointing right."""
    r = h / 2
    return path(fill, "M", x, y, "h", w - r, "a", r, r, "0 0 1", 0, h, "h", -(w - r), "z")


def spill(x: float, foot: float, w: float, fall: float, fill: str, opacity: float = 1) -> str:
    """Light on the floor, or a shadow in it."""
    return path(fill, "M", x, foot, "h", w, "l", -fall / 2, fall, "h", -w, "z", opacity=opacity)


def door(
    x: float, foot: float, w: float, fill: str, trim: str = WHITE, window: str | None = None
) -> str:
    """A closed door (with window and knob) or, without a window, an opening."""
    t = 0.065 * w
    parts = [arch(x - t, foot, w + 2 * t, 1.6 * w + t, trim), arch(x, foot, w, 1.6 * w, fill)]
    if window:
        parts.append(arch(x + 0.32 * w, foot - 0.78 * w, 0.36 * w, 0.54 * w, window))
        parts.append(circle(x + 0.14 * w, foot - 0.62 * w, 0.045 * w, GLOW))
    return "".join(parts)


def leaf(hinge: float, foot: float, w: float, fill: str, window: str | None = GLOW) -> str:
    """The door itself, standing open on its right jamb."""
    inner = arch(0, foot, w, 1.6 * w, fill)
    if window:
        inner += arch(0.3 * w, foot - 0.75 * w, 0.4 * w, 0.6 * w, window)
    return f'<g transform="matrix(.42 .21 0 1 {number(hinge)} 0)">{inner}</g>'


def lit_door(
    x: float, foot: float, w: float, fall: float, trim: str = WHITE, glow: str = LIGHT
) -> str:
    return door(x, foot, w, glow, trim) + spill(x, foot, w, fall, glow)


def figure(
    x: float,
    foot: float,
    w: float,
    h: float,
    coat: str,
    skin: str = "brown",
    hair: str = "fringe dark",
    shade: float = 0,
) -> str:
    """A person standing at x (center) with a body w wide and h high; a shade falls with the light."""
    r, top = 0.36 * w, foot - h
    cx, cy = x, top - 0.26 * w
    style, _, tint = hair.partition(" ")
    color = HAIRS.get(tint, tint)
    behind, front = _hair(style, color, cx, cy, r, foot)
    shadow = spill(x - w / 2, foot, w, shade, INK, 0.15) if shade else ""
    body = arch(x - w / 2, foot, w, h, coat)
    return shadow + behind + body + circle(cx, cy, r, SKINS[skin]) + front


def _hair(style: str, color: str, cx: float, cy: float, r: float, foot: float) -> tuple[str, str]:
    """What is drawn behind the body and what lies over the head."""
    k = 1.03 * r
    cap = path(
        color, "M", cx - k, cy, "a", k, k, "0 0 1", 2 * k, 0, "q", -k, -0.5 * k, -2 * k, 0, "z"
    )
    fringe = path(
        color, "M", cx - r, cy, "a", r, r, "0 0 1", 2 * r, 0, "q", -0.7 * r, -0.15 * r, -r, -0.55 * r,
        "q", -0.3 * r, 0.45 * r, -r, 0.55 * r, "z",
    )  # fmt: skip
    shapes = {
        "fringe": ("", fringe),
        "cap": ("", cap),
        "bun": (circle(cx, cy - 1.1 * r, 0.5 * r, color), cap),
        "long": (arch(cx - 1.15 * r, cy + 2.1 * r, 2.3 * r, 3.3 * r, color), fringe),
        "bob": (arch(cx - 1.2 * r, cy + 0.95 * r, 2.4 * r, 2.2 * r, color), cap),
        "curls": (circle(cx, cy - 0.18 * r, 1.34 * r, color), cap),
        "puffs": (circle(cx - r, cy - 0.7 * r, 0.52 * r, color) + circle(cx + r, cy - 0.7 * r, 0.52 * r, color), cap),
        "scarf": (
            arch(cx - 1.22 * r, cy + 1.7 * r, 2.44 * r, 2.95 * r, color),
            path(color, "M", cx - 1.05 * r, cy, "a", 1.05 * r, 1.05 * r, "0 0 1", 2.1 * r, 0,
                 "q", -1.05 * r, -0.75 * r, -2.1 * r, 0, "z"),
        ),
        "bald": ("", ""),
    }  # fmt: skip
    return shapes[style]


def arm(
    shoulder: tuple[float, float],
    hand: tuple[float, float],
    coat: str,
    width: float,
    skin: str = "",
) -> str:
    reach = line([shoulder, hand], coat, width)
    return reach + (circle(*hand, width * 0.52, SKINS[skin]) if skin else "")


def sheet(
    x: float, y: float, w: float, h: float, lines: int, paper: str = WHITE, ink: str = SLATE
) -> str:
    """A page with a short heading and lines of writing."""
    step = h * 0.72 / (lines + 1)
    writing = [rect(x + 0.14 * w, y + 0.13 * h, 0.4 * w, step * 0.42, INK)]
    for number_ in range(lines):
        length = (0.72, 0.64, 0.7, 0.5)[number_ % 4] * w
        writing.append(
            rect(x + 0.14 * w, y + 0.13 * h + step * (number_ + 1.35), length, step * 0.24, ink)
        )
    return rect(x, y, w, h, paper) + "".join(writing)


def svg(width: float, height: float, *parts: str) -> str:
    size = f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" height="{number(height)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>\n'


def save(name: str, drawing: str) -> None:
    (ASSETS / name).parent.mkdir(parents=True, exist_ok=True)
    (ASSETS / name).write_text(drawing, "utf-8")
