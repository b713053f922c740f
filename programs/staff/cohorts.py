"""Cohorts and discount codes in the admin: data with prices and seats, never page content."""

from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import messages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, EditView, IndexView

from programs.cohort_dates import announce_change
from programs.models import Cohort, CohortSession, DiscountCode, PriceRule
from programs.staff import cohort_cancelling, cohort_desk
from programs.staff.desk import DeskAdmin
from programs.staff.filters import RelatedFilter
from programs.staff.inspection import StaffInspectView
from programs.staff.permissions import NeverDeletedPermissionHelper
from site_core.spreadsheets import HarmlessExport
from site_core.templatetags.money import dollars, dollars_and_cents

MOST_USES_SHOWN = 200
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
    """Tells everybody with a seat when dates have changed, unless the colleague says not to."""

    def form_valid(self, form):
        before = dates_of(self.instance)
        told = 0
        with transaction.atomic():
            response = super().form_valid(form)
            cohort = Cohort.objects.get(pk=self.instance.pk)
            if dates_of(cohort) != before:
                told = announce_change(
                    cohort, tell=form.cleaned_data["tell_about_dates"], actor=self.request.user
                )
        if told:
            messages.success(self.request, "Everybody with a seat is told about the new dates.")
        return response


def dates_of(cohort: Cohort) -> list[tuple]:
    sessions = CohortSession.objects.filter(cohort=cohort.pk)
    return list(sessions.order_by("pk").values_list("pk", "starts_at", "ends_at"))


class CohortIndexView(HarmlessExport, IndexView):
    pass


class CohortForm(WagtailAdminModelForm):
    tell_about_dates = forms.BooleanField(
        label="Tell everybody with a seat when dates have changed",
        required=False,
        initial=True,
        help_text="By letter, with a new calendar file. Calendars that subscribe change by themselves.",
    )

    def clean_state(self):
        """Cancelling settles with buyers, so it has a page of its own; cancelled cohorts stay so."""
        state, before = self.cleaned_data["state"], self.initial.get("state")
        if Cohort.State.CANCELLED in {state, before} and state != before:
            raise forms.ValidationError(
                "A cohort is cancelled at its desk, where its buyers are settled with."
                if state == Cohort.State.CANCELLED
                else "A cancelled cohort stays cancelled. Make a new one."
            )
        return state

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


class CohortAdmin(DeskAdmin):
    model = Cohort
    index_view_class = CohortIndexView
    list_display_add_buttons = "at_a_glance"
    desk_views = {
        "desk": cohort_desk.desk,
        "roster": cohort_desk.roster_file,
        "orders": cohort_desk.orders_file,
        "cancel": cohort_cancelling.cancel,
        "progress": cohort_cancelling.progress,
        "answer": cohort_cancelling.answer,
    }
    create_view_class = CreateCohortView
    edit_view_class = EditCohortView
    menu_label = "Cohorts"
    menu_icon = "calendar-alt"
    menu_order = 210
    add_to_admin_menu = True
    permission_helper_class = NeverDeletedPermissionHelper
    list_display = [
        "at_a_glance",
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
                    FieldPanel("tell_about_dates"),
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

    def at_a_glance(self, cohort):
        return format_html(
            '<a href="{}">{}</a>', self.url_helper.get_action_url("desk", cohort.pk), cohort.name
        )

    at_a_glance.short_description = "Cohort"
    at_a_glance.admin_order_field = "name"

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
    inspect_view_enabled = True
    inspect_view_class = StaffInspectView
    inspect_view_fields = ["code", "note", "is_active", "uses", "max_uses", "used_by"]
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

    def used_by(self, code):
        """The orders that hold or have used the code, the newest first."""
        uses = code.order_uses.select_related("order").order_by("-pk")[:MOST_USES_SHOWN]
        return format_html_join(
            "",
            '<p><a href="{}">{}</a> {} {}, {}</p>',
            (
                (
                    reverse("programs_order_modeladmin_inspect", args=[use.order_id]),
                    use.order.reference,
                    use.order.buyer_email,
                    dollars_and_cents(use.amount_cents),
                    use.get_state_display().lower(),
                )
                for use in uses
            ),
        )
