"""The registrar's panel on the admin's front page: the next cohorts, and what needs a person."""

from django.utils import timezone
from wagtail.admin.ui.components import Component

from programs.models import Cohort, Seat
from programs.staff.money import count_exceptions

SHOWN = 5


class DeskPanel(Component):
    """Constant queries; each part only for who may see it."""

    name = "desk"
    order = 50
    template_name = "programs/staff/dashboard.html"

    def __init__(self, user) -> None:
        self.user = user

    def get_context_data(self, parent_context):
        context = {"cohorts": None, "exceptions": None}
        if self.user.has_perm("programs.view_cohort") or self.user.has_perm(
            "programs.change_cohort"
        ):
            context["cohorts"] = next_cohorts()
        if self.user.has_perm("programs.view_moneyissue"):
            context["exceptions"] = count_exceptions()
        return context


def next_cohorts() -> list[Cohort]:
    """Published cohorts that are not over, the next first, each with `sold` and `held` seats."""
    now = timezone.now()
    cohorts = list(Cohort.objects.for_listing().filter(last_ends_at__gt=now)[:SHOWN])
    counts: dict[tuple[int, bool], int] = {}
    states = Seat.objects.counting().filter(cohort__in=cohorts)
    for cohort_id, state in states.values_list("cohort", "state"):
        key = (cohort_id, state == Seat.State.CONFIRMED)
        counts[key] = counts.get(key, 0) + 1
    for cohort in cohorts:
        cohort.sold = counts.get((cohort.pk, True), 0)
        cohort.held = counts.get((cohort.pk, False), 0)
        if cohort.first_starts_at:
            cohort.days = (cohort.starts_on - now.astimezone(cohort.zone).date()).days
    return cohorts
