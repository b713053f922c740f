import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from site_core import throttle

pytestmark = pytest.mark.django_db


def post_from(address):
    return RequestFactory().post("/orders/", REMOTE_ADDR=address)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that stands 100 seconds into a window."""
    now = {"time": 600 * 3_000_000 + 100}
    monkeypatch.setattr(throttle.time, "time", lambda: now["time"])
    return now


def test_a_school_behind_one_address_never_meets_it():
    waits = [throttle.seconds_to_wait(post_from("198.51.100.7"), "enroll") for _ in range(300)]
    assert set(waits) == {0}


def test_beyond_the_limit_an_address_waits_until_the_window_ends(clock):
    for _ in range(throttle.MOST_POSTS):
        throttle.seconds_to_wait(post_from("198.51.100.7"), "enroll")
    assert throttle.seconds_to_wait(post_from("198.51.100.7"), "enroll") == 501
    assert throttle.seconds_to_wait(post_from("198.51.100.8"), "enroll") == 0
    assert throttle.seconds_to_wait(post_from("198.51.100.7"), "find-orders") == 0
    clock["time"] += 501
    assert throttle.seconds_to_wait(post_from("198.51.100.7"), "enroll") == 0


def test_one_household_has_one_count_whatever_its_sixth_version_addresses_are():
    for number in range(3):
        throttle.seconds_to_wait(post_from(f"2001:db8:1:2::{number}"), "enroll", most=3)
    assert throttle.seconds_to_wait(post_from("2001:db8:1:2:ffff::9"), "enroll", most=3)
    assert not throttle.seconds_to_wait(post_from("2001:db8:1:3::1"), "enroll", most=3)


def test_a_cache_that_is_away_stops_nobody(monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(throttle.cache, "add", away)
    assert throttle.seconds_to_wait(post_from("198.51.100.7"), "enroll", most=1) == 0


def test_a_throttled_view_answers_429_with_the_time_to_wait(client):
    view = throttle.throttled("anything", most=1)(lambda request: HttpResponse("done"))
    assert view(post_from("198.51.100.7")).content == b"done"
    refused = view(post_from("198.51.100.7"))
    assert (refused.status_code, refused["Retry-After"]) == (429, "501")
    assert "9 minutes" in refused.content.decode()
    assert view(RequestFactory().get("/", REMOTE_ADDR="198.51.100.7")).content == b"done"
