"""A buyer's answer to what should become of late money, or of seats in a cancelled cohort."""

from django.views.decorators.http import require_POST

from programs.choices import choose
from programs.exceptions import PurchaseRefused, StripeOutcomeUnknown, StripeRefused
from programs.standing import Standing
from programs.views.orders import choice_form, find_order, show_order, unknown_link
from programs.views.responses import SeeOther, keep_private
from site_core.throttle import throttled


@require_POST
@throttled("order-change")
def answer_choice(request, token):
    found = find_order(token)
    if found is None:
        return unknown_link(request)
    choice = Standing(found).choice
    if choice is None or choice.state != choice.State.OPEN:
        # Answered in another tab, or by the clock: the page tells how.
        return keep_private(SeeOther(f"{found.path}#choice"))
    form = choice_form(choice, request.POST)
    if form.is_valid():
        offer = form.chosen
        try:
            choose(choice, offer.answer, to_cohort=offer.to_cohort)
        except PurchaseRefused as refused:
            choice.refresh_from_db()
            if choice.state == choice.State.OPEN:
                form = choice_form(choice, request.POST)
                form.is_valid()
                form.add_error(None, f"{refused} Please choose again.")
                return show_order(request, find_order(token), choice_form=form, status=422)
        except (StripeOutcomeUnknown, StripeRefused):
            pass  # the answer is kept, and the worker carries it out
        return keep_private(SeeOther(f"{found.path}#choice"))
    return show_order(request, found, choice_form=form, status=422)
