from django.contrib.admin.utils import label_for_field
from wagtail_modeladmin.views import InspectView


class StaffInspectView(InspectView):
    """Shows what the list computes itself, by methods of its ModelAdmin, beside the fields of the row."""

    def get_field_label(self, field_name, field=None):
        return label_for_field(field_name, model=self.model, model_admin=self.model_admin)

    def get_field_display_value(self, field_name, field=None):
        computed = getattr(self.model_admin, field_name, None)
        if callable(computed):
            return computed(self.instance) or self.model_admin.get_empty_value_display(field_name)
        return super().get_field_display_value(field_name, field)
