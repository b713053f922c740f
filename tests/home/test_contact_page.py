import pytest
from django.core import mail

from home.contact import MAX_MESSAGES_PER_NETWORK
from home.models import ContactFormField, ContactSubmission
from programs.models import OutboxEmail
from programs.outbox import send_due
from tests.factories import make_contact_page

pytestmark = pytest.mark.django_db
ANSWERS = {"your_name": "Ana", "your_e_mail": "ana@example.org", "message": "Hello <b>there</b>"}


@pytest.fixture
def page():
    page = make_contact_page(
        thank_you_text="<p>We answer soon.</p>", notify_email="desk@example.org"
    )
    for label, kind in (
        ("Your name", "singleline"),
        ("Your e-mail", "email"),
        ("Message", "multiline"),
    ):
        ContactFormField.objects.create(page=page, label=label, field_type=kind, required=True)
    return type(page).objects.get(pk=page.pk)


def test_a_message_is_stored_and_announced_by_letter(client, page):
    response = client.post(page.url, ANSWERS)
    assert (response.status_code, response["Location"]) == (303, f"{page.url}?sent=1")
    assert "We answer soon." in client.get(response["Location"]).content.decode()
    assert ContactSubmission.objects.get().form_data == ANSWERS
    letter = OutboxEmail.objects.get()
    assert (letter.kind, letter.to) == ("contact_message", "desk@example.org")


def test_the_letter_holds_the_answers_and_can_be_answered(client, page):
    client.post(page.url, ANSWERS)
    send_due()
    message = mail.outbox[0]
    assert message.reply_to == ["ana@example.org"]
    assert "Hello <b>there</b>" in message.body
    assert "Hello &lt;b&gt;there&lt;/b&gt;" in message.alternatives[0].content


def test_a_mistake_is_explained_and_what_was_typed_is_kept(client, page):
    response = client.post(page.url, {**ANSWERS, "your_e_mail": "ana at example"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "error-summary" in html and "One thing to fix" in html
    assert 'value="Ana"' in html and "Hello &lt;b&gt;there" in html
    assert ContactSubmission.objects.count() == OutboxEmail.objects.count() == 0


def test_a_program_that_fills_the_hidden_field_is_thanked_and_ignored(client, page):
    response = client.post(page.url, {**ANSWERS, "second_address": "spam"})
    assert response.status_code == 303
    assert ContactSubmission.objects.count() == OutboxEmail.objects.count() == 0


def test_a_flood_from_one_network_is_stopped_politely(client, page):
    for _ in range(MAX_MESSAGES_PER_NETWORK):
        assert client.post(page.url, ANSWERS).status_code == 303
    refused = client.post(page.url, ANSWERS)
    assert refused.status_code == 422
    assert "desk@example.org" in refused.content.decode()
    assert client.post(page.url, ANSWERS, REMOTE_ADDR="203.0.113.9").status_code == 303


def test_a_form_sent_from_another_site_is_refused(client, page):
    response = client.post(page.url, ANSWERS, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert ContactSubmission.objects.count() == 0


def test_the_form_is_the_same_for_every_visitor(client, page):
    first, second = client.get(page.url), client.get(page.url)
    assert first.content == second.content
    assert not first.cookies and "csrf" not in first.content.decode()


def test_messages_can_be_read_in_the_admin(admin_client, client, page):
    client.post(page.url, ANSWERS)
    listed = admin_client.get(f"/admin/forms/submissions/{page.pk}/")
    assert "ana@example.org" in listed.content.decode()
