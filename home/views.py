from django.views.decorators.http import require_safe

from home.feeds import ArticleFeed, build_feed
from podcast.http import cacheable

FEED_MAX_AGE = 300


@require_safe
def article_feed(request):
    return cacheable(request, build_feed(), ArticleFeed.content_type, max_age=FEED_MAX_AGE)
