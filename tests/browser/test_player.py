"""Listening as a person does: the door, the chapters, the keys, and coming back."""

import re

import pytest
from playwright.sync_api import expect

from podcast.models import Chapter, EpisodePage
from tests.factories import make_audio, make_episode_page, make_standard_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUES = [
    {"start": 1.0, "end": 20.0, "speaker": "Maya", "text": "What does she do?"},
    {"start": 20.0, "end": 58.0, "speaker": "Jo", "text": "Almost nothing."},
]
POSITION = "document.querySelector('audio').currentTime"


@pytest.fixture
def episode(site):
    episode = make_episode_page(audio=make_audio(seconds=60), transcript=CUES)
    episode.chapters = [Chapter(start=0, title="Hello"), Chapter(start=30, title="Feet")]
    episode.save_revision().publish()
    return EpisodePage.objects.get()


def door(page):
    return page.get_by_role("button", name=re.compile("^(Play|Pause|Loading)")).first


def test_a_chapter_is_played_and_marked_and_the_transcript_follows(site, open_window, episode):
    page = open_window()
    page.goto(f"{site}{episode.url}")
    page.get_by_role("link", name="0:30 Feet").click()
    page.wait_for_function(f"() => {POSITION} > 30.3")
    expect(page.locator(".chapters [aria-current]")).to_have_text("0:30 Feet")
    expect(page.locator(".script .is-now dd")).to_have_text("Almost nothing.")


def test_keys_move_only_inside_the_player(site, open_window, episode):
    page = open_window()
    page.goto(f"{site}{episode.url}?t=20")
    door(page).click()
    page.wait_for_function(f"() => {POSITION} > 20.2")
    page.keyboard.press("k")
    expect(door(page)).to_have_text(re.compile("^Play from 0:2"))
    page.keyboard.press("l")
    page.wait_for_function(f"() => {POSITION} > 50")
    page.keyboard.press("j")
    page.wait_for_function(f"() => {POSITION} < 40")
    page.get_by_role("link", name="Transcript (VTT)").focus()
    before = page.evaluate(POSITION)
    page.keyboard.press("l")
    assert page.evaluate(POSITION) == before


def test_a_listener_comes_back_to_the_same_place(site, open_window, episode):
    page = open_window()
    page.goto(f"{site}{episode.url}")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("link", name="0:20").click()
    page.wait_for_function(f"() => {POSITION} > 21")
    door(page).click()
    page.reload()
    expect(door(page)).to_have_text(re.compile("^Play from 0:2"))
    door(page).click()
    page.wait_for_function(f"() => {POSITION} > 20")


def test_nothing_is_fetched_before_somebody_plays(site, open_window, episode):
    page = open_window()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}{episode.url}")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if url.endswith(".mp3")]
    door(page).click()
    page.wait_for_function(f"() => {POSITION} > 0")
    assert [url for url in asked if url.endswith(".mp3")]


def test_only_one_sounds_at_a_time(site, open_window, episode):
    bell = {
        "episode": None,
        "audio": make_audio(title="A bell", seconds=60, tag=b"bell"),
        "caption": "",
    }
    spoken = {"episode": episode, "audio": None, "caption": ""}
    text = make_standard_page(body=[("audio", spoken), ("audio", bell)])
    page = open_window()
    page.goto(f"{site}{text.url}")
    page.get_by_role("button", name=f"Play: {episode.title}").click()
    page.wait_for_function(f"() => {POSITION} > 0.2")
    page.get_by_role("button", name="Play: A bell").click()
    page.wait_for_function("() => document.querySelectorAll('audio')[1].currentTime > 0.2")
    assert page.evaluate(
        "[...document.querySelectorAll('audio')].map((audio) => audio.paused)"
    ) == [True, False]


def test_without_a_script_there_are_plain_controls_and_the_words(site, open_window, episode):
    page = open_window(javascript=False)
    page.goto(f"{site}{episode.url}")
    expect(page.locator("audio[controls]")).to_be_visible()
    expect(page.get_by_text("Almost nothing.")).to_be_visible()
    expect(page.get_by_role("button", name="Back 15 seconds")).to_be_hidden()
    assert (
        page.get_by_role("link", name="0:30 Feet").get_attribute("href")
        == f"{episode.audio.url}#t=30"
    )
