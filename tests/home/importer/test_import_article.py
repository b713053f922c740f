from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Revision

from home.models import ArticlePage
from podcast.models import EpisodePerson
from site_core.models import Person
from tests.factories import (
    make_article_index_page,
    make_download_page,
    make_episode_page,
    make_person,
    make_product,
    make_project_page,
    make_topic,
)

from .samples import BIOGRAPHY, CLOSING, FILLER, HTML, MARKDOWN, OLD_PAGE, STRATEGIES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def index():
    return make_article_index_page()


@pytest.fixture
def bring(tmp_path):
    """Import a text under a file name; returns what was printed."""

    def import_file(content, name="article.txt", **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        output = StringIO()
        call_command("import_article", str(path), stdout=output, **options)
        return output.getvalue()

    return import_file


def draft():
    return ArticlePage.objects.get().get_latest_revision_as_object()


def headings(page, level="h2"):
    return [
        b.value["text"]
        for b in page.body
        if b.block_type == "heading" and b.value["level"] == level
    ]


def text_of(page):
    return "".join(b.value.source for b in page.body if b.block_type == "paragraph")


def promo(page, kind):
    return next(block.value for block in page.promos if block.block_type == kind)


# --- A page of the old site, as plain text ------------------------------------------------------


def test_it_becomes_a_draft_with_its_title_headings_and_text(bring):
    printed = bring(OLD_PAGE)
    assert not ArticlePage.objects.get().live
    page = draft()
    assert page.title == "Meetings That Give Something Back"
    assert page.slug == "meetings-that-give-something-back"
    assert headings(page) == STRATEGIES
    assert "Most of us leave meetings" in text_of(page)
    assert "surprised what it changes for your students</p>" in text_of(page)
    assert CLOSING in text_of(page)
    assert "Draft made" in printed and f"/admin/pages/{page.pk}/edit/" in printed


def test_template_filler_is_left_out_and_said_so(bring):
    printed = bring(OLD_PAGE)
    page = draft()
    stored = str(page.body.get_prep_value()) + str(page.promos.get_prep_value())
    assert [filler for filler in FILLER if filler.lower() in stored.lower()] == []
    assert [
        filler for filler in FILLER if f"left out: placeholder: “{filler}”" not in printed
    ] == []
    assert "(2 times)" in printed
    assert promo(page, "guide")["text"] == "We hope our guide is useful."


def test_nothing_of_the_promotions_is_left_in_the_text(bring):
    bring(OLD_PAGE)
    for words in (
        "written by",
        "University Product",
        "Project Thrive",
        "Little Bits",
        "Download our",
    ):
        assert words not in text_of(draft())


def test_the_company_is_the_author_and_its_biography_is_kept(bring):
    company = make_person(
        name="The Consultancy", is_organization=True, short_bio="Something older."
    )
    bring(OLD_PAGE)
    page = draft()
    assert page.author == company
    assert promo(page, "author")["bio"] == BIOGRAPHY
    assert Person.objects.get().short_bio == "Something older."


def test_an_author_nobody_knows_becomes_a_draft_person(bring):
    printed = bring(OLD_PAGE)
    person = Person.objects.get()
    assert (person.name, person.live, person.short_bio) == ("The Consultancy", False, BIOGRAPHY)
    assert person.is_organization
    assert "a draft person was made" in printed


def test_what_the_page_names_is_found_on_the_site(bring):
    guest = make_person(name="Sam Sample")
    episode = make_episode_page(title="Short meetings")
    EpisodePerson.objects.create(episode=episode, person=guest, role="guest")
    projects = {
        color: make_project_page(title=f"Project {color}", color=color, episode=episode)
        for color in ("bace", "onward", "thrive")
    }
    bring(OLD_PAGE)
    page = draft()
    in_order = [projects["thrive"], projects["onward"], projects["bace"]]
    assert promo(page, "podcast")["episode"] == episode
    assert promo(page, "podcast")["text"] == "Everywhere you listen to podcasts!"
    assert list(promo(page, "projects")["projects"]) == in_order
    assert list(promo(page, "project_episodes")["projects"]) == in_order


def test_what_the_site_does_not_have_is_reported(bring):
    printed = bring(OLD_PAGE)
    assert (
        "could not place: “episode: A Conversation about Shorter Meetings, with Sam Sample, MSW”"
        in printed
    )
    assert "could not place: “Project Bace: there is no such page”" in printed


def test_a_named_product_and_guide_are_found(bring):
    product, guide = (
        make_product(name="Meetings in an hour"),
        make_download_page(title="The agenda"),
    )
    bring(
        "Title\n\nSome text here, quite a lot.\n\nUniversity Product\n\nMeetings in an hour\n\n"
        "It goes with this article because both are short.\n\nDownload our resource: The agenda\n"
    )
    page = draft()
    assert promo(page, "university_product")["product"] == product
    assert promo(page, "university_product")["description"].startswith("It goes with")
    assert promo(page, "guide")["guide"] == guide


def test_a_page_without_promotions_gets_them_all_by_default(bring):
    bring("A plain piece\n\nOne paragraph that says something.\n")
    kinds = [block.block_type for block in draft().promos]
    assert kinds == [
        "author",
        "university_product",
        "guide",
        "podcast",
        "projects",
        "project_episodes",
    ]


def test_once_published_it_reads_as_an_article(bring, client):
    make_person(name="The Consultancy", is_organization=True)
    make_download_page(title="The agenda")
    bring(OLD_PAGE)
    ArticlePage.objects.get().get_latest_revision().publish()
    html = client.get("/blog/meetings-that-give-something-back/").content.decode()
    assert all(f">{title}</h2>" in html for title in STRATEGIES)
    assert BIOGRAPHY in html
    assert "awesome label" not in html


# --- Plain text in general ----------------------------------------------------------------------


def test_hard_wrapped_lines_are_joined(bring):
    bring(
        "A title\n\n"
        "This paragraph was wrapped by an old editor at about seventy characters\n"
        "so that each line is nearly as long as the one before it and the next\n"
        "one.\n\n"
        "A heading\n\nThe text below it is long enough to be a paragraph, and it is wrapped\ntoo.\n"
    )
    assert "characters so that each line" in text_of(draft())
    assert headings(draft()) == ["A heading"]


def test_lists_are_lists(bring):
    bring(
        "A title\n\nBring these:\n\n- a pen\n- a <list>\n\n1. come in\n2. sit down\n\nThen begin.\n"
    )
    assert "<ul><li>a pen</li><li>a &lt;list&gt;</li></ul>" in text_of(draft())
    assert "<ol><li>come in</li><li>sit down</li></ol>" in text_of(draft())


def test_a_short_line_with_no_text_below_it_stays_text(bring):
    bring("A title\n\nA paragraph of the ordinary kind.\n\nThe end\n")
    assert headings(draft()) == []
    assert "<p>The end</p>" in text_of(draft())


def test_angle_brackets_in_plain_text_are_words(bring):
    bring("A title\n\nIf a < b then <script>alert(1)</script> & so on.\n")
    assert "&lt;script&gt;" in text_of(draft())


# --- Markdown and HTML --------------------------------------------------------------------------


def test_markdown_with_front_matter(bring):
    topic = make_topic(name="Collaboration")
    person = make_person(name="Elena Marsh")
    printed = bring(MARKDOWN, "meetings.md")
    page = draft()
    assert page.title == "Meetings that give something back"
    assert (page.author, str(page.published_on)) == (person, "2026-11-03")
    assert page.summary == "Four ideas for an hour."
    assert list(page.topics.all()) == [topic]
    assert headings(page) == ["Say hello first", "End on time"]
    assert headings(page, "h3") == ["Why it works"]
    assert "<strong>less</strong>" in text_of(page)
    assert '<a href="https://example.org/x">our page</a>' in text_of(page)
    assert "alert" not in text_of(page)
    kinds = [block.block_type for block in page.body]
    assert "quote" in kinds and "table" in kinds
    assert "could not place: “topic: Knitting”" in printed
    assert "could not place: “mood: hopeful”" in printed


def test_html_of_a_saved_page(bring):
    person = make_person(name="Elena Marsh")
    printed = bring(HTML, "page.html")
    page = draft()
    assert page.title == "Meetings That Give Something Back"
    assert page.author == person
    assert headings(page) == ["Say Hello First"]
    body = text_of(page)
    assert "<em>less</em>" in body and "Really." in body
    assert "<p>Loose words in a box.</p>" in body
    assert "<ol><li>Come in</li><li>Sit down</li></ol>" in body
    for never in ("script", "boo", "onclick", "style", "Menu", "Copyright", "Old site"):
        assert never not in body
    video = next(block.value for block in page.body if block.block_type == "embed")
    assert video["url"] == "https://www.youtube.com/embed/abc"
    assert "could not place: “picture: A room (/room.jpg)”" in printed
    assert "tracker.example" in printed
    assert page.source_key == "https://old.example/blog/meetings"
    assert promo(page, "author")["bio"] == "Elena visits schools."


# --- Again --------------------------------------------------------------------------------------


def test_importing_twice_changes_nothing(bring):
    bring(OLD_PAGE)
    revisions = Revision.objects.count()
    assert "Nothing has changed" in bring(OLD_PAGE)
    assert ArticlePage.objects.count() == 1
    assert Revision.objects.count() == revisions
    assert Person.objects.count() == 1


def test_a_changed_file_updates_the_same_draft(bring):
    bring(OLD_PAGE)
    assert "Draft updated" in bring(OLD_PAGE.replace("Keep One List", "Keep Two Lists"))
    assert ArticlePage.objects.count() == 1
    assert "Keep Two Lists" in headings(draft())


def test_a_published_text_gets_a_new_draft_and_stays_as_it_is(bring, client):
    bring(OLD_PAGE)
    ArticlePage.objects.get().get_latest_revision().publish()
    bring(OLD_PAGE.replace("Keep One List", "Keep Two Lists"))
    page = ArticlePage.objects.get()
    assert page.live and page.has_unpublished_changes
    assert "Keep One List" in headings(page)
    assert "Keep Two Lists" in headings(draft())
    assert "Keep Two Lists" not in client.get(page.url).content.decode()


def test_what_an_editor_added_to_the_draft_stays(bring):
    bring(OLD_PAGE)
    page = draft()
    page.summary = "Written by the editor."
    page.save_revision()
    bring(OLD_PAGE.replace("Keep One List", "Keep Two Lists"))
    assert draft().summary == "Written by the editor."


def test_two_articles_from_files_of_one_name_are_two(bring):
    bring("One\n\nThe first text is here.\n")
    bring("Two\n\nThe second text is here.\n")
    assert ArticlePage.objects.count() == 2


def test_a_dry_run_says_everything_and_saves_nothing(bring):
    pages, people = Page.objects.count(), Person.objects.count()
    printed = bring(OLD_PAGE, dry_run=True)
    assert "Would make the draft" in printed and "left out: placeholder" in printed
    assert (Page.objects.count(), Person.objects.count()) == (pages, people)
    bring(OLD_PAGE)
    assert "Would leave unchanged" in bring(OLD_PAGE, dry_run=True)


# --- Bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.txt", "is empty"),
        (b" \n\n\t", "a.txt", "is empty"),
        (b"\xef\xbb\xbf", "a.txt", "is empty"),
        (b"PK\x03\x04\x00\x00rest of a zip", "a.docx", "not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00", "a.txt", "not a text file"),
        (b"A title\n\ncaf\x81", "a.txt", "neither UTF-8 nor Windows-1252"),
        (b"Only a title", "a.txt", "no text below it"),
        (b"# Only a title", "a.md", "no text below it"),
        (b"<h1>Only a title</h1>", "a.html", "no text below it"),
        (b"<html><body></body></html>", "a.html", "no article"),
        (b"word " * 100, "a.txt", "no title"),
        (b"x" * 5_000_000, "a.txt", "5.0 MB"),
        (b"\xff\xfeodd", "a.txt", "damaged"),
    ],
)
def test_a_file_that_is_no_article_is_refused_politely(bring, content, name, said):
    pages, people = Page.objects.count(), Person.objects.count()
    with pytest.raises(CommandError, match=said) as refusal:
        bring(content, name)
    assert refusal.value.returncode == 1
    assert (Page.objects.count(), Person.objects.count()) == (pages, people)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path, said in ((tmp_path / "none.txt", "no file"), (tmp_path, "folder")):
        with pytest.raises(CommandError, match=said):
            call_command("import_article", str(path))


def test_an_unknown_parent_is_refused(bring):
    with pytest.raises(CommandError, match="no article index with the slug"):
        bring(OLD_PAGE, parent="nowhere")
    assert ArticlePage.objects.count() == 0


@pytest.mark.parametrize(
    ("encode", "noted"),
    [
        (lambda text: text.encode("cp1252"), True),
        (lambda text: text.encode("utf-8-sig"), False),
        (lambda text: text.encode("utf-16"), False),
        (lambda text: text.replace("\n", "\r\n").encode(), False),
    ],
)
def test_any_usual_encoding_is_understood(bring, encode, noted):
    text = "It’s a title\n\nA paragraph with “quotes” and é.\n"
    printed = bring(encode(text))
    assert draft().title == "It’s a title"
    assert "A paragraph with “quotes” and é." in text_of(draft())
    assert ("Windows-1252" in printed) == noted


def test_a_title_that_is_an_address_of_the_site_finds_another(bring):
    bring("Feed\n\nAn article about feeding the class fish.\n")
    assert ArticlePage.objects.get().slug != "feed"
