"""Projects as other pages offer them: with the next cohort one can still join, or with their episode."""

from collections.abc import Iterable
from dataclasses import dataclass

from programs.models import Cohort, ProjectPage


@dataclass(frozen=True)
class ProjectOffer:
    project: ProjectPage
    cohort: Cohort | None  # the next that is open and has seats left


def chosen_projects(chosen: Iterable = ()) -> list[ProjectPage]:
    """The chosen Projects that can be visited, in their order; all of them when none is chosen."""
    wanted = [page.pk for page in chosen if page]
    projects = ProjectPage.objects.live().public().select_related("cover", "episode__audio")
    if not wanted:
        return list(projects.order_by("path"))
    found = {project.pk: project for project in projects.filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


def projects_with_next_cohort(chosen: Iterable = ()) -> list[ProjectOffer]:
    """The Projects, each with the next cohort that can be bought; the same number of queries for any number."""
    projects = chosen_projects(chosen)
    cohorts = Cohort.objects.for_listing().open_for_enrollment().with_seats_left()
    nearest: dict[int, Cohort] = {}
    for cohort in cohorts.filter(project__in=projects):
        nearest.setdefault(cohort.project_id, cohort)
    return [ProjectOffer(project, nearest.get(project.pk)) for project in projects]


def projects_with_episode(chosen: Iterable = ()) -> list[ProjectPage]:
    """The Projects whose episode anyone may hear."""
    return [p for p in chosen_projects(chosen) if p.episode and p.episode.is_published()]
