"""The lists of orders and letters in the admin."""

from django.utils.html import format_html
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from programs.models import Order, OutboxEmail
from programs.staff import order_acts, order_desk
from programs.staff.desk import DeskAdmin
from programs.staff.filters import RelatedFilter
from programs.staff.inspection import StaffInspectView
from programs.staff.permissions import ReadOnlyPermissionHelper
from site_core.spreadsheets import HarmlessExport
from site_core.templatetags.money import dollars_and_cents


class OrderIndexView(HarmlessExport, IndexView):
    pass


class OrderAdmin(DeskAdmin):
    model = Order
    index_view_class = OrderIndexView
    menu_label = "Orders"
    menu_icon = "tasks"
    menu_order = 220
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    list_display_add_buttons = "at_desk"
    list_display = [
        "at_desk",
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
    desk_views = order_acts.ACTS
    list_export = ["reference", "state", "buyer_name", "buyer_email", "organization", "count"]
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("cohort__project").distinct()

    def at_desk(self, order):
        address = self.url_helper.get_action_url("inspect", order.pk)
        return format_html('<a href="{}">{}</a>', address, order.reference)

    at_desk.short_description = "Order"
    at_desk.admin_order_field = "reference"

    def total(self, order):
        return dollars_and_cents(order.total_cents)

    def inspect_view(self, request, instance_pk):
        return order_desk.order_desk(request, instance_pk)


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
