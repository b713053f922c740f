from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from site_core import dev_mail, files, health, views

# Fixed addresses stand before Wagtail's catch-all; apps add theirs here through include().
urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("admin/private/<path:name>", files.private_file),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("favicon.ico", views.favicon),
    path("site.webmanifest", views.web_manifest, name="web_manifest"),
    path("people/<slug:slug>/", views.person, name="person"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("", include("podcast.urls")),
    path("", include("programs.urls")),
    path("", include("search.urls")),
    path("", include("home.urls")),
    path("dev/mail/", dev_mail.inbox, name="dev_mail"),
    path("dev/mail/<str:name>/", dev_mail.message, name="dev_mail_message"),
    path("dev/mail/<str:name>/html/", dev_mail.message_html, name="dev_mail_html"),
    path("dev/mail/<str:name>/raw/", dev_mail.message_raw, name="dev_mail_raw"),
    re_path(rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.+)$", files.public_file),
    path("", include(wagtail_urls)),
]
