from wagtail.contrib.forms.views import SubmissionsListView

from site_core.spreadsheets import HarmlessExport


class HarmlessSubmissionsView(HarmlessExport, SubmissionsListView):
    """The messages that strangers wrote, to look at and to export."""
