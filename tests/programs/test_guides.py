import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from programs import leads
from programs.models import ConsentEvent, Delivery, Lead, OutboxEmail, Submission
from programs.outbox import send_due
from tests.factories import make_download_index_page, make_download_page

pytestmark = pytest.mark.django_db

PERSON = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605.1"
SCANNER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
FILLED = {
    "name": "Joy",
    "email": "Joy@School.example",
    "role": "paraprofessional",
    "accept_privacy": "on",
}


@pytest.fixture
def guide():
    return make_download_page(title="The first ten minutes", pages=4)


def ask(client, guide, **changes):
    return client.post(guide.url, FILLED | changes, headers={"User-Agent": PERSON})


def link_in_the_letter():
    send_due()
    return re.search(r"http://testserver(/guides/get/\S+)", mail.outbox[-1].body).group(1)


def body_of(response):
    return b"".join(response.streaming_content)


def test_a_reader_gets_the_guide_by_mail(client, guide):
    response = ask(client, guide)
    assert (response.status_code, response["Location"]) == (303, guide.thanks_url)
    assert "Check your inbox" in client.get(guide.thanks_url).content.decode()

    link = link_in_the_letter()
    assert mail.outbox[-1].to == ["joy@school.example"]
    file = client.get(link, headers={"User-Agent": PERSON})
    assert body_of(file) == b"%PDF-1.7 a guide"
    assert file["Content-Type"] == "application/pdf"
    assert 'filename="the-first-ten-minutes.pdf"' in file["Content-Disposition"]
    assert file["Cache-Control"] == "private, no-store"
    assert file["Referrer-Policy"] == "no-referrer"


def test_what_was_agreed_to_is_kept_word_for_word(client, guide):
    ask(client, guide, came_from="/blog/some-article/")
    event = ConsentEvent.objects.get()
    assert event.text == leads.PRIVACY_CONSENT_TEXT
    assert len(event.text_sha256) == 64
    assert event.page == "/blog/some-article/"
    assert event.network == "127.0.0.0"
    with pytest.raises(TypeError):
        event.save()


def test_the_link_is_not_stored_anywhere(client, guide):
    ask(client, guide)
    token = link_in_the_letter().rstrip("/").rsplit("/", 1)[-1]
    delivery = Delivery.objects.get()
    stored = [*vars(delivery).values(), *vars(OutboxEmail.objects.get()).values()]
    assert token not in map(str, stored)
    assert delivery.token_hash in map(str, stored)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": ""}, "Enter the e-mail address"),
        ({"email": "joy@"}, "Check it for a typing slip"),
        ({"email": "a" * 65 + "@school.example"}, "too long"),
        ({"accept_privacy": ""}, "Tick the box"),
        ({"role": "astronaut"}, "Select a valid choice"),
    ],
)
def test_a_mistake_is_explained_beside_its_field_and_nothing_typed_is_lost(
    client, guide, changes, message
):
    response = ask(client, guide, **changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'value="Joy"' in page
    assert not Lead.objects.exists()


def test_pressing_the_button_twice_sends_one_letter(client, guide):
    ask(client, guide)
    ask(client, guide)
    assert Submission.objects.count() == 1
    assert OutboxEmail.objects.count() == 1


def test_a_known_address_gets_the_same_answer_as_a_new_one(client, guide):
    other = make_download_page(title="Say what you saw")
    first, second = ask(client, guide), ask(client, other)
    assert first.status_code == second.status_code == 303
    assert Lead.objects.count() == 1


def test_a_mailbox_is_not_flooded(client):
    for number in range(5):
        assert ask(client, make_download_page(title=f"Guide {number}")).status_code == 303
    assert Submission.objects.count() == 5
    assert OutboxEmail.objects.count() == leads.MAX_LETTERS_PER_ADDRESS


def test_a_program_that_fills_the_hidden_field_gets_thanks_and_nothing_else(client, guide):
    response = ask(client, guide, second_address="http://spam.example")
    assert response.status_code == 303
    assert not Submission.objects.exists()


def test_a_form_sent_from_another_site_is_refused(client, guide):
    response = client.post(guide.url, FILLED, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert not Lead.objects.exists()


def test_the_way_back_is_never_another_site(client, guide):
    there = ask(client, guide, came_from="//evil.example/")
    assert there["Location"] == guide.thanks_url
    assert (
        "evil.example"
        not in client.get(guide.thanks_url + "?from=//evil.example/").content.decode()
    )


def test_a_scanner_opening_the_link_changes_nothing(client, guide):
    ask(client, guide)
    link = link_in_the_letter()
    assert client.get(link, headers={"User-Agent": SCANNER}).status_code == 200
    client.head(link, headers={"User-Agent": PERSON})
    assert Delivery.objects.get().times_opened == 0

    client.get(link, headers={"User-Agent": PERSON})
    assert Delivery.objects.get().times_opened == 1
    assert Lead.objects.get().verified_at


def test_an_expired_link_offers_a_fresh_one_to_the_same_address(client, guide):
    ask(client, guide)
    link = link_in_the_letter()
    Delivery.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = client.get(link)
    assert expired.status_code == 410
    assert "Send me a new link" in expired.content.decode()

    assert client.post(link).status_code == 200
    fresh = link_in_the_letter()
    assert fresh != link
    assert client.get(fresh).status_code == 200
    assert client.get(link).status_code == 404


def test_an_old_link_gives_the_new_edition(client, guide):
    ask(client, guide)
    link = link_in_the_letter()
    guide.file.save("guide-2.pdf", make_download_page(content=b"%PDF-1.7 second edition").file)
    assert body_of(client.get(link)) == b"%PDF-1.7 second edition"


def test_a_made_up_link_is_a_helpful_404(client, guide):
    response = client.get("/guides/get/nothing-like-a-token/")
    assert response.status_code == 404
    assert "This link leads nowhere" in response.content.decode()


def test_no_public_address_serves_the_file(client, guide):
    for address in (f"/media/{guide.file.name}", f"/{guide.file.name}"):
        assert client.get(address).status_code == 404


def test_the_list_of_guides_asks_the_same_questions_whatever_its_length(
    client, django_assert_max_num_queries
):
    index = make_download_index_page()
    make_download_page()
    client.get(index.url)
    with django_assert_max_num_queries(100) as few:
        client.get(index.url)
    for number in range(10):
        make_download_page(title=f"Another {number}")
    with django_assert_max_num_queries(len(few)):
        assert "Another 9" in client.get(index.url).content.decode()


def test_without_guides_the_list_says_so(client):
    assert "No guides yet" in client.get(make_download_index_page().url).content.decode()
