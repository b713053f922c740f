from .addresses import clean_email_address
from .enrollment import EnrollmentForm, ParticipantForm
from .guides import GuideForm, TrapField

__all__ = ["EnrollmentForm", "GuideForm", "ParticipantForm", "TrapField", "clean_email_address"]
