import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, mailers
from wagtail.admin.mail import send_mail as wagtail_send_mail

from site_core.mail import mailers_from_url, mailers_into_folder

USER, PASSWORD = "site@example.org", "p@ss:word/1"


pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


class Post:
    """An SMTP server that takes mail only from those who signed in."""

    def __init__(self):
        self.signed_in, self.subjects = [], []

    def check(self, server, session, envelope, mechanism, credentials):
        login = (credentials.login.decode(), credentials.password.decode())
        self.signed_in.append(login)
        return AuthResult(success=login == (USER, PASSWORD))

    async def handle_DATA(self, server, session, envelope):
        head = envelope.content.decode().split("Subject: ")[1]
        self.subjects.append(head.splitlines()[0])
        return "250 kept"


@pytest.fixture
def post(settings):
    post = Post()
    options = {"auth_required": True, "auth_require_tls": False, "authenticator": post.check}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(post, hostname="127.0.0.1", port=port, **options)
    server.start()
    address = f"smtp://site%40example.org:p%40ss%3Aword%2F1@127.0.0.1:{port}"
    settings.MAILERS = mailers_from_url(address)
    yield post
    server.stop()


def test_django_mail_signs_in(post):
    EmailMessage("Hello", "Text", "a@example.org", ["b@example.org"]).send()
    assert post.signed_in == [(USER, PASSWORD)]
    assert post.subjects == ["Hello"]


def test_mail_that_wagtail_sends_signs_in_too(post):
    wagtail_send_mail("A form was filled in", "Text", ["b@example.org"])
    assert post.signed_in == [(USER, PASSWORD)]
    assert post.subjects == ["A form was filled in"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", {"host": "mail.example.org", "timeout": 10}),
        ("smtps://mail.example.org:465", {"port": 465, "use_ssl": True}),
        ("smtp+tls://u:p@mail.example.org:587?timeout=30", {"use_tls": True, "timeout": 30}),
        ("smtp+tls://u%40x:p@mail.example.org", {"username": "u@x", "password": "p"}),
    ],
)
def test_the_mail_address_says_how_to_connect(url, expected):
    options = mailers_from_url(url)["default"]["OPTIONS"]
    assert expected.items() <= options.items()


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_a_mail_address_that_says_nothing_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mailers_from_url(url)


def test_each_message_becomes_one_file_in_order_of_time(settings, tmp_path):
    settings.MAILERS = mailers_into_folder(tmp_path)
    messages = [EmailMessage(s, "x", "a@example.org", ["b@example.org"]) for s in ("one", "two")]
    mailers.default.send_messages(messages)
    files = sorted(tmp_path.glob("*"))
    assert [("Subject: one" in files[0].read_text()), ("Subject: two" in files[1].read_text())]
    assert len(files) == 2
