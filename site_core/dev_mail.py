"""The development inbox: the messages that `FolderBackend` wrote. Exists only when DEBUG is on."""

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.cache import never_cache
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

FILE_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]{6}-[0-9a-f]+\.eml")
SHOWN = 200
FRAME_POLICY: dict[str, Any] = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}
# Mail brings its own inline styles. It runs no script, and its links open in the whole window.
MESSAGE_POLICY: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "http:", "https:"],
    "frame-ancestors": [CSP.SELF],
}


@dataclass(frozen=True)
class Mail:
    name: str
    sent_at: datetime
    content: EmailMessage

    def part(self, kind: str) -> str:
        body = self.content.get_body(preferencelist=(kind,))
        return body.get_content() if body else ""

    @property
    def text(self) -> str:
        return self.part("plain")

    @property
    def html(self) -> str:
        return self.part("html")

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename() or "unnamed" for part in self.content.iter_attachments()]


def folder() -> Path:
    return Path(settings.VAR_DIR) / "mail"


def read(name: str) -> Mail:
    path = folder() / name
    if not FILE_NAME.fullmatch(name) or not path.exists():
        raise Http404
    content = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Mail(name, datetime.fromtimestamp(path.stat().st_mtime).astimezone(), content)


def only_in_development(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @require_safe
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@only_in_development
def inbox(request: HttpRequest) -> HttpResponse:
    names = sorted((path.name for path in folder().glob("*.eml")), reverse=True)
    mails = [read(name) for name in names[:SHOWN] if FILE_NAME.fullmatch(name)]
    return render(request, "site_core/dev_mail.html", {"mails": mails, "folder": folder()})


@only_in_development
@csp_override(FRAME_POLICY)
def message(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "site_core/dev_mail_message.html", {"mail": read(name)})


@only_in_development
@csp_override(MESSAGE_POLICY)
def message_html(request: HttpRequest, name: str) -> HttpResponse:
    html = read(name).html
    if not html:
        raise Http404
    return HttpResponse(f'<base target="_top">{html}')


@only_in_development
def message_raw(request: HttpRequest, name: str) -> HttpResponse:
    raw = (folder() / read(name).name).read_bytes()
    return HttpResponse(raw, content_type="text/plain; charset=utf-8")
