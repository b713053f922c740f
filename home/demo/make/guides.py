"""Makes the three demo guides (four Letter pages each, tagged for screen readers) and pictures of their first pages.

    python home/demo/make/guides.py [slug ...]

writes `home/demo/assets/guides/<slug>.pdf` and `home/demo/assets/guide-<slug>-page-1.webp`. Uses WeasyPrint and
Pillow from the project's packages and `pdftoppm` from Debian's `poppler-utils`. Run `guide_pictures.py` first: a guide
shows its own cover drawing.
"""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from drawing import ASSETS
from PIL import Image
from weasyprint import HTML

HERE = Path(__file__).parent / "guides"
TITLES = {
    "the-first-ten-minutes": ("The first ten minutes", "thrive"),
    "say-what-you-saw": ("Say what you saw", "onward"),
    "one-page-a-para-can-run": ("One page a para can run", "bace"),
}
PAGE = """<!doctype html>
<html lang="en-US" class="{color}"><head><meta charset="utf-8"><title>{title}</title>
<meta name="author" content="Threshold Learning Consultancy"><meta name="description" content="A guide for your classroom, four pages.">
<link rel="stylesheet" href="guide.css"></head><body>{body}</body></html>"""


def blank_rows(body: str) -> str:
    """`{{rows N cell cell ...}}` stands for N empty rows of a form, numbered where a cell is `#`."""
    while "{{rows " in body:
        before, rest = body.split("{{rows ", 1)
        call, after = rest.split("}}", 1)
        count, *cells = call.split(" ")
        rows = [
            "<tr>"
            + "".join(f'<th scope="row">{n}</th>' if cell == "#" else "<td></td>" for cell in cells)
            + "</tr>"
            for n in range(1, int(count) + 1)
        ]
        body = before + "".join(rows) + after
    return body


def make(slug: str) -> None:
    title, color = TITLES[slug]
    body = blank_rows((HERE / f"{slug}.html").read_text("utf-8"))
    target = ASSETS / "guides" / f"{slug}.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    document = HTML(
        string=PAGE.format(title=title, color=color, body=body), base_url=str(HERE)
    ).render()
    if len(document.pages) != 4:
        raise SystemExit(f"{slug} has {len(document.pages)} pages: it promises four")
    document.write_pdf(target, pdf_variant="pdf/ua-1", pdf_identifier=slug.encode())
    page = subprocess.run(
        [
            "pdftoppm",
            "-f",
            "1",
            "-l",
            "1",
            "-scale-to-x",
            "800",
            "-scale-to-y",
            "-1",
            "-png",
            str(target),
        ],
        capture_output=True,
        check=True,
    ).stdout
    Image.open(BytesIO(page)).save(ASSETS / f"guide-{slug}-page-1.webp", quality=72, method=6)
    print(f"{target.name}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    for slug in sys.argv[1:] or TITLES:
        make(slug)
