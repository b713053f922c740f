import pytest
from wagtail.contrib.search_promotions.models import Query
from wagtail.models import PageViewRestriction

from search.query import SearchQuery
from search.results import SearchResults, highlight
from site_core.models import Person
from tests.factories import make_download_page, make_home_page, make_person, make_standard_page

pytestmark = pytest.mark.django_db


def search(client, q, **extra):
    return client.get("/search/", {"q": q, **extra})


def test_what_is_found_is_shown_by_kind_with_the_words_marked(client):
    make_download_page(title="Calm transitions", summary="What to do between things.")
    make_standard_page(title="About us", summary="We love transitions & data.")
    page = search(client, "transition").content.decode()
    assert "2 results for transition" in page
    assert "Calm <mark>transitions</mark>" in page
    assert "We love <mark>transitions</mark> &amp; data." in page
    assert "Guide" in page and "Other pages" in page


def test_a_match_in_the_title_comes_first(client):
    make_standard_page(title="Something else", summary="It mentions reinforcement once.")
    make_standard_page(title="Reinforcement", summary="All about it.")
    hits = search(client, "reinforcement").context["hits"]
    assert [str(hit.title) for hit in hits] == ["<mark>Reinforcement</mark>", "Something else"]


def test_all_words_are_wanted_wherever_they_stand(client):
    make_standard_page(title="Morning greeting", summary="At the classroom door.")
    make_standard_page(title="Greeting cards", summary="For the office.")
    assert search(client, "greeting the door").context["results"].total == 1


def test_one_kind_can_be_looked_at_alone(client):
    make_download_page(title="Transitions guide")
    make_standard_page(title="Transitions page")
    hits = search(client, "transitions", kind="guides").context["hits"]
    assert [hit.kind.key for hit in hits] == ["guides"]


def test_people_are_found(client):
    make_person(name="Elena Marsh", short_bio="Resource rooms.")
    assert [hit.url for hit in search(client, "Marsh").context["hits"]] == ["/people/elena-marsh/"]


def test_drafts_and_private_pages_are_not_found(client):
    make_standard_page(title="Secret draft", live=False)
    hidden = make_standard_page(title="Secret page")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    Person.objects.create(name="Secret person", slug="secret", live=False)
    assert search(client, "secret").context["results"].total == 0
    make_standard_page(title="Secret garden")
    assert search(client, "secret").context["results"].total == 1


def test_nothing_found_offers_a_better_spelling_and_a_way_on(client):
    make_standard_page(title="Reinforcement")
    response = search(client, "renforcement")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Did you mean" in page and "?q=reinforcement" in page
    assert "See all articles" in page


def test_an_empty_box_is_an_invitation(client):
    for address in ("/search/", "/search/?q=", "/search/?q=%20%20"):
        response = client.get(address)
        assert response.status_code == 200
        assert "Type a word or two" in response.content.decode()


@pytest.mark.parametrize(
    "hostile",
    [
        '"',
        "'",
        "\x00",
        "a\x00b",
        "(",
        "a AND",
        "NOT",
        "title:",
        "*",
        "-",
        "a" * 5000,
        "word " * 1000,
        "%",
        "\\",
        "😀",
    ]
    + ["<script>alert(1)</script>", "NEAR(a b)", "^a", "{a}", "' OR 1=1 --"],
)
def test_hostile_input_is_answered_calmly(client, hostile):
    make_standard_page(title="A page about a word")
    response = search(client, hostile)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_only_sensible_pages_of_results_exist(client):
    for number in range(12):
        make_standard_page(title=f"Routine {number}")
    assert len(search(client, "routine").context["hits"]) == 10
    assert len(search(client, "routine", page="2").context["hits"]) == 2
    assert search(client, "routine", page="99999999999").context["hits"].number == 2
    assert search(client, "routine", page="x").context["hits"].number == 1


def test_the_number_of_questions_does_not_grow_with_the_results(
    client, django_assert_max_num_queries
):
    make_standard_page(title="Routine")
    search(client, "routine")
    with django_assert_max_num_queries(60) as few:
        search(client, "routine")
    for number in range(9):
        make_standard_page(title=f"Routine {number}")
    with django_assert_max_num_queries(len(few)):
        assert search(client, "routine").context["results"].total == 10


def test_searches_by_people_are_counted_for_the_editors(client):
    make_home_page()
    client.get("/search/", {"q": "Transitions"}, headers={"User-Agent": "Mozilla/5.0 Safari/605.1"})
    client.get("/search/", {"q": "Transitions"}, headers={"User-Agent": "Googlebot/2.1"})
    assert Query.get("transitions").hits == 1


def test_marks_never_break_the_text_around_them():
    query = SearchQuery.typed("amp lt")
    assert highlight("<b> & amp lt", query) == "&lt;b&gt; &amp; <mark>amp</mark> <mark>lt</mark>"


def test_an_unknown_kind_is_ignored():
    make_standard_page(title="Routine")
    assert len(SearchResults(SearchQuery.typed("routine"), "nonsense")) == 1
