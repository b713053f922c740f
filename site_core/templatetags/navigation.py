from django import template
from django.apps import apps

register = template.Library()


@register.simple_tag
def footer_projects():
    """The Projects a visitor can open, in the order of the page tree."""
    return apps.get_model("programs", "ProjectPage").objects.live().public().order_by("path")


@register.filter
def page_numbers(paginator, current: int):
    """The page numbers worth a link around `current`; None stands for a gap."""
    return [
        number if isinstance(number, int) else None
        for number in paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)
    ]


@register.simple_tag(takes_context=True)
def page_query(context, param: str, number: int | None) -> str:
    """The address of another page of this listing, with the rest of the query kept and the first page bare."""
    request = context["request"]
    query = request.GET.copy()
    query.pop(param, None)
    if number:
        query[param] = number
    return f"?{query.urlencode()}" if query else request.path
