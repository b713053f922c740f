"""The whole demo site, followed link by link, and what its pages weigh. Limits: the budgets of the design."""

import re
from gzip import compress
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.http import HttpResponse

pytestmark = pytest.mark.django_db

KILOBYTE = 1024
HTML_LIMIT, FRONT_LIMIT, CSS_LIMIT, JS_LIMIT, FONTS_LIMIT = (
    limit * KILOBYTE for limit in (15, 20, 20, 10, 60)
)
# Forms' own addresses, files and feeds: reached in other tests, and no pages.
NO_PAGES = re.compile(r"^/(static|media|admin|dev|health)/|\.(ics|mp3|xml|txt|vtt|srt)$|/feed/$")


class Crawl:
    """Every page that can be reached from the front page, and who links where."""

    def __init__(self, get):
        self.answers, self.soups, self.links = {}, {}, []
        waiting = ["/"]
        while waiting:
            path = waiting.pop()
            if path not in self.answers:
                self.answers[path] = get(path)
                waiting += self._read(path)

    def _read(self, path):
        answer = self.answers[path]
        self.soups[path] = soup = BeautifulSoup(answer.content, "lxml")
        if answer.status_code != 200:
            return
        for anchor in soup.select("a[href]"):
            target, _, fragment = internal(anchor["href"], path).partition("#")
            if target and not NO_PAGES.search(urlsplit(target).path):
                self.links.append((path, target, fragment, anchor))
                yield target


def internal(address, base):
    """The path of a link to our own site, or nothing."""
    whole = urlsplit(urljoin(f"http://testserver{base}", address))
    is_ours = whole.scheme in {"http", "https"} and whole.netloc == "testserver"
    query = f"?{whole.query}" if whole.query else ""
    return f"{whole.path}{query}#{whole.fragment}" if is_ours else ""


def broken_links(crawl):
    """Links to what is not there, and links that lead around a corner."""
    return {
        (source, target, crawl.answers[target].status_code)
        for source, target, _, _ in crawl.links
        if crawl.answers[target].status_code != 200
    }


def lost_fragments(crawl):
    return {
        (source, target, fragment)
        for source, target, fragment, _ in crawl.links
        if fragment and not crawl.soups[target].find(id=fragment)
    }


def links_without_words(crawl):
    def says(anchor):
        if anchor.get("aria-hidden") == "true" and anchor.get("tabindex") == "-1":
            return True  # a picture of the link beside it
        alternatives = "".join(picture.get("alt", "") for picture in anchor.select("img, svg"))
        return anchor.get_text(strip=True) or anchor.get("aria-label") or alternatives

    return {(source, target) for source, target, _, anchor in crawl.links if not says(anchor)}


def heavy_pages(crawl):
    sizes = {path: len(compress(answer.content)) for path, answer in crawl.answers.items()}
    return {
        (path, size)
        for path, size in sizes.items()
        if size > (FRONT_LIMIT if path == "/" else HTML_LIMIT)
    }


def heavy_or_blocking_scripts(crawl):
    found = set()
    for path, soup in crawl.soups.items():
        scripts = soup.select("script[src]")
        names = {script["src"].removeprefix("/static/") for script in scripts}
        size = sum(len(compress(read_static(name))) for name in with_imports(names))
        if size > JS_LIMIT or any(script.get("type") != "module" for script in scripts):
            found.add((path, size))
    return found


def inline_code(crawl):
    found = set()
    for path, answer in crawl.answers.items():
        policy = answer.get("Content-Security-Policy", "")
        if "default-src" not in policy or "unsafe-inline" in policy:
            found.add((path, policy))
        if crawl.soups[path].select("[style], [onclick], [onload], style"):
            found.add((path, "inline style or handler"))
    return found


CHECKS = (
    broken_links,
    lost_fragments,
    links_without_words,
    heavy_pages,
    heavy_or_blocking_scripts,
    inline_code,
)


def problems(crawl):
    return {check.__name__: found for check in CHECKS if (found := check(crawl))}


def test_every_page_that_links_reach_is_whole_light_and_safe(client):
    call_command("load_demo", verbosity=0)
    crawl = Crawl(client.get)
    assert len(crawl.answers) > 30
    assert problems(crawl) == {}


def test_the_checks_find_what_they_look_for():
    """The control: a site with one of each mistake."""

    def get(path):
        if path != "/":
            return HttpResponse("<p>Not here.</p>", status=404)
        noise = "".join(f"{number * 7919 % 104729:x}" for number in range(12_000))
        body = f'<a href="/gone/"></a><a href="#nowhere">Here</a><p style="color: red">{noise}</p>'
        return HttpResponse(f'{body}<script src="/static/js/player.js"></script>')

    assert set(problems(Crawl(get))) == {check.__name__ for check in CHECKS}


def test_style_and_fonts_are_within_their_budget(client):
    style = b"".join(client.get("/static/css/site.css").streaming_content)
    assert 0 < len(compress(style)) <= CSS_LIMIT
    fonts = set(re.findall(rb"url\([\"']?([^\"')]+\.woff2)", style))
    sizes = [len(read_static(f"fonts/{name.decode().rpartition('/')[2]}")) for name in fonts]
    assert len(sizes) == 2
    assert sum(sizes) <= FONTS_LIMIT


def read_static(name):
    found = finders.find(name)
    assert found, name
    with open(found, "rb") as file:
        return file.read()


def with_imports(names):
    """The modules and what they import."""
    every, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in every:
            every.add(name)
            imported = re.findall(r"from\s+[\"'](\.[^\"']+)", read_static(name).decode())
            waiting += [urljoin(name, one) for one in imported]
    return every
