from unittest import mock

import pytest
from django.db import connection, connections

from programs import checks


def ids(errors):
    return [error.id for error in errors]


def test_transactions_around_whole_requests_are_refused():
    assert ids(checks.transactions_are_ours()) == []
    with mock.patch.dict(connections["default"].settings_dict, ATOMIC_REQUESTS=True):
        assert ids(checks.transactions_are_ours()) == ["programs.E001"]


def test_sqlite_must_take_the_lock_with_the_first_statement(settings):
    if connection.vendor != "sqlite":
        assert ids(checks.sqlite_takes_the_lock_first()) == []
        return
    assert ids(checks.sqlite_takes_the_lock_first()) == []
    with mock.patch.dict(settings.DATABASES["default"], OPTIONS={}):
        assert ids(checks.sqlite_takes_the_lock_first()) == ["programs.E002"]


@pytest.mark.django_db(transaction=True)
def test_postgresql_must_read_committed():
    assert ids(checks.postgresql_reads_committed(databases=["default"])) == []
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        try:
            assert ids(checks.postgresql_reads_committed(databases=["default"])) == [
                "programs.E003"
            ]
        finally:
            cursor.execute(
                "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED"
            )
