from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import (
    ClusterableModel,
    get_all_child_m2m_relations,
    get_all_child_relations,
)

from .cohort_sessions import CohortSession
from .cohort_words import CohortWords
from .prices import PriceRule


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(
            f"“{name}” is not a time zone. One is, for instance, America/New_York."
        )


class CohortQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=Cohort.State.PUBLISHED)

    def open_for_enrollment(self, now: datetime | None = None):
        """Cohorts inside their enrollment window with a price, full or not. Twin of Cohort.is_open."""
        now = now or timezone.now()
        list_price = PriceRule.objects.filter(cohort=OuterRef("pk"), kind=PriceRule.Kind.LIST)
        return self.published().filter(Exists(list_price), opens_at__lte=now, closes_at__gt=now)

    def with_seats_left(self, count: int = 1):
        """Cohorts with room for `count` more. Twin of Cohort.has_seats_left."""
        return self.filter(reserved__lte=F("capacity") + F("overbook") - count)

    def with_dates(self):
        """Adds `first_starts_at` and `last_ends_at` (instants or None) in the same query."""
        sessions = CohortSession.objects.filter(cohort=OuterRef("pk"))
        return self.annotate(
            first_starts_at=Subquery(sessions.order_by("starts_at").values("starts_at")[:1]),
            last_ends_at=Subquery(sessions.order_by("-ends_at").values("ends_at")[:1]),
        )

    def for_listing(self):
        """Published cohorts by their first session, with all a row shows, in three queries."""
        return (
            self.published()
            .with_dates()
            .select_related("project")
            .prefetch_related("price_rules", "sessions")
            .order_by("first_starts_at", "opens_at", "code")
        )


class Cohort(CohortWords, ClusterableModel):
    """A dated run of a Project that seats are sold for.

    Stored states are draft, published and cancelled; `status` derives the rest. `reserved` counts
    seats held, processing or confirmed; only `programs.seats` changes it, by conditional UPDATE, and
    saving the object never writes it, so an edit form left open cannot undo a sale.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        CANCELLED = "cancelled"

    class Format(models.TextChoices):
        ONLINE = "online", "Live online"
        IN_PERSON = "in_person", "In person"

    class Status(models.TextChoices):
        DRAFT = "draft"
        CANCELLED = "cancelled"
        UPCOMING = "upcoming", "Not open yet"
        OPEN = "open"
        FULL = "full"
        CLOSED = "closed", "Registration closed"
        RUNNING = "running"
        DONE = "done"

    project = models.ForeignKey(
        "programs.ProjectPage", on_delete=models.PROTECT, related_name="cohorts"
    )
    code = models.CharField(
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z0-9]+(-[A-Z0-9]+)*\Z", "Capital letters, digits and hyphens.")
        ],
        help_text="Part of the address, so it stays as it is. For instance: THRIVE-2027-01.",
    )
    name = models.CharField(max_length=120, help_text="For instance: Winter evenings.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    format = models.CharField(max_length=10, choices=Format.choices, default=Format.ONLINE)
    location = models.CharField(
        max_length=200, blank=True, help_text="Address of the room, when in person."
    )
    schedule_text = models.CharField(
        max_length=200,
        blank=True,
        help_text="For instance: Tuesdays, 4:00 to 5:30 p.m., eight weeks.",
    )
    time_zone = models.CharField(
        max_length=64, default="America/New_York", validators=[validate_time_zone]
    )
    opens_at = models.DateTimeField("enrollment opens")
    closes_at = models.DateTimeField("enrollment closes")

    capacity = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    overbook = models.PositiveIntegerField(default=0, help_text="Seats sold beyond capacity.")
    reserved = models.PositiveIntegerField(default=0, editable=False)
    max_seats_per_order = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(1)]
    )

    refund_full_days = models.PositiveSmallIntegerField(
        "full refund until, days before",
        default=14,
        help_text="Cancelled at least so many days before the first session: all money back.",
    )
    refund_percent_after = models.PositiveSmallIntegerField(
        "percent back after that",
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="Until the first session starts. From then on nothing is paid back.",
    )
    policy_text = models.TextField(
        blank=True, help_text="Shown before buying. Left empty, it is written from the two numbers."
    )

    joining_url = models.URLField(
        "joining link", blank=True, help_text="Only confirmed seats see it."
    )
    materials_url = models.URLField("materials link", blank=True)
    materials_notes = models.TextField(blank=True)
    facilitators = ParentalManyToManyField("site_core.Person", blank=True, related_name="cohorts")
    dates_version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often dates that seats were sold for have changed.",
    )
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_because = models.TextField(blank=True, editable=False, help_text="For the buyers.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["opens_at", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("capacity") + F("overbook")),
                name="cohort_reserved_within_capacity",
                violation_error_message="More seats are taken than that.",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="cohort_closes_after_it_opens",
                violation_error_message="Enrollment must close after it opens.",
            ),
            models.CheckConstraint(
                condition=Q(refund_percent_after__lte=100), name="cohort_refund_percent_at_most_100"
            ),
        ]
        indexes = [models.Index(fields=["project", "state", "closes_at"])]
        permissions = [("cancel_cohort", "Can cancel a cohort and settle with its buyers")]

    def __str__(self):
        return f"{self.code} {self.name}"

    def clean(self):
        super().clean()
        # The CHECK is left out of form validation, because `reserved` is in no form.
        taken = Cohort.objects.filter(pk=self.pk).values_list("reserved", flat=True).first() or 0
        if None not in (self.capacity, self.overbook) and self.sellable < taken:
            raise ValidationError({"capacity": f"More seats are taken than that: {taken}."})

    def save(self, **kwargs):
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = self._fields_that_saving_may_write()
        super().save(**kwargs)

    @classmethod
    def _fields_that_saving_may_write(cls) -> list[str]:
        columns = [f.name for f in cls._meta.concrete_fields if f.name not in {"id", "reserved"}]
        children = [rel.get_accessor_name() for rel in get_all_child_relations(cls)]
        return columns + children + [f.name for f in get_all_child_m2m_relations(cls)]

    # --- Seats
    @property
    def sellable(self) -> int:
        return self.capacity + self.overbook

    @property
    def seats_left(self) -> int:
        return max(self.sellable - self.reserved, 0)

    @property
    def has_seats_left(self) -> bool:
        """Twin of CohortQuerySet.with_seats_left."""
        return self.seats_left > 0

    # --- Time: instants are aware; dates and `_local` values are in the cohort's own zone
    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @cached_property
    def first_starts_at(self) -> datetime | None:
        return min((session.starts_at for session in self.sessions.all()), default=None)

    @cached_property
    def last_ends_at(self) -> datetime | None:
        return max((session.ends_at for session in self.sessions.all()), default=None)

    @property
    def starts_on(self) -> date | None:
        return self.first_starts_at and self.first_starts_at.astimezone(self.zone).date()

    @property
    def ends_on(self) -> date | None:
        return self.last_ends_at and self.last_ends_at.astimezone(self.zone).date()

    @property
    def opens_at_local(self) -> datetime:
        return self.opens_at.astimezone(self.zone)

    @property
    def closes_at_local(self) -> datetime:
        return self.closes_at.astimezone(self.zone)

    @property
    def full_refund_until(self) -> datetime | None:
        """The last instant at which cancelling pays all money back: same local time, N days earlier."""
        if self.first_starts_at is None:
            return None
        local = self.first_starts_at.astimezone(self.zone)
        return local - timedelta(days=self.refund_full_days)

    # --- Status
    def status_at(self, now: datetime) -> str:
        if self.state != self.State.PUBLISHED:
            return self.state
        if self.last_ends_at and now >= self.last_ends_at:
            return self.Status.DONE
        if self.first_starts_at and now >= self.first_starts_at and now >= self.closes_at:
            return self.Status.RUNNING
        if now < self.opens_at:
            return self.Status.UPCOMING
        if now >= self.closes_at or self.list_price is None:
            return self.Status.CLOSED
        return self.Status.OPEN if self.has_seats_left else self.Status.FULL

    @property
    def status(self) -> str:
        """One of Status, now."""
        return self.status_at(timezone.now())

    def is_open_at(self, now: datetime) -> bool:
        """Twin of CohortQuerySet.open_for_enrollment: in its window with a price, full or not."""
        in_window = self.opens_at <= now < self.closes_at
        return self.state == self.State.PUBLISHED and in_window and self.list_price is not None

    @property
    def is_open(self) -> bool:
        return self.is_open_at(timezone.now())

    @property
    def can_be_bought(self) -> bool:
        return self.is_open and self.has_seats_left

    @property
    def can_be_waited_for(self) -> bool:
        """Open for enrollment and full."""
        return self.is_open and not self.has_seats_left

    # --- Money
    @property
    def list_price(self) -> PriceRule | None:
        rules = (rule for rule in self.price_rules.all() if rule.kind == PriceRule.Kind.LIST)
        return next(rules, None)

    def price_for(self, count: int = 1, now: datetime | None = None) -> PriceRule | None:
        """The cheapest price that applies to `count` seats bought now; None when there is no price."""
        now = now or timezone.now()
        rules = [rule for rule in self.price_rules.all() if rule.applies(count=count, now=now)]
        return min(rules, key=lambda rule: rule.amount_cents, default=None)

    @property
    def price_now(self) -> PriceRule | None:
        return self.price_for(1)

    @property
    def refund_policy(self) -> str:
        """The policy in words, for the form and for the copy that is frozen on an order."""
        if self.policy_text:
            return self.policy_text
        full = f"All your money back until {self.refund_full_days} days before the first session."
        if not self.refund_percent_after:
            return f"{full} After that nothing is paid back."
        return f"{full} After that, until the first session starts, {self.refund_percent_after} percent."

    @property
    def enroll_path(self) -> str:
        return f"/enroll/{self.code}/"

    @property
    def wait_path(self) -> str:
        return f"/enroll/{self.code}/wait/"
