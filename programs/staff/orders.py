"""Orders and letters in the admin, to look at: what happens to them happens through the process."""

from wagtail_modeladmin.options import ModelAdmin

from programs.models import Order, OutboxEmail
from programs.staff.filters import RelatedFilter
from programs.staff.inspection import StaffInspectView
from programs.staff.permissions import ReadOnlyPermissionHelper
from site_core.templatetags.money import dollars_and_cents


class OrderAdmin(ModelAdmin):
    model = Order
    menu_label = "Orders"
    menu_icon = "tasks"
    menu_order = 220
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    list_display = [
        "reference",
        "buyer_name",
        "organization",
        "cohort",
        "count",
        "total",
        "state",
        "created_at",
    ]
    list_filter = ["state", "origin", ("cohort__project", RelatedFilter), "created_at"]
    search_fields = [
        "reference",
        "buyer_name",
        "buyer_email",
        "organization",
        "seats__participant_name",
    ]
    inspect_view_enabled = True
    inspect_view_class = StaffInspectView
    inspect_view_fields = [
        "reference",
        "cohort",
        "state",
        "origin",
        "buyer_name",
        "buyer_email",
        "organization",
        "count",
        "total",
        "discount_label",
        "participants",
        "timeline",
        "created_at",
        "hold_expires_at",
        "confirmed_at",
        "ended_at",
        "ended_because",
    ]
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("cohort__project").distinct()

    def total(self, order):
        return dollars_and_cents(order.total_cents)

    def participants(self, order):
        seats = order.seats.order_by("position")
        return "; ".join(
            f"{seat.position}: {seat.participant_name or 'not named'} ({seat.state})"
            for seat in seats
        )

    def timeline(self, order):
        entries = order.audit_entries.order_by("pk")
        return "; ".join(
            f"{entry.created_at:%Y-%m-%d %H:%M} UTC {entry.action}" for entry in entries
        )


class OutboxEmailAdmin(ModelAdmin):
    model = OutboxEmail
    menu_label = "Letters"
    menu_icon = "mail"
    menu_order = 240
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    list_display = ["kind", "to", "state", "tries", "created_at", "sent_at"]
    list_filter = ["state", "kind"]
    search_fields = ["to", "subject_key"]
    inspect_view_enabled = True
    inspect_view_class = StaffInspectView
    inspect_view_fields = [
        "kind",
        "subject_key",
        "to",
        "state",
        "tries",
        "next_try_at",
        "sent_at",
        "last_error",
    ]
