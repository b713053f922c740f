from django import template
from django.utils import dateformat

register = template.Library()


@register.filter
def own_time(instant, layout: str) -> str:
    """An instant in the zone it carries. Django's `date` filter would turn it into the site's zone."""
    return dateformat.format(instant, layout) if instant else ""
