from wagtail_modeladmin.helpers import PermissionHelper


class ReadOnlyPermissionHelper(PermissionHelper):
    """Rows that the site itself writes: staff may look, never add, change or delete."""

    def user_can_create(self, user):
        return False

    def user_can_edit_obj(self, user, obj):
        return False

    def user_can_delete_obj(self, user, obj):
        return False


class NeverDeletedPermissionHelper(PermissionHelper):
    """Rows that others hang on: cancelled or switched off, never deleted."""

    def user_can_delete_obj(self, user, obj):
        return False
