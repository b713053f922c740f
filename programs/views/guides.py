from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from programs import leads
from programs.forms import GuideForm
from programs.models import Delivery, DownloadPage
from programs.views.responses import SeeOther, keep_private

TOO_MANY = (
    "A lot of requests came from your network in the last hour. Please try again in a few minutes."
)


def handle_sign_up(request, guide: DownloadPage):
    """Answer a posted guide form: 303 to the thank-you page, or the guide's page with the errors."""
    form = GuideForm(request.POST)
    if form.is_valid() and not form.was_filled_by_a_program:
        if leads.has_sent_too_many_forms(leads.network_of(request)):
            form.add_error(None, TOO_MANY)
        else:
            leads.sign_up(
                guide=guide,
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                role=form.cleaned_data["role"],
                page=form.cleaned_data["came_from"] or guide.url,
                request=request,
            )
    if form.is_valid():
        came_from = form.cleaned_data["came_from"]
        query = QueryDict(mutable=True)
        if came_from and came_from != guide.url:
            query["from"] = came_from
        return SeeOther(f"{guide.thanks_url}?{query.urlencode()}" if query else guide.thanks_url)
    context = guide.get_context(request) | {"form": form}
    return render(request, guide.get_template(request), context, status=422)


@require_safe
def guide_thanks(request, slug):
    guide = get_object_or_404(DownloadPage.objects.live().public(), slug=slug)
    form = GuideForm({"came_from": request.GET.get("from", "")})
    form.is_valid()
    return render(
        request,
        "programs/guide_thanks.html",
        {"guide": guide, "came_from": form.cleaned_data.get("came_from", "")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def guide_file(request, token):
    """Serve the file behind a private link; for an expired one, offer a fresh link (POST sends it)."""
    delivery = (
        Delivery.objects.by_token(token)
        .select_related("submission__lead", "submission__guide")
        .first()
    )
    guide = delivery and delivery.submission.guide
    if guide is None or not guide.file:
        return keep_private(render(request, "programs/guide_link_unknown.html", status=404))
    if request.method == "POST":
        if delivery.is_expired:
            leads.send_fresh_link(delivery)
        return keep_private(render(request, "programs/guide_link_sent.html", {"guide": guide}))
    if delivery.is_expired:
        return keep_private(
            render(request, "programs/guide_link_expired.html", {"guide": guide}, status=410)
        )
    if request.method == "GET" and not leads.is_program(request):
        leads.record_opening(delivery)
    try:
        opened = guide.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        opened, as_attachment=True, filename=f"{guide.slug}.pdf", content_type="application/pdf"
    )
    return keep_private(response)
