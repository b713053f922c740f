from django.utils.formats import date_format

from site_core.templatetags.money import dollars


class CohortWords:
    """How a cohort speaks of itself in listings: dates in its own zone, money in cents."""

    @property
    def format_label(self) -> str:
        """Such as "8 sessions, live online"."""
        count = len(self.sessions.all())
        where = self.location if self.format == self.Format.IN_PERSON and self.location else ""
        parts = [
            f"{count} session{'s' if count != 1 else ''}" if count else "",
            where or self.get_format_display(),
        ]
        text = ", ".join(part for part in parts if part)
        return text.replace(", Live", ", live").replace(", In person", ", in person")

    @property
    def zone_name(self) -> str:
        """The zone's short name on the first day, such as "EST"; before dates are set, its IANA name."""
        return (
            self.first_starts_at.astimezone(self.zone).tzname()
            if self.first_starts_at
            else self.time_zone
        )

    @property
    def dates_text(self) -> str:
        """Such as "January 12 to March 2, 2027"."""
        if not self.starts_on:
            return "Dates to be announced"
        if self.starts_on == self.ends_on:
            return date_format(self.starts_on, "F j, Y")
        first = "F j" if self.starts_on.year == self.ends_on.year else "F j, Y"
        return f"{date_format(self.starts_on, first)} to {date_format(self.ends_on, 'F j, Y')}"

    @property
    def price_now_cents(self) -> int | None:
        return self.price_now.amount_cents if self.price_now else None

    @property
    def price_note(self) -> str:
        """What a price depends on: the early bird's end, or what a group pays."""
        notes = []
        if self.price_now and self.price_now.kind == "early_bird":
            until = date_format(self.price_now.ends_at.astimezone(self.zone), "F j")
            notes.append(f"until {until}, then {dollars(self.list_price.amount_cents)}")
        for rule in self.price_rules.all():
            if rule.kind == "group":
                notes.append(f"{dollars(rule.amount_cents)} each from {rule.min_seats} seats")
        return "; ".join(notes)

    @property
    def starts_and_price(self) -> str:
        """Such as "Starts January 12, $590"."""
        starts = (
            f"Starts {date_format(self.starts_on, 'F j')}" if self.starts_on else "Dates to come"
        )
        return f"{starts}, {dollars(self.price_now_cents)}" if self.price_now else starts

    @property
    def seats_taken(self) -> int:
        return min(self.reserved, self.sellable)

    @property
    def enroll_by_text(self) -> str:
        """Such as "January 8, 5:00 p.m. EST": the instant registration closes, in the cohort's zone."""
        closes = self.closes_at_local
        return f"{date_format(closes, 'F j, P')} {closes.tzname()}"

    @property
    def state_label(self) -> str:
        return {
            self.Status.FULL: "Sold out",
            self.Status.UPCOMING: f"Opens {date_format(self.opens_at_local, 'F j')}",
            self.Status.CLOSED: "Registration has closed",
            self.Status.RUNNING: "Under way",
            self.Status.DONE: "Over",
            self.Status.CANCELLED: "Cancelled",
        }.get(self.status, "")

    @property
    def is_over(self) -> bool:
        return self.status == self.Status.DONE
