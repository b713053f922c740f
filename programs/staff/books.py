"""The nightly reports: a day's money at Stripe and with us, and whether the books hold together."""

from django.utils.html import format_html, format_html_join
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import IndexView

from programs.models import BooksCheck, MoneyDay
from programs.money_days import in_words
from programs.staff.inspection import StaffInspectView
from programs.staff.permissions import ReadOnlyPermissionHelper
from site_core.templatetags.money import dollars_and_cents


class TitledIndexView(IndexView):
    def get_page_title(self):
        return self.model_admin.menu_label


class MoneyDayAdmin(ModelAdmin):
    model = MoneyDay
    menu_label = "Money by day"
    menu_icon = "calendar-check"
    menu_order = 224
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    list_display = [
        "utc_day",
        "charged_at_stripe",
        "charged_here",
        "refunded_at_stripe",
        "refunded_here",
        "difference",
        "checked_at",
    ]
    index_view_class = TitledIndexView
    inspect_view_enabled = True
    inspect_view_class = StaffInspectView
    inspect_view_fields = [*list_display, "what_differs"]
    list_per_page = 62

    def utc_day(self, day):
        return format_html('<span class="w-whitespace-nowrap">{}</span>', day.day.isoformat())

    def charged_at_stripe(self, day):
        return dollars_and_cents(day.charged_at_stripe_cents)

    def charged_here(self, day):
        return dollars_and_cents(day.charged_cents)

    def refunded_at_stripe(self, day):
        return dollars_and_cents(day.refunded_at_stripe_cents)

    def refunded_here(self, day):
        return dollars_and_cents(day.refunded_cents)

    def difference(self, day):
        """In words too: color alone must not carry it."""
        if day.agrees:
            return "$0.00"
        count = len(day.differences)
        named = f"{count} difference{'' if count == 1 else 's'}"
        return format_html(
            '<strong class="w-text-text-error">{}, {}</strong>',
            dollars_and_cents(day.difference_cents),
            named,
        )

    def what_differs(self, day):
        return listed(map(in_words, day.differences)) or "Nothing."

    utc_day.short_description = "Day (UTC)"
    utc_day.admin_order_field = "day"
    charged_at_stripe.short_description = "Charged at Stripe"
    refunded_at_stripe.short_description = "Refunded at Stripe"
    charged_at_stripe.admin_order_field = "charged_at_stripe_cents"
    charged_here.admin_order_field = "charged_cents"
    refunded_at_stripe.admin_order_field = "refunded_at_stripe_cents"
    refunded_here.admin_order_field = "refunded_cents"


class BooksCheckAdmin(ModelAdmin):
    model = BooksCheck
    menu_label = "Books check"
    menu_icon = "tick-inverse"
    menu_order = 226
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    list_display = ["checked_at", "result"]
    index_view_class = TitledIndexView
    inspect_view_enabled = True
    inspect_view_class = StaffInspectView
    inspect_view_fields = ["checked_at", "result", "what_is_wrong"]
    list_per_page = 62

    def result(self, check):
        count = len(check.problems)
        if not count:
            return "All is well"
        return format_html(
            '<strong class="w-text-text-error">{} problem{}</strong>',
            count,
            "" if count == 1 else "s",
        )

    def what_is_wrong(self, check):
        return listed(check.problems) or "Nothing."


def listed(sentences):
    items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in sentences))
    return format_html("<ul>{}</ul>", items) if items else ""
