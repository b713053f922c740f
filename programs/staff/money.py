"""What needs a person: money that can't settle itself, and what else got stuck. One button for each row."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from programs import choices, money_issues, outbox, webhooks
from programs.models import BuyerChoice, MoneyIssue, OutboxEmail, StripeEvent
from programs.money_stories import story
from programs.staff.desk import DESK, REFUND, DeskAdmin, act, require
from programs.staff.permissions import ReadOnlyPermissionHelper

PER_PAGE = 30
FEW = 20
STUCK_TRIES = 3  # a Stripe event that failed so often is looked at
LIST = "programs_moneyissue_modeladmin_index"


def open_issues():
    issues = MoneyIssue.objects.open().select_related("order__cohort", "payment")
    return issues.prefetch_related("order__choices__from_cohort", "payment__refunds").order_by(
        "created_at"
    )


def failed_letters():
    return OutboxEmail.objects.filter(state=OutboxEmail.State.FAILED).order_by("-pk")


def stuck_events():
    return StripeEvent.objects.unprocessed().filter(tries__gte=STUCK_TRIES).order_by("-pk")


def failed_choices():
    failed = BuyerChoice.objects.filter(state=BuyerChoice.State.FAILED)
    return failed.select_related("order", "from_cohort", "to_cohort").order_by("pk")


def count_exceptions() -> int:
    """How many rows the screen has. Four small counts."""
    sets = (MoneyIssue.objects.open(), failed_letters(), stuck_events(), failed_choices())
    return sum(rows.count() for rows in sets)


@require_GET
def exceptions(request):
    require(request, "programs.view_moneyissue")
    if "settled" in request.GET:
        settled = MoneyIssue.objects.exclude(resolved_at=None).select_related(
            "order", "payment", "resolved_by"
        )
        page = Paginator(settled.order_by("-resolved_at"), PER_PAGE)
    else:
        page = Paginator(open_issues(), PER_PAGE)
    page = page.get_page(request.GET.get("p"))
    context = {
        "page": page,
        "rows": [_row(issue) for issue in page],
        "is_settled": "settled" in request.GET,
        "letters": failed_letters()[:FEW],
        "events": stuck_events()[:FEW],
        "choices": failed_choices()[:FEW],
        "may_act": request.user.has_perm(REFUND),
        "may_desk": request.user.has_perm(DESK),
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": "", "label": "Money to look at"},
        ],
    }
    return render(request, "programs/staff/exceptions.html", context)


def _row(issue: MoneyIssue) -> dict:
    right = money_issues.remedy(issue)
    return {
        "issue": issue,
        "story": story(issue),
        "label": right.label if right else "",
        "stripe": money_issues.stripe_address(issue),
    }


@require_POST
def remedy(request, instance_pk):
    require(request, REFUND)
    issue = get_object_or_404(MoneyIssue.objects.select_related("order", "payment"), pk=instance_pk)
    return act(
        request,
        lambda: money_issues.apply_remedy(issue, actor=request.user),
        done="Done.",
        back=reverse(LIST),
    )


@require_POST
def handled(request, instance_pk):
    require(request, REFUND)
    issue = get_object_or_404(MoneyIssue, pk=instance_pk)
    note = " ".join(request.POST.get("note", "").split()) or "Handled."
    return act(
        request,
        lambda: money_issues.handle(issue, note=note, actor=request.user),
        done="Put aside with your note.",
        back=reverse(LIST),
    )


@require_POST
def send_letter_again(request, instance_pk):
    require(request, DESK, REFUND)
    letter = get_object_or_404(OutboxEmail, pk=instance_pk)
    return act(
        request,
        lambda: outbox.send_again(letter),
        done=f"The letter to {letter.to} is sent again.",
        back=reverse(LIST),
    )


@require_POST
def process_event_again(request, instance_pk):
    require(request, REFUND)
    event = get_object_or_404(StripeEvent, pk=instance_pk)
    return act(
        request,
        lambda: webhooks.process(event),
        done="Stripe’s message has been worked through.",
        back=reverse(LIST),
    )


@require_POST
def refund_choice(request, instance_pk):
    """A failed answer becomes money back."""
    require(request, REFUND)
    choice = get_object_or_404(
        BuyerChoice.objects.select_related("order", "from_cohort"), pk=instance_pk
    )
    return act(
        request,
        lambda: choices.choose(choice, BuyerChoice.Answer.REFUND, actor=request.user),
        done=f"The money of {choice.order} goes back.",
        back=reverse(LIST),
    )


class MoneyIssueAdmin(DeskAdmin):
    model = MoneyIssue
    menu_label = "Money to look at"
    menu_icon = "warning"
    menu_order = 222
    add_to_admin_menu = True
    permission_helper_class = ReadOnlyPermissionHelper
    desk_views = {
        "remedy": remedy,
        "handled": handled,
        "letter": send_letter_again,
        "event": process_event_again,
        "choice": refund_choice,
    }

    def index_view(self, request):
        return exceptions(request)
