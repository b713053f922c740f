from .addresses import clean_email_address
from .choices import ChoiceForm
from .enrollment import EnrollmentForm, ParticipantForm
from .guides import GuideForm, TrapField
from .order_links import FindOrdersForm

__all__ = [
    "ChoiceForm",
    "EnrollmentForm",
    "FindOrdersForm",
    "GuideForm",
    "ParticipantForm",
    "TrapField",
    "clean_email_address",
]
