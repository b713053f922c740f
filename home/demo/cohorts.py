"""When the demo's cohorts run and how full they are. Dates are counted from the day of loading.

`weeks_ahead` gives the earliest first session, and `taken` seats are comps. The early price ends and
registration closes so many days before the first session.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoCohort:
    project: str
    number: int
    weeks_ahead: int
    weekday: int  # Monday is 0
    time_zone: str
    capacity: int
    taken: int
    price_cents: int
    early_cents: int = 0
    early_days_before: int = 28
    closes_days_before: int = 4
    is_closed: bool = False


TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
NEW_YORK, CHICAGO, DENVER = "America/New_York", "America/Chicago", "America/Denver"

COHORTS = [
    # Thrive: one nearly full, one sold out, one roomy with its early price running.
    DemoCohort("project-thrive", 1, 5, TUESDAY, NEW_YORK, 24, 21, 690_00, 590_00, 56),
    DemoCohort("project-thrive", 2, 7, WEDNESDAY, DENVER, 18, 18, 690_00, 590_00),
    DemoCohort("project-thrive", 3, 9, TUESDAY, CHICAGO, 60, 14, 690_00, 590_00),
    # Onward: one under way, one sold out, one roomy with its early price running.
    DemoCohort("project-onward", 1, -3, TUESDAY, DENVER, 20, 17, 840_00, 740_00, is_closed=True),
    DemoCohort("project-onward", 2, 6, WEDNESDAY, NEW_YORK, 20, 20, 840_00, 740_00),
    DemoCohort("project-onward", 3, 8, WEDNESDAY, CHICAGO, 56, 12, 840_00, 740_00),
    # Bace: one whose registration has ended, one nearly full, one roomy with its early price running.
    DemoCohort("project-bace", 1, 1, THURSDAY, DENVER, 18, 11, 690_00, 590_00, is_closed=True),
    DemoCohort("project-bace", 2, 6, THURSDAY, NEW_YORK, 18, 16, 690_00, 590_00, 56),
    DemoCohort("project-bace", 3, 11, THURSDAY, CHICAGO, 50, 6, 690_00, 590_00),
]
