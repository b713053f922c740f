import pytest
from django.core.exceptions import ValidationError

from site_core.blocks import ButtonBlock, EmbedBlock, HeadingBlock, ParagraphBlock, number_headings
from tests.factories import (
    make_article_page,
    make_cohort,
    make_download_page,
    make_episode_page,
    make_image,
    make_landing_page,
    make_person,
    make_product,
    make_project_page,
    make_standard_page,
)

pytestmark = pytest.mark.django_db


def read(client, page):
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def article_with(client, *blocks):
    return read(client, make_article_page(body=list(blocks)))


def heading(text, level="h2", anchor=""):
    return ("heading", {"text": text, "level": level, "anchor": anchor})


def test_a_heading_has_an_id_made_of_plain_letters(client):
    page = article_with(client, heading("Où est le café?"))
    assert '<h2 id="ou-est-le-cafe">Où est le café?</h2>' in page


def test_equal_headings_get_ids_of_their_own(client):
    page = article_with(client, heading("Try it"), heading("Try it"), heading("Try it", "h3"))
    assert '<h2 id="try-it">' in page
    assert '<h2 id="try-it-2">' in page
    assert '<h3 id="try-it-3">' in page


def test_the_id_of_a_heading_survives_changes_to_others(client):
    def ids(*texts):
        page = make_article_page(body=[heading(text) for text in texts])
        return [entry.anchor for entry in number_headings(page.body)]

    assert ids("First", "Second")[1] == ids("Changed", "Second")[1] == "second"


def test_a_heading_never_takes_an_id_the_page_uses_itself():
    page = make_article_page(body=[heading("Author"), heading("你好")])
    assert [entry.anchor for entry in number_headings(page.body)] == ["author-2", "part"]


def test_an_editor_may_name_the_place_of_a_heading(client):
    assert '<h2 id="six">Six places</h2>' in article_with(
        client, heading("Six places", anchor="six")
    )
    with pytest.raises(ValidationError):
        block = HeadingBlock()
        block.clean(block.to_python({"text": "Six", "level": "h2", "anchor": 'x" onload='}))


def test_running_text_keeps_links_and_lists_and_loses_scripts(client):
    page = article_with(
        client,
        (
            "paragraph",
            '<p>See <a href="/about/">us</a>.</p><ul><li>One</li></ul><script>alert(1)</script>',
        ),
    )
    assert '<a href="/about/">us</a>' in page
    assert "<li>One</li>" in page
    assert "alert(1)" not in page


def test_running_text_is_cleaned_when_it_is_stored():
    stored = ParagraphBlock().get_prep_value(
        ParagraphBlock().normalize('<p onclick="x()">Hi <a href="javascript:x()">there</a></p>')
    )
    assert stored == "<p>Hi <a>there</a></p>"


def test_a_pull_quote_stands_in_its_figure(client):
    page = article_with(
        client, ("quote", {"text": "Two people can lift it.", "attribution": "A team"})
    )
    assert '<figure class="pull-quote">' in page
    assert "Two people can lift it." in page
    assert "<figcaption>A team</figcaption>" in page


def test_a_callout_shows_its_title_and_text(client):
    page = article_with(
        client, ("callout", {"title": "If it is more", "text": "<p>Call someone.</p>"})
    )
    assert '<aside class="callout">' in page and "Call someone." in page


def test_strategies_show_the_act_for_this_week_only_where_there_is_one(client):
    items = [
        {"title": "Mark it", "text": "<p>Two names.</p>", "this_week": "Two sentences."},
        {"title": "Rest", "text": "<p>Lunch.</p>", "this_week": ""},
    ]
    page = article_with(client, ("strategies", {"items": items}))
    assert '<ol class="strategies" role="list">' in page
    assert page.count("This week:") == 1


def test_a_figure_shows_its_caption_and_the_credit_kept_with_the_picture(client):
    image = make_image(description="A plan of a room", credit="Ana")
    page = article_with(
        client, ("figure", {"picture": image, "caption": "The door.", "credit": "", "wide": False})
    )
    assert 'alt="A plan of a room"' in page
    assert "The door." in page and "Picture: Ana" in page


def test_a_table_names_its_columns_and_rows(client):
    table = {
        "columns": [{"type": "text", "heading": "Week"}, {"type": "text", "heading": "Everyone"}],
        "rows": [{"values": ["1", "Names <two> wins"]}],
        "caption": "Who does what",
    }
    block = make_article_page().body.stream_block.child_blocks["table"]
    page = article_with(client, ("table", block.to_python({"table": table, "row_headings": True})))
    assert "<caption>Who does what</caption>" in page
    assert '<th scope="col">Week</th>' in page
    assert '<th scope="row">1</th>' in page
    assert "Names &lt;two&gt; wins" in page


def test_a_video_elsewhere_is_a_link_that_fetches_nothing(client):
    url = "https://www.youtube.com/watch?v=abc"
    page = article_with(
        client, ("embed", {"url": url, "title": "A greeting", "caption": "4 minutes"})
    )
    assert f'href="{url}"' in page
    assert "Opens on YouTube" in page
    assert "<iframe" not in page and f'src="{url}' not in page


def test_a_site_is_named_only_when_it_is_that_site():
    value = EmbedBlock().to_python({"url": "https://notyoutube.com/x", "title": "", "caption": ""})
    assert value.site == "notyoutube.com"


def test_questions_open_to_their_answers(client):
    item = {"question": "What if not?", "answer": "<p>Then <b>wait</b>.</p>"}
    page = article_with(client, ("accordion", {"items": [item]}))
    assert "<summary>What if not?</summary>" in page and "<b>wait</b>" in page


def test_a_button_leads_to_a_page_or_an_address(client):
    about = make_standard_page(title="About", slug="about")
    page = article_with(
        client,
        ("button", {"label": "Meet us", "page": about, "url": "", "kind": "plain"}),
        ("button", {"label": "Write", "page": None, "url": "mailto:a@example.com", "kind": ""}),
    )
    assert '<a class="button button--plain" href="/about/">Meet us</a>' in page
    assert 'href="mailto:a@example.com"' in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example/x", "data:text/html,x", "about", ""]
)
def test_a_button_refuses_addresses_that_lead_nowhere_good(url):
    block = ButtonBlock()
    value = {"label": "Go", "page": None, "kind": ""}
    assert block.clean(block.to_python({**value, "url": "/about/"}))
    with pytest.raises(ValidationError):
        block.clean(block.to_python({**value, "url": url}))


def test_a_button_to_an_unpublished_page_is_not_shown(client):
    draft = make_standard_page(title="Soon", live=False)
    button = {"label": "See it", "page": draft, "url": "", "kind": ""}
    assert "See it" not in article_with(client, ("button", button))


def test_an_episode_plays_inside_the_text(client):
    episode = make_episode_page()
    page = article_with(client, ("audio", {"episode": episode, "caption": "Half a minute."}))
    assert "<audio" in page and "Half a minute." in page
    assert "js/player" in page


def test_a_plain_page_shows_people_and_pages_to_read_next(client):
    person = make_person(name="Maya Ellison", short_bio="Hosts the show.")
    article = make_article_page(title="Transitions")
    page = read(
        client,
        make_standard_page(
            body=[
                ("person", {"person": person, "text": ""}),
                ("pages", {"pages": [article]}),
                (
                    "guide",
                    {"guide": make_download_page(title="Ten minutes"), "heading": "", "text": ""},
                ),
            ]
        ),
    )
    assert "Maya Ellison" in page and "Hosts the show." in page
    assert f'href="{article.url}"' in page
    assert "Ten minutes" in page and 'name="email"' in page


def test_a_landing_page_shows_every_block_made_for_it(client):
    project = make_project_page(color="thrive")
    cohort = make_cohort(project=project)
    page = read(
        client,
        make_landing_page(
            body=[
                (
                    "hero",
                    {
                        "heading": "Begin well",
                        "text": "",
                        "picture": None,
                        "buttons": [
                            {"label": "Save a place", "page": None, "url": "#save", "kind": ""}
                        ],
                    },
                ),
                (
                    "proof",
                    {
                        "heading": "It works",
                        "text": "",
                        "title": "Calls per week",
                        "baseline": "10, 12",
                        "plan": "6, 4",
                        "caption": "Sample",
                    },
                ),
                (
                    "said",
                    {
                        "quote": "I stopped guessing.",
                        "name": "A teacher",
                        "about": "",
                        "person": None,
                    },
                ),
                ("cohorts", {"heading": "Choose", "project": project}),
            ]
        ),
    )
    assert "Begin well" in page and 'href="#save"' in page
    assert "Calls per week" in page and "<polyline" in page
    assert "I stopped guessing." in page
    assert f'href="/enroll/{cohort.code}/"' in page


def test_a_product_shows_two_buttons_at_most(client):
    labels = ["Start the hour", "Read the outline"]
    product = make_product(buttons=[(label, "https://u.example/") for label in labels])
    promo = {"product": product, "heading": "", "description": "It goes with this."}
    page = read(client, make_article_page(promos=[("university_product", promo)]))
    assert "It goes with this." in page
    assert all(label in page for label in labels)


def test_an_unpublished_product_is_not_shown(client):
    product = make_product(name="Old hour", live=False)
    promo = {"product": product, "heading": "", "description": ""}
    assert "Old hour" not in read(client, make_article_page(promos=[("university_product", promo)]))
