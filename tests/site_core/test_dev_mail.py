import re

import pytest
from django.core.mail import EmailMultiAlternatives, mailers

from site_core.mail import mailers_into_folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(settings, tmp_path):
    settings.DEBUG = True
    settings.VAR_DIR = tmp_path
    settings.MAILERS = mailers_into_folder(tmp_path / "mail")


def send(subject, text="Text", html=""):
    mail = EmailMultiAlternatives(subject, text, "site@example.org", ["ana@example.org"])
    if html:
        mail.attach_alternative(html, "text/html")
    mailers.default.send_messages([mail])


def open_first(client, ending=""):
    listing = client.get("/dev/mail/").content.decode()
    address = re.search(r"/dev/mail/[^/\"]+\.eml/", listing)[0]
    return client.get(address + ending)


def test_an_empty_inbox_says_what_will_come(client, inbox):
    assert "Nothing yet" in client.get("/dev/mail/").content.decode()


def test_the_newest_message_stands_first(client, inbox):
    send("First letter")
    send("Second letter")
    listing = client.get("/dev/mail/").content.decode()
    assert listing.index("Second letter") < listing.index("First letter")
    assert "ana@example.org" in listing


def test_a_message_shows_its_text_with_links_that_work(client, inbox):
    send("Your guide", text="Get it: http://localhost:8000/guides/get/abc/\n<b>plain</b>")
    page = open_first(client).content.decode()
    assert 'href="http://localhost:8000/guides/get/abc/"' in page
    assert "&lt;b&gt;plain&lt;/b&gt;" in page


def test_the_html_of_a_message_runs_no_script_and_may_be_framed_here(client, inbox):
    send("Your guide", html="<p style='color:red'>Hello</p><script>alert(1)</script>")
    page = open_first(client)
    assert "sandbox=" in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    html = open_first(client, "html/")
    assert "<p style='color:red'>Hello</p>" in html.content.decode()
    policy = html["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert html["X-Frame-Options"] == "SAMEORIGIN"


def test_the_raw_message_is_shown_as_text(client, inbox):
    send("Your guide")
    raw = open_first(client, "raw/")
    assert raw["Content-Type"].startswith("text/plain")
    assert "Subject: Your guide" in raw.content.decode()


@pytest.mark.parametrize(
    "name", ["absent.eml", "..", "20260101-000000-000000-abcdef.eml", "%2e%2e%2fdb.sqlite3"]
)
def test_only_messages_can_be_opened(client, inbox, name):
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_there_is_no_inbox_outside_development(client, inbox, settings):
    send("Your guide")
    assert client.get("/dev/mail/").status_code == 200
    settings.DEBUG = False
    assert client.get("/dev/mail/").status_code == 404
