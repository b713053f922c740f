"""Cancelling a cohort at the desk: what it means, what each buyer gets, and how far settling has come."""

from collections import Counter
from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programs import choices
from programs.cohort_cancellation import ANSWER_WITHIN, cancel_cohort, orders_with_seats
from programs.models import BuyerChoice, Cohort, Order, Seat, WaitingEntry
from programs.staff.cohort_desk import with_money
from programs.staff.desk import CANCEL_COHORT, act, attempt, require
from programs.views.responses import SeeOther

Answer, State = BuyerChoice.Answer, BuyerChoice.State
ASK = "ask"
REFRESH_SECONDS = 5


class CancelCohortForm(forms.Form):
    """What all buyers get, unless a row says something else: `row-<order's id>`."""

    because = forms.CharField(
        label="Why, in words for the buyers",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands in their letter and on their order’s page. For instance: Too few people have enrolled.",
    )
    answer = forms.ChoiceField(
        label="What everybody gets", widget=forms.RadioSelect, initial=Answer.REFUND
    )
    answer_by = forms.DateField(
        label="Buyers who choose answer by",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The end of that day in the cohort’s zone. Whoever has not answered gets all money back.",
    )
    code = forms.CharField(label="Type the cohort’s code to cancel it", max_length=40)

    def __init__(self, *args, cohort: Cohort, targets: list[Cohort], orders, **kwargs):
        super().__init__(*args, **kwargs)
        self.cohort, self.targets = cohort, {f"move-{to.pk}": to for to in targets}
        options = [
            (Answer.REFUND.value, "All money back, at once"),
            (ASK, "Let each buyer choose"),
            *(
                (key, f"Move to {to.name}, {to.dates_text}: {to.seats_left} free")
                for key, to in self.targets.items()
            ),
        ]
        self.fields["answer"].choices = options
        today = timezone.now().astimezone(cohort.zone).date()
        self.fields["answer_by"].initial = today + ANSWER_WITHIN
        for order in orders:
            self.fields[f"row-{order.pk}"] = forms.ChoiceField(
                label=f"{order.reference}: {order.buyer_name}",
                choices=[("", "As everybody"), *options],
                required=False,
            )
        self.orders = orders

    def rows(self):
        """Each order with its own field."""
        return [(order, self[f"row-{order.pk}"]) for order in self.orders]

    def clean_code(self):
        code = self.cleaned_data["code"].strip().upper()
        if code != self.cohort.code:
            raise forms.ValidationError(f"This is not the code. It is {self.cohort.code}.")
        return code

    def clean_answer_by(self):
        day = self.cleaned_data["answer_by"]
        end = datetime.combine(day, time(23, 59), tzinfo=self.cohort.zone)
        if end < timezone.now() + timedelta(days=1):
            raise forms.ValidationError("Give people at least until tomorrow.")
        return end

    def clean(self):
        """Nobody is promised a seat that the other cohort does not have."""
        answers = super().clean()
        wanted = Counter()
        for order in self.orders:
            said = answers.get(f"row-{order.pk}") or answers.get("answer")
            wanted[said] += order.seats_here
        for key, to in self.targets.items():
            if wanted[key] > to.seats_left:
                self.add_error(
                    "answer",
                    f"{wanted[key]} seats would move to {to.name}, which has {to.seats_left} free.",
                )
        return answers

    def plan(self) -> dict[int, tuple[str, Cohort | None]]:
        """What `cancel_cohort` takes: orders that are asked have an empty answer."""
        everybody = self.cleaned_data["answer"]
        return {
            order.pk: self._decision(self.cleaned_data[f"row-{order.pk}"] or everybody)
            for order in self.orders
        }

    def _decision(self, said: str) -> tuple[str, Cohort | None]:
        if said == ASK:
            return "", None
        if said in self.targets:
            return Answer.MOVE, self.targets[said]
        return Answer.REFUND, None


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request, instance_pk):
    require(request, CANCEL_COHORT)
    cohort = _find(instance_pk)
    progress_url = reverse("programs_cohort_modeladmin_progress", args=[cohort.pk])
    if cohort.state == Cohort.State.CANCELLED:
        return SeeOther(progress_url)
    orders = list(_orders(cohort))
    form = CancelCohortForm(
        request.POST or None, cohort=cohort, targets=_targets(cohort), orders=orders
    )
    if request.method == "POST" and form.is_valid():

        def do():
            cancel_cohort(
                cohort=cohort,
                because=form.cleaned_data["because"],
                plan=form.plan(),
                answer_by=form.cleaned_data["answer_by"],
                actor=request.user,
            )

        if attempt(
            request, do, done="The cohort is cancelled. Settling with its buyers goes on by itself."
        ):
            return SeeOther(progress_url)
    context = {
        "cohort": cohort,
        "form": form,
        "orders": orders,
        "seats": sum(order.seats_here for order in orders),
        "paid_cents": sum(order.received_cents - order.returned_cents for order in orders),
        "holds": Order.objects.live_holds().filter(cohort=cohort).count(),
        "processing": Order.objects.filter(cohort=cohort, state=Order.State.PROCESSING).count(),
        "waiting": WaitingEntry.objects.live().filter(cohort=cohort).count(),
        "breadcrumbs_items": _crumbs(cohort, "Cancel"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "programs/staff/cohort_cancel.html", context, status=status)


@require_safe
def progress(request, instance_pk):
    """Looks again by itself while something is still being done."""
    require(request, "programs.view_cohort", CANCEL_COHORT)
    cohort = _find(instance_pk)
    rows = BuyerChoice.objects.filter(
        from_cohort=cohort, reason=BuyerChoice.Reason.COHORT_CANCELLED
    ).select_related("order", "to_cohort", "answered_by")
    counts = dict(rows.order_by().values_list("state").annotate(count=Count("pk")))
    context = {
        "cohort": cohort,
        "choices": rows,
        "done": counts.get(State.DONE, 0),
        "open": counts.get(State.OPEN, 0),
        "under_way": counts.get(State.CHOSEN, 0),
        "failed": counts.get(State.FAILED, 0),
        "holds": Order.objects.live_holds().filter(cohort=cohort).count(),
        "processing": Order.objects.filter(cohort=cohort, state=Order.State.PROCESSING).count(),
        "targets": _targets(cohort),
        "zone": cohort.zone,
        "may_answer": request.user.has_perm(CANCEL_COHORT),
        "breadcrumbs_items": _crumbs(cohort, "Settling with the buyers"),
    }
    response = render(request, "programs/staff/cohort_progress.html", context)
    # Not while a colleague may be choosing an answer in one of the rows.
    if (context["under_way"] or context["holds"]) and not (context["open"] or context["failed"]):
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
def answer(request, instance_pk):
    """Answer for a buyer who asked on the phone, or again where it failed."""
    require(request, CANCEL_COHORT)
    choice = get_object_or_404(
        BuyerChoice.objects.select_related("order", "from_cohort"),
        pk=instance_pk,
        reason=BuyerChoice.Reason.COHORT_CANCELLED,
    )
    said = request.POST.get("answer", "")
    targets = {f"move-{to.pk}": to for to in _targets(choice.from_cohort)}
    to_cohort = targets.get(said)
    return act(
        request,
        lambda: choices.choose(
            choice,
            Answer.MOVE if to_cohort else said,
            to_cohort=to_cohort,
            actor=request.user,
        ),
        done=f"Done for {choice.order.buyer_name}.",
        back=reverse("programs_cohort_modeladmin_progress", args=[choice.from_cohort_id]),
    )


def _find(pk) -> Cohort:
    cohorts = Cohort.objects.select_related("project").prefetch_related("sessions")
    return get_object_or_404(cohorts, pk=pk)


def _orders(cohort: Cohort):
    here = Count("seats", filter=Q(seats__cohort=cohort, seats__state=Seat.State.CONFIRMED))
    return with_money(orders_with_seats(cohort)).annotate(seats_here=here).order_by("pk")


def _targets(cohort: Cohort) -> list[Cohort]:
    """Published cohorts of the same Project that have not begun and have a seat."""
    now = timezone.now()
    others = Cohort.objects.for_listing().with_seats_left().filter(project=cohort.project_id)
    return list(others.filter(first_starts_at__gt=now).exclude(pk=cohort.pk))


def _crumbs(cohort: Cohort, label: str) -> list[dict]:
    return [
        {"url": reverse("programs_cohort_modeladmin_index"), "label": "Cohorts"},
        {"url": reverse("programs_cohort_modeladmin_desk", args=[cohort.pk]), "label": str(cohort)},
        {"url": "", "label": label},
    ]
