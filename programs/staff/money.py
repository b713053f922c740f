"""Money that a person has to look at: of no order, too late, twice, of a wrong amount, disputed."""

from wagtail_modeladmin.options import ModelAdmin

from programs.models import MoneyIssue
from programs.staff.inspection import StaffInspectView
from programs.staff.permissions import ReadOnlyPermissionHelper
from site_core.templatetags.money import dollars_and_cents


class MoneyIssueAdmin(ModelAdmin):
    model = MoneyIssue
    menu_label = "Money to look at"
    menu_icon = "warning"
    menu_order = 222
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    list_display = ["kind", "order", "buyer", "amount", "created_at", "resolved_at"]
    list_filter = ["kind", "resolved_at"]
    search_fields = ["subject_key", "order__reference", "order__buyer_email"]
    inspect_view_enabled = True
    inspect_view_class = StaffInspectView
    inspect_view_fields = [
        "kind",
        "order",
        "buyer",
        "amount",
        "subject_key",
        "detail",
        "created_at",
        "resolved_at",
        "resolution",
    ]
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("order", "payment")

    def buyer(self, issue):
        return issue.order.buyer_email if issue.order else ""

    def amount(self, issue):
        return dollars_and_cents(issue.payment.amount_cents) if issue.payment else ""
