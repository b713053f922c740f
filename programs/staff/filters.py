from django.contrib.admin.filters import RelatedFieldListFilter


class RelatedFilter(RelatedFieldListFilter):
    """A filter by a foreign key that doesn't ask Django's own admin, which isn't installed, how to sort."""

    def field_admin_ordering(self, field, request, model_admin):
        return ()
