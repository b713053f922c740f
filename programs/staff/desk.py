"""What the registrar's own views share: addresses beside those of modeladmin, permissions, answers."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from wagtail_modeladmin.options import ModelAdmin

from programs.exceptions import PurchaseRefused, StripeOutcomeUnknown, StripeRefused
from programs.views.responses import SeeOther

DESK, REFUND, CANCEL_COHORT = (
    "programs.desk_order",
    "programs.refund_order",
    "programs.cancel_cohort",
)


class DeskAdmin(ModelAdmin):
    """A staff list with more views: `desk_views` maps the name of an act to its view.

    `general_views` are about no single row. Wagtail lets in only who may enter the admin; each view
    asks for its own permission.
    """

    desk_views: dict[str, Callable] = {}
    general_views: dict[str, Callable] = {}

    def get_admin_urls_for_registration(self):
        helper = self.url_helper
        own = [
            re_path(
                helper._get_object_specific_action_url_pattern(name),
                view,
                name=helper.get_action_url_name(name),
            )
            for name, view in self.desk_views.items()
        ]
        own += [
            re_path(
                helper._get_action_url_pattern(name), view, name=helper.get_action_url_name(name)
            )
            for name, view in self.general_views.items()
        ]
        return (*super().get_admin_urls_for_registration(), *own)


def require(request: HttpRequest, *permissions: str) -> None:
    """Any of the permissions is enough. Wagtail answers PermissionDenied with a message at the desk."""
    if not any(request.user.has_perm(permission) for permission in permissions):
        raise PermissionDenied


def attempt(request: HttpRequest, do: Callable[[], object], *, done: str) -> bool:
    """Do an act and say what became of it; True when it is done."""
    try:
        do()
    except (PurchaseRefused, StripeRefused) as refused:
        messages.error(request, str(refused))
    except StripeOutcomeUnknown:
        messages.warning(
            request, "Stripe did not answer. What was begun is finished by itself; look again soon."
        )
    else:
        messages.success(request, done)
        return True
    return False


def act(request: HttpRequest, do: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """As `attempt`, and go back to where the colleague came from."""
    attempt(request, do, done=done)
    return SeeOther(back)
