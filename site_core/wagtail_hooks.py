"""How people, topics and University products are listed and found by editors."""

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from site_core.models import Person, Topic, UniversityProduct


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
