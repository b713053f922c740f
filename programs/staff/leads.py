"""The list of people who asked for a guide. Read only: what they agreed to is proof."""

from wagtail_modeladmin.options import ModelAdmin

from programs.models import Lead
from programs.staff.inspection import StaffInspectView
from programs.staff.permissions import ReadOnlyPermissionHelper


class LeadAdmin(ModelAdmin):
    model = Lead
    menu_label = "Leads"
    menu_icon = "mail"
    menu_order = 230
    add_to_admin_menu = True
    list_display = ["email", "name", "role", "guides", "verified_at", "created_at"]
    list_filter = ["role", "created_at"]
    search_fields = ["email", "name"]
    inspect_view_enabled = True
    inspect_view_class = StaffInspectView
    inspect_view_fields = [
        "email",
        "name",
        "role",
        "created_at",
        "verified_at",
        "guides",
        "consents",
    ]
    permission_helper_class = ReadOnlyPermissionHelper
    list_per_page = 50

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("submissions", "consent_events")

    def guides(self, lead):
        return ", ".join(sorted({submission.guide_title for submission in lead.submissions.all()}))

    def consents(self, lead):
        return "; ".join(
            f"{event.created_at:%Y-%m-%d %H:%M} UTC {event.get_purpose_display()} {event.action}: “{event.text}”"
            for event in lead.consent_events.all()
        )
