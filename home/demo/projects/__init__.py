"""The three Projects, complete: what each builds, for whom, week by week."""

from . import bace, onward, thrive

PROJECTS = [thrive.PROJECT, onward.PROJECT, bace.PROJECT]
