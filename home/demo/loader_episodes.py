"""The show and its episodes, with audio, transcript and chapters from the files beside them."""

import json

from django.core.files import File

from home.demo.episodes import EPISODES, SHOW
from home.demo.loader import Demo
from home.demo.markup import to_html
from home.models import HomePage
from podcast.models import Audio, Chapter, EpisodePage, EpisodePerson, PodcastPage, ShowHost
from podcast.transcripts import parse_transcript
from programs.models import DownloadPage, ProjectPage
from site_core.models import Person, Topic


def load_show(demo: Demo, home: HomePage) -> None:
    show = home.get_children().type(PodcastPage).first()
    if show is None:
        page = PodcastPage(
            title=SHOW["title"],
            slug=SHOW["slug"],
            summary=SHOW["summary"],
            description=to_html(SHOW["description"]),
            artwork=demo.picture(SHOW["artwork"]),
        )
        page.hosts = [ShowHost(person=Person.objects.get(slug=SHOW["host"]))]
        show, _ = demo.add_page(home, page)
    for words in reversed(EPISODES):
        if not show.get_children().filter(slug=words["slug"]).exists():
            demo.add_page(show, make_episode(demo, words))


def make_episode(demo: Demo, words: dict) -> EpisodePage:
    copied = ("title", "slug", "summary", "number", "published_at", "episode_type")
    episode = EpisodePage(
        **{key: words[key] for key in copied},
        show_notes=to_html(words["notes"]),
        artwork=demo.picture(words["artwork"]),
        audio=audio(demo, words["audio"], words["title"]),
        transcript=transcript(demo, words["audio"]),
        project=ProjectPage.objects.filter(slug=words["project"]).first(),
        guide=DownloadPage.objects.filter(slug=words["guide"]).first(),
    )
    episode.topics = Topic.objects.filter(slug__in=words["topics"])
    episode.people = [
        EpisodePerson(person=Person.objects.get(slug=slug), role=role)
        for slug, role in words["people"]
    ]
    episode.chapters = [
        Chapter(start=round(chapter["start"]), title=chapter["title"])
        for chapter in chapters(demo, words["audio"])
    ]
    return episode


def audio(demo: Demo, name: str, title: str) -> Audio | None:
    path = demo.asset("audio", f"{name}.mp3")
    if path is None:
        return None
    found = Audio.objects.filter(title=title).first()
    if found:
        return found
    with path.open("rb") as stream:
        made = Audio(title=title, file=File(stream, name=path.name))
        made.save()
    demo.count(Audio)
    return made


def transcript(demo: Demo, name: str) -> list[dict]:
    path = demo.asset("audio", f"{name}.vtt")
    return parse_transcript(path.read_text(encoding="utf-8")) if path else []


def chapters(demo: Demo, name: str) -> list[dict]:
    path = demo.asset("audio", f"{name}.chapters.json")
    return json.loads(path.read_text(encoding="utf-8")) if path else []
