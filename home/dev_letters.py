"""Every kind of letter on one page, for looking. Exists only when DEBUG is on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csp import csp_override

from home.models import ContactPage
from home.samples import Sample, sample_letters
from programs.models import DownloadPage, ProjectPage
from site_core.dev_mail import FRAME_POLICY, MESSAGE_POLICY, only_in_development


@only_in_development
def letters(request: HttpRequest) -> HttpResponse:
    return render(request, "home/dev_letters.html", {"samples": _samples()})


@only_in_development
@csp_override(FRAME_POLICY)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    context = {"sample": _sample(number), "number": number}
    return render(request, "home/dev_letter.html", context)


@only_in_development
@csp_override(MESSAGE_POLICY)
def letter_html(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(f'<base target="_top">{_sample(number).html}')


def _samples() -> list[Sample]:
    project = ProjectPage.objects.live().first()
    if project is None:
        raise Http404
    guide, contact = DownloadPage.objects.live().first(), ContactPage.objects.live().first()
    return sample_letters(project=project, guide=guide, contact=contact)


def _sample(number: int) -> Sample:
    try:
        return _samples()[number - 1]
    except IndexError:
        raise Http404 from None
