from .enrollment import EnrollmentForm, ParticipantForm
from .guides import GuideForm

__all__ = ["EnrollmentForm", "GuideForm", "ParticipantForm"]
