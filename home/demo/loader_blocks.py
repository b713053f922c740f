"""Turns the parts of a text into the stored form of StreamFields."""

import json
from uuid import NAMESPACE_URL, uuid5

from home.demo import markup
from home.demo.loader import Demo
from home.demo.markup import Part, to_html
from podcast.models import EpisodePage
from programs.models import DownloadPage
from site_core.models import Person

LISTS = {"strategies", "accordion"}
LONGEST_ROW_HEADING = 60  # a first column with longer cells is not a column of row headings


def body(demo: Demo, parts: list[Part], name: str) -> str:
    """A StreamField's stored form. `name` makes the blocks' ids, so that they are the same in every load."""
    blocks = [MAKERS[part.kind](demo, part) for part in parts]
    for position, made in enumerate(blocks):
        address = f"threshold.example/{name}/{position}"
        made["id"] = str(uuid5(NAMESPACE_URL, address))
        for number, part_of_list in enumerate(
            made["value"]["items"] if made["type"] in LISTS else []
        ):
            part_of_list["id"] = str(uuid5(NAMESPACE_URL, f"{address}/{number}"))
    return json.dumps(blocks)


def block(kind: str, value) -> dict:
    return {"type": kind, "value": value}


def item(value: dict) -> dict:
    return {"type": "item", "value": value}


def paragraph(demo: Demo, part: Part) -> dict:
    return block("paragraph", to_html(part.body))


def heading(demo: Demo, part: Part) -> dict:
    return block("heading", {"text": part.body, "level": "h2", "anchor": ""})


def pull_quote(demo: Demo, part: Part) -> dict:
    return block("quote", {"text": part.body, "attribution": part.argument})


def callout(demo: Demo, part: Part) -> dict:
    return block("callout", {"title": part.argument, "text": to_html(part.body)})


def strategies(demo: Demo, part: Part) -> dict:
    items = [
        item({"title": title, "text": to_html(text), "this_week": act})
        for title, text, act in markup.strategies(part.body)
    ]
    return block("strategies", {"items": items})


def accordion(demo: Demo, part: Part) -> dict:
    items = [
        item({"question": question, "answer": to_html(answer)})
        for question, answer in markup.sections(part.body)
    ]
    return block("accordion", {"items": items})


def table(demo: Demo, part: Part) -> dict:
    heads, *rows = markup.table_rows(part.body)
    rows = [[cell.replace("**", "") for cell in row] for row in rows]
    return block(
        "table",
        {
            "table": {
                "columns": [{"type": "text", "heading": head} for head in heads],
                "rows": [{"values": row} for row in rows],
                "caption": part.argument,
            },
            "row_headings": all(len(row[0]) <= LONGEST_ROW_HEADING for row in rows),
        },
    )


def figure(demo: Demo, part: Part) -> dict:
    image = demo.picture(part.argument)
    picture = {"image": image.pk, "alt_text": image.description, "decorative": False}
    return block(
        "figure",
        {
            "picture": picture,
            "caption": markup.facts(part.body)["caption"],
            "credit": "",
            "wide": False,
        },
    )


def audio(demo: Demo, part: Part) -> dict:
    episode = EpisodePage.objects.get(slug=part.argument)
    return block("audio", {"episode": episode.pk, "caption": markup.facts(part.body)["caption"]})


def guide_signup(demo: Demo, part: Part) -> dict:
    guide = DownloadPage.objects.get(slug=part.argument)
    return block("guide", {"guide": guide.pk, "heading": "", "text": ""})


def person(demo: Demo, part: Part) -> dict:
    return block("person", {"person": Person.objects.get(slug=part.argument).pk, "text": part.body})


def said(demo: Demo, part: Part) -> dict:
    return block("said", {"quote": part.body, "name": part.argument, "about": "", "person": None})


def button(demo: Demo, part: Part) -> dict:
    return block("button", {"label": part.body, "page": None, "url": part.argument, "kind": ""})


MAKERS = {
    "text": paragraph,
    "heading": heading,
    "quote": pull_quote,
    "callout": callout,
    "strategies": strategies,
    "accordion": accordion,
    "table": table,
    "figure": figure,
    "audio": audio,
    "guide": guide_signup,
    "person": person,
    "said": said,
    "button": button,
}
