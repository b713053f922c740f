"""Cohorts and discount codes in the admin: data with prices and seats, never page content."""

from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, EditView

from programs.models import Cohort, DiscountCode, PriceRule
from programs.staff.filters import RelatedFilter
from programs.staff.permissions import NeverDeletedPermissionHelper
from site_core.templatetags.money import dollars, dollars_and_cents

ENTERED_IN = "Times are in the cohort’s own time zone, which stands under “Sessions”."


class InCohortZone:
    """The form shows and reads times in the cohort's zone, not in the zone of who fills it in."""

    def dispatch(self, request, *args, **kwargs):
        with timezone.override(self._zone(request)):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def _zone(self, request) -> ZoneInfo:
        """What the form says; a name that isn't a zone is refused by the field itself."""
        instance = getattr(self, "instance", None)
        known = instance.time_zone if instance else Cohort._meta.get_field("time_zone").default
        said = request.POST.get("time_zone", known)
        return ZoneInfo(said if said in available_timezones() else known)


class CreateCohortView(InCohortZone, CreateView):
    pass


class EditCohortView(InCohortZone, EditView):
    pass


class CohortForm(WagtailAdminModelForm):
    def clean(self):
        self._refuse_equal_prices(self.formsets["price_rules"])
        return super().clean()

    def _refuse_equal_prices(self, rows):
        """Rows are checked one by one; that two of them make one rule shows only here."""
        seen = set()
        for row in rows.forms:
            if not row.is_valid() or not row.cleaned_data or row.cleaned_data.get("DELETE"):
                continue
            rule = (row.cleaned_data["kind"], row.cleaned_data["min_seats"])
            if rule in seen and rule[0] in {PriceRule.Kind.LIST, PriceRule.Kind.GROUP}:
                row.add_error("kind", "There is such a price already.")
            seen.add(rule)


class CohortAdmin(ModelAdmin):
    model = Cohort
    create_view_class = CreateCohortView
    edit_view_class = EditCohortView
    menu_label = "Cohorts"
    menu_icon = "calendar-alt"
    menu_order = 210
    add_to_admin_menu = True
    permission_helper_class = NeverDeletedPermissionHelper
    list_display = [
        "name",
        "project",
        "status_now",
        "seats",
        "starts",
        "price",
        "enroll_by",
        "code",
    ]
    list_filter = [("project", RelatedFilter), "state", "format"]
    search_fields = ["name", "code", "project__title"]
    list_export = [
        "code",
        "name",
        "project",
        "status",
        "capacity",
        "overbook",
        "reserved",
        "closes_at",
    ]
    list_per_page = 50

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    MultiFieldPanel(["project", "name", "code", "state"], heading="Cohort"),
                    MultiFieldPanel(
                        ["opens_at", "closes_at"], heading="Enrollment", help_text=ENTERED_IN
                    ),
                    MultiFieldPanel(
                        ["capacity", "overbook", "max_seats_per_order"], heading="Seats"
                    ),
                    InlinePanel(
                        "price_rules",
                        heading="Prices",
                        label="price",
                        min_num=0,
                        help_text=ENTERED_IN,
                    ),
                    MultiFieldPanel(
                        ["refund_full_days", "refund_percent_after", "policy_text"],
                        heading="Refund policy (later changes don’t touch orders already made)",
                    ),
                ],
                heading="Seats and prices",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        ["format", "location", "schedule_text", "time_zone"],
                        heading="When and where",
                    ),
                    InlinePanel(
                        "sessions", heading="Live sessions", label="session", help_text=ENTERED_IN
                    ),
                    FieldPanel("facilitators"),
                ],
                heading="Sessions",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        ["joining_url", "materials_url", "materials_notes"],
                        heading="Only confirmed seats see these",
                    ),
                ],
                heading="For participants",
            ),
        ],
        base_form_class=CohortForm,
    )

    def get_queryset(self, request):
        cohorts = super().get_queryset(request).select_related("project")
        return cohorts.prefetch_related("price_rules", "sessions")

    def status_now(self, cohort):
        return cohort.Status(cohort.status).label

    status_now.short_description = "Status"

    def seats(self, cohort):
        return f"{cohort.reserved} of {cohort.sellable} taken"

    def enroll_by(self, cohort):
        return cohort.enroll_by_text

    def starts(self, cohort):
        return cohort.starts_on

    def price(self, cohort):
        return dollars(cohort.price_now_cents) or "No price yet"


class DiscountCodeAdmin(ModelAdmin):
    model = DiscountCode
    menu_label = "Discount codes"
    menu_icon = "tag"
    menu_order = 225
    add_to_admin_menu = True
    permission_helper_class = NeverDeletedPermissionHelper
    list_display = [
        "code",
        "kind",
        "percent",
        "amount",
        "is_active",
        "uses",
        "max_uses",
        "ends_at",
    ]
    list_filter = ["is_active", "kind"]
    search_fields = ["code", "note"]
    panels = [
        MultiFieldPanel(["code", "note", "is_active"], heading="Code"),
        MultiFieldPanel(["kind", "percent", "amount_cents"], heading="What it takes off"),
        MultiFieldPanel(
            ["starts_at", "ends_at", "max_uses", "max_uses_per_buyer"], heading="Limits"
        ),
        MultiFieldPanel(
            ["projects", "cohorts"], heading="Where it is good; left empty, everywhere"
        ),
    ]

    def amount(self, code):
        return dollars_and_cents(code.amount_cents)
