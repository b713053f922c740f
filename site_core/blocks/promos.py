"""Parts that stand beside or below a text. What is left empty is taken from the page's author, topics or defaults."""

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from site_core.offers import offered


class AuthorBlock(blocks.StructBlock):
    """ "Written by": somebody with credentials, portrait and biography."""

    kicker = blocks.CharBlock(max_length=40, default="Written by", label="Above the name")
    person = SnippetChooserBlock(
        "site_core.Person", required=False, help_text="Left empty, the author of the page."
    )
    bio = blocks.TextBlock(
        required=False,
        max_length=900,
        label="Biography",
        help_text="Left empty, the person’s own short biography.",
    )

    class Meta:
        icon = "user"
        group = "After the text"
        label = "Written by"
        description = "The author with credentials, portrait and biography."
        template = "blocks/author_block.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        page = context.get("page")
        context["person"] = value["person"] or getattr(page, "author", None)
        return context

    def get_preview_value(self):
        person = self.child_blocks["person"].model_class.objects.filter(live=True).first()
        return self.normalize({"kicker": "Written by", "person": person, "bio": ""})


class UniversityProductBlock(blocks.StructBlock):
    product = SnippetChooserBlock(
        "site_core.UniversityProduct",
        required=False,
        help_text="Left empty, what the topics of the page offer. Its buttons are kept with the product.",
    )
    heading = blocks.CharBlock(
        required=False, max_length=120, help_text="Left empty, the name of the product."
    )
    description = blocks.TextBlock(
        required=False,
        max_length=400,
        help_text="What it has to do with this page, in a sentence or two. Left empty, the product’s own description.",
    )

    class Meta:
        icon = "pick"
        group = "After the text"
        label = "University product"
        description = "A self-paced product, beside the text on wide screens."
        template = "blocks/university_product_block.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        product = value["product"] or offered("university_product", context.get("page"))
        product = product if product and product.live else None
        context["product"] = product
        context["heading"] = value["heading"] or (product.name if product else "")
        context["description"] = value["description"] or (product.description if product else "")
        return context

    def get_preview_value(self):
        product = self.child_blocks["product"].model_class.objects.filter(live=True).first()
        return self.normalize({"product": product, "heading": "", "description": ""})
