from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def order_desk(order) -> str:
    """Where staff look at an order."""
    return reverse("programs_order_modeladmin_inspect", args=[order.pk])


@register.simple_tag
def cohort_desk(cohort_id: int) -> str:
    return reverse("programs_cohort_modeladmin_desk", args=[cohort_id])


@register.simple_tag
def cohort_progress(cohort_id: int) -> str:
    """How far settling with the buyers of a cancelled cohort has come."""
    return reverse("programs_cohort_modeladmin_progress", args=[cohort_id])


@register.filter
def words(name: str) -> str:
    """A stored word such as waiting_offer or seats.cancelled, for people."""
    return name.replace("_", " ").replace(".", " ").capitalize()
