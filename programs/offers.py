"""Projects as other pages offer them: with the next cohort one can still join, or with their episode."""

from collections.abc import Iterable

from podcast.models import EpisodePage
from programs.models import ProjectPage
from programs.models.projects import with_next_cohorts


def chosen_projects(chosen: Iterable = ()) -> list[ProjectPage]:
    """The chosen Projects that can be visited, in their order; all of them when none is chosen."""
    wanted = [page.pk for page in chosen if page]
    projects = ProjectPage.objects.live().public().select_related("cover")
    if not wanted:
        return list(projects.order_by("path"))
    found = {project.pk: project for project in projects.filter(pk__in=wanted)}
    return [found[pk] for pk in wanted if pk in found]


def projects_with_next_cohort(chosen: Iterable = ()) -> list[ProjectPage]:
    """The Projects, each with its `next_cohort`; the same number of queries for any number."""
    return with_next_cohorts(chosen_projects(chosen))


def projects_with_episode(chosen: Iterable = ()) -> list[ProjectPage]:
    """The Projects whose episode anyone may hear."""
    projects = chosen_projects(chosen)
    episodes = EpisodePage.objects.published().for_listing()
    found = episodes.in_bulk([project.episode_id for project in projects if project.episode_id])
    heard = [project for project in projects if project.episode_id in found]
    for project in heard:
        project.episode = found[project.episode_id]
    return heard
