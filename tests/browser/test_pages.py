"""The demo's pages in a real browser: whole on a narrow phone, readable for everyone, alive where touched."""

import contextlib
import re
from gzip import compress
from pathlib import Path

import axe_playwright_python
import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

from home.models import ArticlePage, LandingPage
from podcast.models import EpisodePage
from programs.models import Cohort, DownloadPage, ProjectPage, Submission
from programs.outbox import send_due
from site_core.models import Person, Topic
from tests.browser.conftest import PHONE
from tests.factories import (
    make_article_page,
    make_audio,
    make_download_page,
    make_episode_page,
    make_standard_page,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
RUN_AXE = """
async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    (found) => `${found.id}: ${found.nodes.map((node) => node.target.join(" ")).join(", ")}`)
"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROWEST, TABLET, WIDE = 320, 768, 1440
MOST_REQUESTS, MOST_BYTES = 12, 130 * 1024


@pytest.fixture
def demo(site, settings):
    """The running site with its demo content."""
    settings.DEBUG = False
    call_command("load_demo", verbosity=0)
    return site


def addresses():
    """One page of every type, and those without a type of their own."""
    cohorts = Cohort.objects.all()
    now = timezone.now()
    typed = [
        model.objects.live().first().url
        for model in (ArticlePage, LandingPage, EpisodePage, ProjectPage, DownloadPage)
    ]
    return [
        "/",
        "/blog/",
        "/podcast/",
        "/programs/",
        "/guides/",
        "/about/",
        "/contact/",
        "/search/?q=behavior",
        "/search/?q=zzzzzz",
        *typed,
        Person.objects.first().url,
        Topic.objects.first().url,
        next(cohort for cohort in cohorts if cohort.can_be_bought).enroll_path,
        cohorts.filter(closes_at__lt=now).first().enroll_path,
        "/no-such-page/",
    ]


def what_is_wrong(page):
    found = page.evaluate(f"{AXE};({RUN_AXE})()")
    if too_wide := page.evaluate(OVERFLOW):
        found.append(f"{too_wide} px too wide")
    return found


def test_every_kind_of_page_is_accessible_and_no_wider_than_the_window(demo, open_window):
    """320 px is also what a window of 1280 px shows at a zoom of 400 %."""
    wrong = {}
    for scheme in ("light", "dark"):
        page = open_window(width=NARROWEST, scheme=scheme)
        page.watch.expected_statuses = {404, 410}
        for address in addresses():
            page.goto(f"{demo}{address}")
            for width in (NARROWEST, TABLET, WIDE):
                page.set_viewport_size({"width": width, "height": 900})
                if found := what_is_wrong(page):
                    wrong[scheme, width, address] = found
    assert wrong == {}


def test_the_front_page_is_light_on_a_phone(demo, open_window):
    """Everything a first visit loads, text as it travels compressed. Limits: the budgets of the design."""
    page = open_window(width=PHONE)
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{demo}/", wait_until="networkidle")
    weights = [weight(answer) for answer in answers]
    assert 5 < len(answers) <= MOST_REQUESTS
    assert sum(weights) <= MOST_BYTES


def weight(answer):
    body = answer.body()
    kind = answer.header_value("content-type") or ""
    return len(compress(body) if re.search(r"text|javascript|svg|json", kind) else body)


FOCUS = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    return {
        what: one.tagName + " " + (one.textContent || one.name || "").trim().slice(0, 40) + " " + Math.round(box.top + scrollY) + " " + Math.round(box.left),
        isBody: one === document.body,
        isSeen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
        isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""


@pytest.mark.parametrize("which", ["front page", "enrollment", "guide", "search"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(demo, open_window, which):
    cohort = next(one for one in Cohort.objects.all() if one.can_be_bought)
    address = {
        "front page": "/",
        "enrollment": cohort.enroll_path,
        "guide": DownloadPage.objects.live().first().url,
        "search": "/search/?q=behavior",
    }[which]
    page = open_window(width=WIDE)
    page.emulate_media(reduced_motion="reduce")  # pages come to a focused place at once
    page.goto(f"{demo}{address}")
    reachable = page.locator(
        "a[href]:visible, button:visible, input:visible, select:visible, textarea:visible, summary:visible"
    ).evaluate_all("all => all.filter((one) => one.tabIndex >= 0 && one.type !== 'hidden').length")
    stops, unmarked = [], []
    for _ in range(reachable + 3):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["isBody"]:
            break
        stops.append(stop["what"])
        if not (stop["isSeen"] and stop["isMarked"]):
            unmarked.append(stop)
    assert "Skip to the page" in stops[0]
    assert unmarked == []
    assert len(set(stops)) >= reachable - 2  # radio buttons are one stop together


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_visitor_asks_for_a_guide_and_opens_the_file(site, open_window, javascript):
    guide = make_download_page(title="The first ten minutes")
    page = open_window(width=PHONE, javascript=javascript)
    page.watch.expected_statuses = {422}
    page.goto(f"{site}{guide.url}")
    address = page.get_by_role("textbox", name="Your e-mail")
    address.fill("rosa@school")
    page.locator('[name="accept_privacy"]').check()
    page.get_by_role("button", name="Send me the guide").click()
    expect(address).to_have_attribute("aria-invalid", "true")
    expect(address).to_have_value("rosa@school")

    address.fill("rosa@school.example")
    page.get_by_role("button", name="Send me the guide").click()
    page.wait_for_url(f"**{guide.thanks_url}")
    assert send_due() == 1
    link = re.search(r"http://localhost:\d+/guides/get/\S+", mail.outbox[-1].body).group()
    with page.expect_download() as download, contextlib.suppress(PlaywrightError):
        page.goto(link)
    assert Path(download.value.path()).read_bytes() == guide.file.read()


def test_a_guide_inside_an_article_is_asked_for_without_leaving_it(site, open_window):
    guide = make_download_page(title="The first ten minutes")
    article = make_article_page(promos=[("guide", {"guide": guide, "heading": "", "text": ""})])
    page = open_window(width=PHONE)
    page.goto(f"{site}{article.url}")
    page.get_by_role("textbox", name="Your e-mail").fill("rosa@school.example")
    page.locator('[name="accept_privacy"]').check()
    page.get_by_role("button", name="Send me the guide").click()
    expect(page.get_by_role("status").filter(has_text="Check your inbox")).to_be_visible()
    assert page.url == f"{site}{article.url}"
    assert Submission.objects.get().page == article.url


def test_a_mistake_in_a_guide_inside_an_article_is_explained_on_the_guides_page(site, open_window):
    guide = make_download_page(title="The first ten minutes")
    article = make_article_page(promos=[("guide", {"guide": guide, "heading": "", "text": ""})])
    page = open_window(width=PHONE)
    page.watch.expected_statuses = {422}
    page.goto(f"{site}{article.url}")
    page.get_by_role("textbox", name="Your e-mail").fill("rosa@school")
    page.locator('[name="accept_privacy"]').check()
    page.get_by_role("button", name="Send me the guide").click()
    page.wait_for_url(f"**{guide.url}")
    expect(page.get_by_role("textbox", name="Your e-mail")).to_have_value("rosa@school")


def test_an_episode_plays(site, open_window):
    episode = make_episode_page(audio=make_audio(seconds=20))
    page = open_window()
    page.goto(f"{site}{episode.url}")
    page.get_by_role("button", name=re.compile("^Play")).first.click()
    page.wait_for_function("() => document.querySelector('audio').currentTime > 0.5")
    page.get_by_role("button", name=re.compile("^Pause")).first.click()
    assert page.evaluate("document.querySelector('audio').paused")


def test_a_visitor_searches_from_the_keyboard(site, open_window):
    article = make_standard_page(title="Greeting at the door")
    page = open_window(width=PHONE)
    page.goto(f"{site}/search/")
    page.get_by_role("searchbox").fill("greeting")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=article.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(article.title)
