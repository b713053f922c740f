from django import template

from programs.forms import GuideForm

register = template.Library()


@register.inclusion_tag("components/guide_form.html")
def guide_form(guide, form=None, came_from="", short=False):
    """The sign-up form of a guide. `short` asks for the address alone, inside other pages."""
    form = form or GuideForm(initial={"came_from": came_from}, auto_id=f"guide{guide.pk}_%s")
    return {"guide": guide, "form": form, "short": short}
