from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from modelcluster.fields import ParentalKey

from .cents import CentsField

CURRENCY = "usd"


class PriceRule(models.Model):
    """A price per seat in cents. The cheapest rule that applies at the instant of the hold wins."""

    class Kind(models.TextChoices):
        LIST = "list", "List price"
        EARLY_BIRD = "early_bird", "Early bird"
        GROUP = "group", "Group price"

    cohort = ParentalKey("programs.Cohort", on_delete=models.CASCADE, related_name="price_rules")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LIST)
    amount_cents = CentsField("price", help_text="In dollars, for one seat. For instance: 395.00.")
    ends_at = models.DateTimeField(
        "until", null=True, blank=True, help_text="Early bird: the deadline."
    )
    min_seats = models.PositiveSmallIntegerField(
        "from seats", null=True, blank=True, help_text="Group price: seats bought together."
    )

    panels = ["kind", "amount_cents", "ends_at", "min_seats"]

    class Meta:
        ordering = ["-amount_cents", "pk"]
        # A CHECK passes what compares with NULL, so what must be there is asked for by name.
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(kind="list"),
                name="one_list_price_per_cohort",
                violation_error_message="A cohort has one list price.",
            ),
            models.UniqueConstraint(
                fields=["cohort", "min_seats"],
                condition=Q(kind="group"),
                name="one_group_price_per_size",
                violation_error_message="There is a group price from that number of seats already.",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="list", ends_at=None, min_seats=None)
                    | Q(kind="early_bird", ends_at__isnull=False, min_seats=None)
                    | Q(kind="group", ends_at=None, min_seats__isnull=False, min_seats__gte=2)
                ),
                name="price_rule_has_what_its_kind_needs",
                violation_error_message=(
                    "An early bird price needs a deadline, a group price a number of seats from 2, "
                    "a list price neither."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ${self.amount_cents / 100:,.2f}"

    def applies(self, *, count: int, now: datetime) -> bool:
        if self.kind == self.Kind.EARLY_BIRD:
            return now < self.ends_at
        if self.kind == self.Kind.GROUP:
            return count >= self.min_seats
        return True


class DiscountCodeQuerySet(models.QuerySet):
    def usable(self, now: datetime | None = None):
        """Active codes inside their window with a use left. Twin of DiscountCode.is_usable_at."""
        now = now or timezone.now()
        return self.filter(
            Q(starts_at=None) | Q(starts_at__lte=now),
            Q(ends_at=None) | Q(ends_at__gt=now),
            Q(max_uses=None) | Q(uses__lt=F("max_uses")),
            is_active=True,
        )


class DiscountCode(models.Model):
    """A code that takes a percentage, or an amount in cents per order, off.

    `uses` counts the orders that hold or have used the code; like `Cohort.reserved` it is changed
    only by conditional UPDATE, so the last use is given once. Without cohorts and Projects the code
    is good everywhere.
    """

    class Kind(models.TextChoices):
        PERCENT = "percent", "Percent"
        AMOUNT = "amount", "Amount"

    code = models.CharField(max_length=40, unique=True, help_text="Kept in capital letters.")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PERCENT)
    percent = models.PositiveSmallIntegerField(null=True, blank=True, help_text="1 to 100.")
    amount_cents = CentsField(
        "amount", null=True, blank=True, help_text="In dollars, off the whole order."
    )
    is_active = models.BooleanField(default=True)
    starts_at = models.DateTimeField("from", null=True, blank=True)
    ends_at = models.DateTimeField("until", null=True, blank=True)
    cohorts = models.ManyToManyField("programs.Cohort", blank=True, related_name="discount_codes")
    projects = models.ManyToManyField(
        "programs.ProjectPage", blank=True, related_name="discount_codes"
    )
    max_uses = models.PositiveIntegerField("orders in all", null=True, blank=True)
    max_uses_per_buyer = models.PositiveIntegerField(
        "orders per buyer", null=True, blank=True, default=1
    )
    uses = models.PositiveIntegerField(default=0, editable=False)
    note = models.CharField(max_length=200, blank=True, help_text="For colleagues: what it is for.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DiscountCodeQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(
                        kind="percent",
                        percent__isnull=False,
                        percent__gte=1,
                        percent__lte=100,
                        amount_cents=None,
                    )
                    | Q(
                        kind="amount", amount_cents__isnull=False, amount_cents__gte=1, percent=None
                    )
                ),
                name="discount_has_what_its_kind_needs",
                violation_error_message="Give a percentage from 1 to 100, or an amount: one of them.",
            ),
            models.CheckConstraint(
                condition=Q(uses__gte=0) & (Q(max_uses=None) | Q(uses__lte=F("max_uses"))),
                name="discount_uses_within_cap",
                violation_error_message="The code has been used more often than that.",
            ),
        ]

    def __str__(self):
        return self.code

    def clean(self):
        self.code = self.code.strip().upper()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "The end must come after the start."})
        # The CHECK is left out of form validation, because `uses` is in no form.
        used = DiscountCode.objects.filter(pk=self.pk).values_list("uses", flat=True).first() or 0
        if self.max_uses is not None and self.max_uses < used:
            raise ValidationError({"max_uses": f"More orders have used it than that: {used}."})

    def save(self, *args, **kwargs):
        if not self._state.adding and kwargs.get("update_fields") is None:
            columns = [f.name for f in self._meta.concrete_fields if f.name not in {"id", "uses"}]
            kwargs["update_fields"] = columns
        super().save(*args, **kwargs)

    def is_usable_at(self, now: datetime) -> bool:
        """Twin of DiscountCodeQuerySet.usable."""
        begun = self.starts_at is None or self.starts_at <= now
        ended = self.ends_at is not None and self.ends_at <= now
        spent = self.max_uses is not None and self.uses >= self.max_uses
        return self.is_active and begun and not ended and not spent

    def covers(self, cohort) -> bool:
        """Whether the code is good for this cohort."""
        cohorts = set(self.cohorts.values_list("pk", flat=True))
        projects = set(self.projects.values_list("pk", flat=True))
        if not cohorts and not projects:
            return True
        return cohort.pk in cohorts or cohort.project_id in projects

    def discount_on(self, subtotal_cents: int) -> int:
        """Cents off, never more than the subtotal; halves of a cent round in the buyer's favor."""
        if self.kind == self.Kind.PERCENT:
            return -(-subtotal_cents * self.percent // 100)
        return min(self.amount_cents, subtotal_cents)


class DiscountUse(models.Model):
    """One order's use of a code: held while its seats are, used when confirmed, given back otherwise."""

    class State(models.TextChoices):
        HELD = "held"
        USED = "used"
        RELEASED = "released"

    COUNTING = {State.HELD, State.USED}

    code = models.ForeignKey(DiscountCode, on_delete=models.PROTECT, related_name="order_uses")
    order = models.OneToOneField(
        "programs.Order", on_delete=models.PROTECT, related_name="discount_use"
    )
    buyer_email = models.EmailField(help_text="In lower case: what the cap per buyer counts.")
    amount_cents = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.HELD)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["code", "buyer_email", "state"])]

    def __str__(self):
        return f"{self.code} on {self.order}"
