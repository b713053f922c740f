from .attempts import CheckoutAttempt
from .audit import AuditEntry
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

__all__ = [
    "CURRENCY",
    "AuditEntry",
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
]
