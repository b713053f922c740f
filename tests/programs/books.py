from programs.books import problems


def assert_books_agree(cohort=None):
    """The invariants of seats and money that must hold after whatever happened, in all cohorts."""
    if cohort is not None:
        cohort.refresh_from_db()
    found = problems()
    assert not found, "\n".join(found)
