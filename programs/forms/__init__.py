from .addresses import clean_email_address
from .choices import ChoiceForm
from .enrollment import EnrollmentForm, ParticipantForm
from .guides import GuideForm, TrapField
from .order_links import FindOrdersForm
from .waiting import FewerSeatsForm, TakeOfferForm, WaitingForm

__all__ = [
    "ChoiceForm",
    "EnrollmentForm",
    "FewerSeatsForm",
    "FindOrdersForm",
    "GuideForm",
    "ParticipantForm",
    "TakeOfferForm",
    "TrapField",
    "WaitingForm",
    "clean_email_address",
]
