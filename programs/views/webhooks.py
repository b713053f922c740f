import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from programs import webhooks
from programs.exceptions import NotStripesSignature

logger = logging.getLogger(__name__)


@csrf_exempt
@never_cache
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200: done, or nothing to do. 400: not for us. 500: our fault, Stripe sends it again."""
    try:
        event = webhooks.receive(request.body, request.headers.get("Stripe-Signature", ""))
    except NotStripesSignature:
        return HttpResponse("bad signature", status=400, content_type="text/plain")
    except webhooks.WrongMode:
        logger.exception("A Stripe event of the wrong mode (test or live) was sent here")
        return HttpResponse("wrong mode", status=400, content_type="text/plain")
    try:
        webhooks.process(event)
    except Exception:
        logger.exception("Stripe event %s could not be processed", event.event_id)
        return HttpResponse("try again", status=500, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
