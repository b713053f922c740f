import re

import pytest

from site_core.templatetags.drawings import (
    big_door,
    chapter_track,
    door_row,
    seats_sentence,
    single_case_graph,
    week_door,
)

DOOR = "a4 4 0 0 1 8 0"


def doors(svg, kind):
    path = re.search(rf'class="{kind}" d="([^"]*)"', svg)
    return path[1].count(DOOR) if path else 0


@pytest.mark.parametrize("taken,capacity", [(0, 1), (17, 24), (24, 24), (9, 60), (1, 97)])
def test_a_row_has_one_door_per_seat(taken, capacity):
    svg = door_row(taken=taken, capacity=capacity, color="thrive")
    assert doors(svg, "taken") == taken
    assert doors(svg, "open") == capacity - taken


def test_a_long_row_is_broken_into_rows_of_equal_length():
    assert 'viewBox="0 0 300 36"' in door_row(taken=9, capacity=60)


def test_more_seats_taken_than_there_are_is_drawn_as_full():
    svg = door_row(taken=30, capacity=24)
    assert (doors(svg, "taken"), doors(svg, "open")) == (24, 0)


def test_no_seats_draw_nothing():
    assert door_row(taken=0, capacity=0) == ""


def test_an_unknown_color_is_left_out():
    assert 'class="door-row"' in door_row(taken=1, capacity=2, color='"><script>')


def test_the_sentence_says_what_the_row_shows():
    assert seats_sentence(17, 24) == "7 of 24 seats left"
    assert seats_sentence(24, 24) == "Full: all 24 seats are taken"


def test_doors_of_later_weeks_are_larger_and_further_open():
    def lit_edge(svg):
        return float(re.findall(r"0 0 1 ([\d.]+) ", svg)[1])

    first, last = week_door(1, 8), week_door(8, 8)
    assert lit_edge(first) < lit_edge(last)
    assert "lit-part" in week_door(1, 1)


def test_chapter_bars_have_their_true_share_of_the_whole():
    svg = chapter_track([0, 250, 500], 1000, current=1, played=300)
    bars = re.findall(r'<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)"', svg)
    assert [(float(x), int(y)) for x, y, _ in bars] == [(0, 30), (250, 0), (500, 30)]
    assert float(bars[2][2]) == 500
    assert re.search(r'class="heard" x="250.0" y="0" width="49.4"', svg)


def test_an_episode_without_chapters_is_one_bar_and_without_length_none():
    assert chapter_track([], 60).count("<rect") == 1
    assert chapter_track([0, 10], 0) == ""


@pytest.mark.parametrize("state", ["open", "ajar", "shut"])
def test_only_a_door_that_is_not_shut_lets_light_out(state):
    assert ("lit-part" in big_door(state)) == (state != "shut")


def test_the_graph_has_a_dot_per_week_and_says_what_it_shows():
    svg = single_case_graph([18, 21], [15, 13, 4], title="Calls <per> week", description="Fewer.")
    assert svg.count("<circle") == 5
    assert "Calls &lt;per&gt; week" in svg
    assert "5 school weeks" in svg


@pytest.mark.parametrize(
    "svg", [door_row(taken=1, capacity=2), week_door(1, 2), big_door(), chapter_track([0], 9)]
)
def test_drawings_are_hidden_from_screen_readers_and_carry_no_inline_style(svg):
    assert 'aria-hidden="true"' in svg
    assert "style=" not in svg
