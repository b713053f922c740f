"""Cohorts with their sessions, prices and taken seats."""

from datetime import date, timedelta
from itertools import count, islice

from home.demo.calendar import at, school_weeks, season
from home.demo.cohorts import COHORTS, DemoCohort
from home.demo.loader import Demo
from home.demo.projects import PROJECTS
from programs.models import Cohort, CohortSession, DiscountCode, PriceRule, ProjectPage
from programs.seats import grant_seats
from site_core.models import Person

SESSION = timedelta(minutes=90)
LARGEST_TEAM = 4
SAMPLE_CODE = "COLLEAGUE10"
ENROLLMENT_OPENS = timedelta(weeks=16)  # before the first session
ZONE_WORDS = {
    "America/New_York": ("Eastern time", "ET"),
    "America/Chicago": ("Central time", "CT"),
    "America/Denver": ("Mountain time", "MT"),
}


def load_cohorts(demo: Demo) -> None:
    """Cohorts for each Project that has none: codes carry dates, so a later run can't tell them apart."""
    words_of = {project["slug"]: project for project in PROJECTS}
    empty = ProjectPage.objects.filter(slug__in=words_of, cohorts=None)
    for project in empty.order_by("path"):
        for plan in COHORTS:
            if plan.project == project.slug:
                cohort = make_cohort(plan, project, words_of[project.slug], demo.today)
                give_seats(cohort, plan.taken)
                demo.count(Cohort)


def load_discount_code(demo: Demo) -> None:
    demo.find_or_make(
        DiscountCode,
        look_up={"code": SAMPLE_CODE},
        kind=DiscountCode.Kind.PERCENT,
        percent=10,
        note="Sample: ten percent for colleagues of earlier participants.",
    )


def make_cohort(plan: DemoCohort, project: ProjectPage, words: dict, today: date) -> Cohort:
    weeks = school_weeks(today + timedelta(weeks=plan.weeks_ahead), plan.weekday)
    days = list(islice(weeks, len(words["weeks"])))
    first = days[0]
    zone, zone_letters = ZONE_WORDS[plan.time_zone]
    cohort = Cohort(
        project=project,
        code=f"{project.short_name.upper()}-{first.year}-{plan.number:02}",
        name=f"{season(first)}, {zone}",
        state=Cohort.State.PUBLISHED,
        time_zone=plan.time_zone,
        schedule_text=f"{first:%A}s, 4:00 to 5:30 p.m. {zone_letters}",
        opens_at=at(first, 9, 0, plan.time_zone) - ENROLLMENT_OPENS,
        closes_at=closing_time(plan, first, today),
        capacity=plan.capacity,
        joining_url=f"https://meet.threshold.example/{project.short_name.lower()}-{plan.number}",
        materials_url=f"https://materials.threshold.example/{project.short_name.lower()}/",
        materials_notes="Bring a floor plan of your room, drawn by hand. It doesn’t have to be good.",
    )
    cohort.sessions = [
        CohortSession(title=title, starts_at=start, ends_at=start + SESSION)
        for (title, _), start in zip(
            words["weeks"], [at(day, 16, 0, plan.time_zone) for day in days], strict=True
        )
    ]
    cohort.price_rules = [
        PriceRule(kind=PriceRule.Kind.LIST, amount_cents=plan.price_cents),
        PriceRule(
            kind=PriceRule.Kind.EARLY_BIRD,
            amount_cents=plan.early_cents,
            ends_at=at(first - timedelta(days=plan.early_days_before), 23, 59, plan.time_zone),
        ),
    ]
    cohort.full_clean(exclude=["facilitators"])
    cohort.save()
    cohort.facilitators = Person.objects.filter(slug__in=words["facilitators"])
    cohort.save()
    return cohort


def closing_time(plan: DemoCohort, first: date, today: date):
    """The planned day, or an earlier one for a cohort that is meant to be closed already.

    The last minute of yesterday in a western zone may still be ahead when it is past midnight here.
    """
    day = first - timedelta(days=plan.closes_days_before)
    if plan.is_closed:
        day = min(day, today - timedelta(days=2))
    return at(day, 23, 59, plan.time_zone)


def give_seats(cohort: Cohort, taken: int) -> None:
    """Take seats as gifts to sample schools, a few at a time, so that nothing refers to Stripe."""
    for number in count(1):
        size = min(taken, 1 + number % LARGEST_TEAM)
        if not size:
            break
        order = grant_seats(
            cohort=cohort,
            count=size,
            name=f"Sample buyer {number}",
            email=f"buyer{number}@school.example",
            organization=f"Sample School {number}",
        )
        order.seats.filter(position=1).update(
            participant_name=f"Sample participant {number}",
            participant_email=f"participant{number}@school.example",
        )
        taken -= size
