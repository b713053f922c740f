from django import template

from podcast.timecodes import clock as clock_of

register = template.Library()


@register.filter
def clock(seconds) -> str:
    """Seconds as "1:52"."""
    return clock_of(seconds or 0)


@register.filter
def unlocalized(number) -> str:
    """A number for a data attribute, the same in every language."""
    return f"{float(number or 0):g}"
