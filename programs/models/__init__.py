from .attempts import CheckoutAttempt
from .audit import AuditEntry
from .books import BooksCheck, MoneyDay
from .choices import BuyerChoice
from .cohort_sessions import CohortSession
from .cohorts import Cohort
from .guides import DownloadIndexPage, DownloadPage
from .leads import ConsentEvent, Delivery, Lead, Submission
from .money import Dispute, MoneyIssue, Payment, Refund, RefundAllocation
from .orders import Order, OrderLine
from .outbox import OutboxEmail
from .prices import CURRENCY, DiscountCode, DiscountUse, PriceRule
from .projects import ProgramIndexPage, ProjectPage
from .seats import Seat, SeatLedger
from .stripe_events import StripeEvent
from .waiting import WaitingEntry

__all__ = [
    "CURRENCY",
    "AuditEntry",
    "BooksCheck",
    "BuyerChoice",
    "CheckoutAttempt",
    "Cohort",
    "CohortSession",
    "ConsentEvent",
    "Delivery",
    "DiscountCode",
    "DiscountUse",
    "Dispute",
    "DownloadIndexPage",
    "DownloadPage",
    "Lead",
    "MoneyDay",
    "MoneyIssue",
    "Order",
    "OrderLine",
    "OutboxEmail",
    "Payment",
    "PriceRule",
    "ProgramIndexPage",
    "ProjectPage",
    "Refund",
    "RefundAllocation",
    "Seat",
    "SeatLedger",
    "StripeEvent",
    "Submission",
    "WaitingEntry",
]
