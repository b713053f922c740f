from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from programs.models import DownloadPage
from programs.staff.books import BooksCheckAdmin, MoneyDayAdmin
from programs.staff.cohorts import CohortAdmin, DiscountCodeAdmin
from programs.staff.dashboard import DeskPanel
from programs.staff.leads import LeadAdmin
from programs.staff.money import MoneyIssueAdmin
from programs.staff.orders import OrderAdmin, OutboxEmailAdmin
from programs.views.guides import handle_sign_up


@hooks.register("before_serve_page")
def take_guide_form(page, request, serve_args, serve_kwargs):
    """A form posted to a guide's own address is a sign-up."""
    if isinstance(page, DownloadPage) and request.method == "POST":
        return handle_sign_up(request, page)
    return None


@hooks.register("construct_homepage_panels")
def add_desk_panel(request, panels):
    panels.append(DeskPanel(request.user))


STAFF_LISTS = (
    CohortAdmin,
    OrderAdmin,
    MoneyIssueAdmin,
    MoneyDayAdmin,
    BooksCheckAdmin,
    DiscountCodeAdmin,
    LeadAdmin,
    OutboxEmailAdmin,
)

for staff_list in STAFF_LISTS:
    modeladmin_register(staff_list)
