"""The parts below an old page's text as our blocks: what the site has is linked, never copied."""

from home.promos import default_promos

from . import markers, matching
from .recognizing import Recognized
from .report import Report

PART_OF = {
    "author": "author",
    "product": "university_product",
    "guide": "guide",
    "podcast": "podcast",
    "project": "projects",
    "episode": "project_episodes",
}


def promo_blocks(found: Recognized, topics: list, author, report: Report) -> list[tuple[str, dict]]:
    """Parts 3 to 8 of an article: the defaults, with what the file says in their place."""
    promos = dict(default_promos(topics))
    fillers = {
        "author": lambda promo: fill_author(promo, found, author, report),
        "product": lambda promo: fill_product(promo, found.product, report),
        "guide": lambda promo: fill_guide(promo, found.guide, report),
        "podcast": lambda promo: fill_podcast(promo, found.podcast, report),
        "project": lambda promo: fill_projects(promo, found.projects, report),
        "episode": lambda promo: fill_episodes(promo, found.episode_projects, report),
    }
    for part, name in PART_OF.items():
        if part in found.parts or (part == "author" and found.biography):
            fillers[part](promos[name])
        else:
            report.did(f"{name.replace('_', ' ')}: not in the file, in place by default")
    return [(kind, stored(value)) for kind, value in promos.items()]


def stored(value):
    """Chosen pages and people as the keys that StreamFields keep."""
    if isinstance(value, dict):
        return {name: stored(part) for name, part in value.items()}
    if isinstance(value, list):
        return [stored(part) for part in value]
    return getattr(value, "pk", value)


def fill_author(promo: dict, found: Recognized, author, report: Report) -> None:
    biography = "\n\n".join(found.biography)
    if biography and author and biography != author.short_bio:
        promo["bio"] = biography[:900]
        report.did("biography: kept in “written by” of this article")
    elif biography:
        report.did("biography: the same as the author’s own")
    if len(biography) > 900:
        report.could_not_place(biography[900:])


def fill_product(promo: dict, lines: list[str], report: Report) -> None:
    texts = [line for line in lines if not markers.SECTION_STARTS["product"].match(line)]
    product = matching.find_product(texts)
    if product:
        promo["product"] = product
        rest = [text for text in texts if text.casefold() != product.name.casefold()]
        promo["description"] = " ".join(text for text in rest if len(text.split()) > 5)[:400]
        labels = [text for text in rest if len(text.split()) <= 5]
        report.did(f"university product: {product.name}")
        for label in labels:
            report.remark(f"Buttons are kept with the product; the file has one called “{label}”.")
        return
    for text in texts:
        report.could_not_place(text)
    report.did(f"university product: in place{fallback(promo['product'])}")


def fill_guide(promo: dict, lines: list[str], report: Report) -> None:
    texts = [line for line in lines if not markers.SECTION_STARTS["guide"].match(line)]
    guide = matching.find_guide(lines)
    if guide:
        promo["guide"] = guide
    promo["text"] = " ".join(text for text in texts if not guide or text != guide.title)
    report.did(f"guide: {guide.title}" if guide else f"guide: in place{fallback(promo['guide'])}")


def fill_podcast(promo: dict, lines: list[str], report: Report) -> None:
    opening = [line for line in lines if markers.SECTION_STARTS["podcast"].match(line)]
    spoken = next((match for line in lines if (match := markers.EPISODE.match(line))), None)
    invitations = [
        line for line in lines if line not in opening and not markers.EPISODE.match(line)
    ]
    everywhere = next((line for line in opening if line.lower().startswith("everywhere")), "")
    promo["text"] = (everywhere or promo["text"])[:160]
    for line in invitations:
        report.remark(f"The podcast part says it in its own way: “{line}” was not needed.")
    if spoken is None:
        report.did(f"podcast: in place{fallback(promo['episode'])}")
        return
    title, guest = spoken["title"].strip(), (spoken["guest"] or "").strip()
    episode = matching.find_episode(title, guest)
    if episode:
        promo["episode"] = episode
        report.did(f"podcast: episode “{episode.title}”{f', with {guest}' if guest else ''}")
    else:
        report.could_not_place(f"episode: {title}{f', with {guest}' if guest else ''}")
        report.did(f"podcast: in place{fallback(promo['episode'])}")


def fill_projects(promo: dict, colors: list[str], report: Report) -> None:
    promo["projects"] = matching.find_projects(colors)
    names = ", ".join(page.title for page in promo["projects"])
    report.did(
        f"projects: {names or 'all'}; what each builds and its next cohort come from its own page"
    )
    report_missing(promo["projects"], colors, report)


def fill_episodes(promo: dict, colors: list[str], report: Report) -> None:
    promo["projects"] = matching.find_projects(colors)
    titles = [page.episode.title for page in promo["projects"] if page.episode]
    report.did(
        f"project episodes: {', '.join(titles) or 'in place, chosen on the Projects’ pages'}"
    )
    report_missing(promo["projects"], colors, report)


def report_missing(pages: list, colors: list[str], report: Report) -> None:
    for color in sorted(set(colors) - {page.color for page in pages}):
        report.could_not_place(f"Project {color.capitalize()}: there is no such page")


def fallback(chosen) -> str:
    return f", by default “{chosen}”" if chosen else "; nothing is chosen by default yet"
