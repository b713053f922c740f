from .guides import DownloadIndexPage, DownloadPage
from .outbox import OutboxEmail
from .projects import ProgramIndexPage, ProjectPage

__all__ = [
    "DownloadIndexPage",
    "DownloadPage",
    "OutboxEmail",
    "ProgramIndexPage",
    "ProjectPage",
]
