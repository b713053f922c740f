from django.urls import path
from wagtail.contrib.sitemaps.views import sitemap

from search import views
from search.sitemaps import SITEMAPS

urlpatterns = [
    path("search/", views.search, name="search"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
