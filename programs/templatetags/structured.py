from django import template

from programs.structured_data import guide_data, project_data

register = template.Library()

register.simple_tag(project_data)
register.simple_tag(guide_data)
