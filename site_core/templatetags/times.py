from django import template
from django.utils import dateformat

register = template.Library()


@register.filter
def own_time(instant, layout: str) -> str:
    """An instant in the zone it carries. Django's `date` filter would turn it into the site's zone."""
    return dateformat.format(instant, layout) if instant else ""


@register.filter
def clock(instant) -> str:
    """Such as "4:31 p.m. EST", in the zone the instant carries."""
    return f"{dateformat.format(instant, 'P')} {instant.tzname()}" if instant else ""


@register.filter
def moment(instant) -> str:
    """Such as "Tuesday, January 12, 2027, 4 p.m. EST", in the zone the instant carries."""
    return f"{dateformat.format(instant, 'l, F j, Y')}, {clock(instant)}" if instant else ""
