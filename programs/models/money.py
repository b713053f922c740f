from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .prices import CURRENCY


class PaymentQuerySet(models.QuerySet):
    def suspense(self):
        """Money that belongs to no order we know."""
        return self.filter(order=None)

    def received(self):
        return self.filter(state=Payment.State.SUCCEEDED)


class Payment(models.Model):
    """One Stripe PaymentIntent that took, or is taking, money. Recorded before anything is done with it.

    States: processing (a bank debit on its way), succeeded, failed. Without an order it is in
    suspense. `amount_cents` includes `tax_cents`. `refunding_cents` is what refunds have asked for
    or given back; like a seat counter it is raised by conditional UPDATE before any call, so two
    refunds of one remainder can't both pass.
    """

    class State(models.TextChoices):
        PROCESSING = "processing"
        SUCCEEDED = "succeeded"
        FAILED = "failed"

    order = models.ForeignKey(
        "programs.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    state = models.CharField(max_length=10, choices=State.choices)
    amount_cents = models.PositiveIntegerField()
    tax_cents = models.PositiveIntegerField(default=0)
    refunding_cents = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, default=CURRENCY)
    method_type = models.CharField(max_length=40, blank=True, help_text="card, us_bank_account …")
    payment_intent_id = models.CharField(max_length=120, unique=True)
    charge_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    session_id = models.CharField(max_length=120, blank=True, db_index=True)
    receipt_url = models.TextField(blank=True)
    invoice_id = models.CharField(max_length=120, blank=True)
    charged_at = models.DateTimeField(
        null=True, blank=True, help_text="Stripe’s own time of the charge: its day in the books."
    )
    received_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(refunding_cents__lte=F("amount_cents")), name="refunds_within_payment"
            ),
            models.CheckConstraint(
                condition=Q(tax_cents__lte=F("amount_cents")), name="tax_within_payment"
            ),
        ]

    def __str__(self):
        return f"{self.payment_intent_id} {self.state}"

    @property
    def net_cents(self) -> int:
        """Without tax: what is compared with the order's total."""
        return self.amount_cents - self.tax_cents

    @property
    def refundable_cents(self) -> int:
        return self.amount_cents - self.refunding_cents


class Refund(models.Model):
    """Money going back: requested → submitted → pending → succeeded | failed | unknown.

    The idempotency key is saved before Stripe is called. `unknown` means that a call's outcome was
    not seen; the same key is sent again until it is.
    """

    class State(models.TextChoices):
        REQUESTED = "requested"
        SUBMITTED = "submitted"
        PENDING = "pending"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        UNKNOWN = "unknown"

    class Reason(models.TextChoices):
        POLICY = "policy", "Cancelled under the policy"
        STAFF = "staff", "Cancelled by staff"
        GOODWILL = "goodwill", "Goodwill, the seat stays"
        LATE_MONEY = "late_money", "Paid after the hold had ended"
        DUPLICATE = "duplicate", "Paid twice"
        MOVED = "moved", "Moved to a cheaper cohort, or exchanged"
        COHORT_CANCELLED = "cohort_cancelled", "The cohort was cancelled"
        SUSPENSE = "suspense", "Belongs to no order"
        OUTSIDE = "outside", "Made in Stripe's dashboard"

    UNFINISHED = {State.REQUESTED, State.SUBMITTED, State.PENDING, State.UNKNOWN}

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    order = models.ForeignKey(
        "programs.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="refunds"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    amount_cents = models.PositiveIntegerField()
    idempotency_key = models.CharField(max_length=80, unique=True)
    refund_id = models.CharField(max_length=120, unique=True, null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    last_error = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(
        null=True, blank=True, help_text="Stripe’s own time of the refund: its day in the books."
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gte=1), name="refund_of_something")
        ]
        indexes = [models.Index(fields=["state", "created_at"])]

    def __str__(self):
        return f"{self.amount_cents} cents of {self.payment_id}, {self.state}"


class RefundAllocation(models.Model):
    """The part of a refund, in cents, that belongs to one seat."""

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="allocations")
    seat = models.ForeignKey(
        "programs.Seat", on_delete=models.PROTECT, related_name="refund_allocations"
    )
    amount_cents = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["refund", "seat"], name="one_allocation_per_refund_and_seat"
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gte=1), name="allocation_of_something"
            ),
        ]

    def __str__(self):
        return f"{self.amount_cents} cents to {self.seat}"


class Dispute(models.Model):
    """A buyer's bank asks the money back. `status` is Stripe's word for where it stands."""

    dispute_id = models.CharField(max_length=120, unique=True)
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="disputes"
    )
    charge_id = models.CharField(max_length=120, blank=True)
    amount_cents = models.PositiveIntegerField()
    reason = models.CharField(max_length=60, blank=True)
    status = models.CharField(max_length=40)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self):
        return f"{self.dispute_id} {self.status}"


class MoneyIssueQuerySet(models.QuerySet):
    def open(self):
        return self.filter(resolved_at=None)


class MoneyIssue(models.Model):
    """Money that a person has to look at. One per (kind, subject_key): seeing it twice opens one."""

    class Kind(models.TextChoices):
        SUSPENSE = "suspense", "Belongs to no order"
        MISMATCH = "mismatch", "Wrong amount or currency"
        LATE_MONEY = "late_money", "Paid after the hold had ended, and no seat is free"
        DUPLICATE = "duplicate", "Paid twice"
        REFUND = "refund", "A refund failed or is unknown"
        DISPUTE = "dispute", "Disputed by the buyer's bank"
        UNKNOWN_SESSION = "unknown_session", "Stripe does not know the payment page of an order"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    subject_key = models.CharField(max_length=160)
    order = models.ForeignKey(
        "programs.Order",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="money_issues",
    )
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="money_issues"
    )
    detail = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    resolution = models.CharField(max_length=300, blank=True)

    objects = MoneyIssueQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key"], name="one_issue_per_kind_and_subject"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.subject_key}"
