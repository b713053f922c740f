"""The staff area's colors, and how people, topics and University products are listed and found."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from site_core.models import Person, Topic, UniversityProduct


@hooks.register("insert_global_admin_css")
def company_colors():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


class PersonFilterSet(WagtailFilterSet):
    class Meta:
        model = Person
        fields = ["is_organization", "live"]


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    menu_label = "People"
    list_display = ["name", "credentials", "job_title", LiveStatusTagColumn(), UpdatedAtColumn()]
    filterset_class = PersonFilterSet
    list_per_page = 50
    ordering = ["name"]


class TopicFilterSet(WagtailFilterSet):
    class Meta:
        model = Topic
        fields = ["is_monthly_theme", "live"]


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    menu_label = "Topics"
    list_display = [
        "name",
        BooleanColumn("is_monthly_theme", label="Monthly theme"),
        Column("month", label="Month", accessor="month_name", sort_key="month"),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    filterset_class = TopicFilterSet
    list_per_page = 50
    ordering = ["name"]


class UniversityProductFilterSet(WagtailFilterSet):
    class Meta:
        model = UniversityProduct
        fields = ["live"]


class UniversityProductViewSet(SnippetViewSet):
    model = UniversityProduct
    icon = "pick"
    menu_label = "University products"
    list_display = [
        "name",
        Column("buttons", label="Buttons", accessor="button_labels"),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    filterset_class = UniversityProductFilterSet
    list_per_page = 50
    ordering = ["name"]

    def get_queryset(self, request):
        return UniversityProduct.objects.prefetch_related("buttons")


class SharedContentGroup(SnippetViewSetGroup):
    """What several pages share."""

    menu_label = "Shared content"
    menu_icon = "snippet"
    menu_order = 300
    items = (PersonViewSet, TopicViewSet, UniversityProductViewSet)


register_snippet(SharedContentGroup)
