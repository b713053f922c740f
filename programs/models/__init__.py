from .guides import DownloadIndexPage, DownloadPage
from .leads import ConsentEvent, Delivery, Lead, Submission
from .outbox import OutboxEmail
from .projects import ProgramIndexPage, ProjectPage

__all__ = [
    "ConsentEvent",
    "Delivery",
    "DownloadIndexPage",
    "DownloadPage",
    "Lead",
    "OutboxEmail",
    "ProgramIndexPage",
    "ProjectPage",
    "Submission",
]
