"""Editor, Publisher, Registrar, Finance and Administrator, instead of Wagtail's Editors and Moderators."""

from django.db import migrations

RENAMED = {"Editors": "Editor", "Moderators": "Publisher"}
ADDED = ["Registrar", "Finance", "Administrator"]
WAGTAILS_APPROVAL, OUR_APPROVAL = "Moderators approval", "Publisher approval"

SNIPPETS = ["site_core.person", "site_core.topic", "site_core.universityproduct"]
SETTINGS = ["site_core.sitesettings", "site_core.promosettings"]
FILES = ["wagtailimages.image", "wagtaildocs.document", "wagtailmedia.media"]
DESK = [
    "programs.cohort",
    "programs.order",
    "programs.seat",
    "programs.moneyissue",
    "programs.outboxemail",
    "programs.lead",
    "programs.waitingentry",
    "programs.buyerchoice",
]
BOOKS = [
    "programs.order",
    "programs.payment",
    "programs.refund",
    "programs.refundallocation",
    "programs.dispute",
    "programs.moneyissue",
    "programs.seatledger",
    "programs.stripeevent",
    "programs.auditentry",
    "programs.moneyday",
    "programs.bookscheck",
    "programs.buyerchoice",
]
STAFF_ACCESS = [
    "site_core.user",
    "auth.group",
    "wagtailcore.site",
    "wagtailcore.workflow",
    "wagtailcore.task",
]


def may(actions, *models):
    return {f"{model} {action}" for model in models for action in actions.split()}


ENTER = may("access", "wagtailadmin.admin")
EDIT = may("add change", *SNIPPETS)
PUBLISH = (
    EDIT
    | may("delete publish", *SNIPPETS)
    | may("change", *SETTINGS)
    | may("add change delete", "wagtailredirects.redirect", "wagtailsearchpromotions.searchpromotion")
)
REGISTER = (
    may("view", *DESK)
    | may("add change cancel", "programs.cohort")
    | may("desk refund", "programs.order")
)
KEEP_BOOKS = may("view", *BOOKS) | may("refund", "programs.order") | may("add change view", "programs.discountcode")
ADMINISTER = may("add change delete", *STAFF_ACCESS)

ALLOWED = {
    "Editor": ENTER | EDIT,
    "Publisher": ENTER | PUBLISH,
    "Registrar": ENTER | REGISTER,
    "Finance": ENTER | KEEP_BOOKS,
    "Administrator": ENTER | PUBLISH | REGISTER | KEEP_BOOKS | ADMINISTER,
}
CHOOSE = may("choose", "wagtailimages.image", "wagtaildocs.document")
KEEP_FILES = may("add change delete", *FILES) | may("add change delete", "wagtailcore.collection") | CHOOSE
ALLOWED_ON_ROOT_COLLECTION = {
    "Editor": may("add change", *FILES) | CHOOSE,
    "Publisher": KEEP_FILES,
    "Administrator": KEEP_FILES,
}
KEEP_PAGES = may("add change publish bulk_delete lock unlock", "wagtailcore.page")
ALLOWED_ON_ROOT_PAGE = {
    "Editor": may("add change", "wagtailcore.page"),
    "Publisher": KEEP_PAGES,
    "Administrator": KEEP_PAGES,
}


def permission(apps, wish):
    """Permissions are made after the last migration, so on a new database this is the first to want them."""
    label, action = wish.split()
    app_label, model = label.split(".")
    content_types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _ = content_types.get_or_create(app_label=app_label, model=model)
    codename = "access_admin" if action == "access" else f"{action}_{model}"
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": f"Can {action} {model}"}
    )
    return found


def make_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for wagtails, ours in RENAMED.items():
        groups.filter(name=wagtails).update(name=ours)
    root_page = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    root_collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    on_pages = apps.get_model("wagtailcore", "GroupPagePermission").objects
    on_collections = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for name, wishes in ALLOWED.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.set([permission(apps, wish) for wish in sorted(wishes)])
        on_pages.filter(group=group).delete()
        for wish in sorted(ALLOWED_ON_ROOT_PAGE.get(name, ())):
            on_pages.create(group=group, page=root_page, permission=permission(apps, wish))
        on_collections.filter(group=group).delete()
        for wish in sorted(ALLOWED_ON_ROOT_COLLECTION.get(name, ())):
            on_collections.create(
                group=group, collection=root_collection, permission=permission(apps, wish)
            )
    rename_approval(apps, WAGTAILS_APPROVAL, OUR_APPROVAL)


def give_wagtail_its_groups_back(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    groups.filter(name__in=ADDED).delete()
    for wagtails, ours in RENAMED.items():
        groups.filter(name=ours).update(name=wagtails)
    rename_approval(apps, OUR_APPROVAL, WAGTAILS_APPROVAL)


def rename_approval(apps, old, new):
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name=old).update(name=new)


class Migration(migrations.Migration):
    dependencies = [
        ("site_core", "0002_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        # The migrations of Wagtail that give something to "Editors" and "Moderators" come before.
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
        ("wagtailmedia", "0003_copy_media_permissions_to_collections"),
    ]

    operations = [migrations.RunPython(make_groups, give_wagtail_its_groups_back)]
