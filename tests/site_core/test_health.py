from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from site_core import health
from site_core.models import ChoreRun
from site_core.worker import Worker


def test_live_answers_without_a_database(client):
    assert client.get("/health/live").json() == {"status": "ok"}


@pytest.mark.parametrize("address", ["/health/live", "/health/ready"])
def test_health_is_only_read(client, address):
    assert client.post(address).status_code == 405


@pytest.mark.django_db
def test_ready_needs_a_worker(client):
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "database": "ok",
        "migrations": "ok",
        "worker": "not seen",
        "cache": "ok",
    }
    Worker().beat()
    assert client.get("/health/ready").status_code == 200
    assert client.head("/health/ready").status_code == 200


@pytest.mark.django_db
def test_ready_says_when_the_worker_is_late(client):
    Worker().beat()
    late = timezone.now() - health.WORKER_LATE_AFTER - timedelta(seconds=5)
    ChoreRun.objects.update(last_finished_at=late)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["checks"]["worker"]) == (503, "late")
    assert answer.json()["worker_seen_seconds_ago"] >= 65


@pytest.mark.django_db
def test_ready_says_which_part_fails_and_keeps_the_details(client, monkeypatch):
    def away():
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(connection, "cursor", away)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "failed")
    assert "hunter2" not in answer.content.decode()
