import logging

from django.shortcuts import render
from django.views.decorators.http import require_safe

from programs.exceptions import StripeOutcomeUnknown
from programs.models import Order
from programs.receipts import NoSuchPaper, paper_address
from programs.views.responses import SeeOther, keep_private

logger = logging.getLogger(__name__)


@require_safe
def order_paper(request, token, paper):
    """303 to Stripe's receipt or invoice. 404: there is none. 503: Stripe can't be asked just now."""
    order = Order.objects.by_token(token).first()
    if order is None:
        return keep_private(render(request, "programs/private_link_unknown.html", status=404))
    try:
        return keep_private(SeeOther(paper_address(order, paper)))
    except NoSuchPaper:
        return _sorry(request, order, paper, status=404)
    except StripeOutcomeUnknown:
        logger.warning("Stripe did not answer about the %s of %s", paper, order.reference)
        response = _sorry(request, order, paper, status=503)
        response["Retry-After"] = "30"
        return response


def _sorry(request, order, paper, status):
    context = {"order": order, "paper": paper, "is_for_now": status == 503}
    return keep_private(render(request, "programs/no_paper.html", context, status=status))
