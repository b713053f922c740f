"""Every kind of letter that can be sent, built from real rows, and looked at as a family."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from home.samples import sample_letters
from programs import outbox
from programs.models import Order, OutboxEmail
from tests.factories import make_contact_page, make_download_page, make_project_page

pytestmark = pytest.mark.django_db

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
PRIVATE = re.compile(r"/(?:orders|seats|waiting|guides/get)/([\w-]+)/")
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|&amp;amp;|\( *\)| ,|\.\.")
INLINE = {"a", "b"}
OPENS_NOTHING = {"seat_withdrawn", "cohort_called_off", "contact_message"}


@pytest.fixture
def samples():
    from home.models import ContactFormField

    contact = make_contact_page()
    for kind, label in (("singleline", "Your name"), ("email", "E-mail"), ("multiline", "Message")):
        ContactFormField.objects.create(page=contact, label=label, field_type=kind)
    contact.save_revision().publish()
    return sample_letters(project=make_project_page(), guide=make_download_page(), contact=contact)


class Seen(HTMLParser):
    """What a mail program shows of a letter: its text, links, buttons, tables and hidden preview."""

    def __init__(self, html):
        super().__init__()
        self.links, self.buttons, self.tables, self.roots, self.words = [], 0, [], [], []
        self.skipping = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.words += "" if tag in INLINE else " "
        self.skipping = tag in ("style", "title")
        if tag == "a":
            self.links.append(attrs["href"])
            self.buttons += attrs.get("class") == "button"
        if tag == "table":
            self.tables.append(attrs)
        if tag == "html" or attrs.get("role") == "main":
            self.roots.append(attrs.get("lang"))

    def handle_endtag(self, tag):
        self.words += "" if tag in INLINE else " "
        self.skipping = False

    def handle_data(self, data):
        if not self.skipping:
            self.words.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", "".join(self.words))


def preview_of(html):
    hidden = re.search(r"mso-hide:all;\">(.*?)</div>", html, re.S)[1]
    return unescape(hidden).replace("\u200c", "").replace("\xa0", "").strip()


def test_every_kind_has_a_sample_and_nothing_of_it_stays(samples):
    assert {sample.kind for sample in samples} == outbox.kinds()
    assert not Order.objects.exists() and not OutboxEmail.objects.exists()


def test_subjects_are_one_line_and_hold_no_private_link(samples):
    for sample in samples:
        subject = sample.message.subject
        assert subject and "\n" not in subject and len(subject) <= 110, subject
        for token in PRIVATE.findall(sample.message.body + sample.html):
            assert token not in subject and len(token) == 32


def test_text_and_html_lead_to_the_same_places(samples):
    for sample in samples:
        in_text = {found.rstrip(".,") for found in ADDRESS.findall(sample.message.body)}
        assert in_text == set(Seen(sample.html).links), sample.kind


def test_text_and_html_name_the_same_amounts_times_and_numbers(samples):
    fact = re.compile(r"−?\$[\d,]+\.\d\d|\d+(?::\d\d)? [ap]\.m\. [A-Z]{3}|TL-\w{6}|SAMPLE-10")
    for sample in samples:
        headers = f"{sample.message.subject} {sample.message.body}"
        shown = f"{sample.message.subject} {Seen(sample.html).text}"
        assert set(fact.findall(headers)) == set(fact.findall(shown)), sample.kind


def test_no_letter_shows_what_only_a_program_knows(samples):
    for sample in samples:
        for text in (sample.message.subject, sample.message.body, Seen(sample.html).text):
            assert not LEFT_OVER.search(text), (sample.kind, LEFT_OVER.search(text))
        assert "{{" not in sample.html and "{%" not in sample.html


def test_every_time_of_day_has_its_zone(samples):
    for sample in samples:
        text = f"{sample.message.body} {Seen(sample.html).text}".replace("5:30 p.m., three", "")
        for clock in re.findall(r"\d [ap]\.m\.(?: to [\d:]+ [ap]\.m\.)?(.{4})", text):
            assert re.match(r" [A-Z]{3}", clock) or clock.startswith(" to "), (sample.kind, clock)


def test_the_family_has_one_frame(samples):
    for sample in samples:
        seen = Seen(sample.html)
        assert seen.roots == ["en-US", "en-US"]
        assert [table for table in seen.tables if table.get("width") == "600"]
        assert not re.search(r"(?<!max-)width[=:]\"?([7-9]\d\d|6[1-9]\d|\d{4,})", sample.html)
        for table in seen.tables:
            assert table.get("role") == "presentation" or "border-collapse" in table["style"]
        assert sample.html.count("<h1") == 1 and "<img" not in sample.html
        assert 'content="light dark"' in sample.html
        assert f"<title>{sample.message.subject.split('’')[0].split('&')[0]}" in sample.html
        assert "Threshold Learning Consultancy" in sample.message.body


def test_a_letter_has_one_button_or_none_to_press(samples):
    for sample in samples:
        several = sample.title == "All orders of an address"
        expected = 0 if several or sample.kind in OPENS_NOTHING else 1
        assert Seen(sample.html).buttons == expected, sample.kind


def test_the_preview_adds_to_the_subject(samples):
    for sample in samples:
        preview = preview_of(sample.html)
        assert 10 <= len(preview) <= 110, (sample.kind, preview)
        assert preview.casefold() not in sample.message.subject.casefold()


def test_all_letters_can_be_seen_during_development_only(client, settings, samples):
    assert client.get("/dev/letters/").status_code == 404
    settings.DEBUG = True
    listing = client.get("/dev/letters/").content.decode()
    assert all(sample.kind in listing for sample in samples)
    assert "As text" in client.get("/dev/letters/1/").content.decode()
    html = client.get("/dev/letters/1/html/")
    assert "default-src 'none'" in html["Content-Security-Policy"]
    assert "You’re in." in html.content.decode()
    assert client.get("/dev/letters/999/").status_code == 404
