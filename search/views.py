from crawleruseragents import is_crawler
from django.conf import settings
from django.core.paginator import Paginator
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.contrib.search_promotions.models import Query

from search.query import SearchQuery
from search.results import SearchResults
from search.spelling import suggestion

PER_PAGE = 10


@require_safe
def search(request):
    query = SearchQuery.typed(request.GET.get("q", ""))
    results = SearchResults(query, request.GET.get("kind", ""))
    page = Paginator(results, PER_PAGE).get_page(request.GET.get("page"))
    if query and page.number == 1 and not is_crawler(request.headers.get("User-Agent", "")):
        Query.get(query.text).add_hit(timezone.localdate())
    return render(
        request,
        "search/search.html",
        {
            "query": query,
            "results": results,
            "hits": page,
            "suggestion": suggestion(query) if query and not results.total else "",
            "meta_title": f"Search: {query.text}" if query else "Search",
        },
    )


@require_safe
def robots(request):
    return TemplateResponse(
        request, "search/robots.txt", {"SITE_URL": settings.SITE_URL}, content_type="text/plain"
    )
