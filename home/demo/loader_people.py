"""People, products, topics, staff, and the site's settings."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from wagtail.models import Site

from home.demo.front import PROMOS, SETTINGS
from home.demo.loader import Demo
from home.demo.people import PEOPLE
from home.demo.products import PRODUCTS
from home.demo.topics import TOPICS
from podcast.models import EpisodePage
from programs.models import DownloadPage
from site_core.models import (
    Person,
    PodcastPlatformLink,
    ProductButton,
    PromoSettings,
    SiteSettings,
    SocialLink,
    Topic,
    UniversityProduct,
    User,
)

DEMO_PASSWORD = "threshold-demo"
DEMO_STAFF = {
    "administrator@example.com": "Administrator",
    "editor@example.com": "Editor",
    "registrar@example.com": "Registrar",
}
PRODUCT_NAMES = {product["slug"]: product["name"] for product in PRODUCTS}


def load_people(demo: Demo) -> None:
    for words in PEOPLE:
        words = {**words}
        slug, portrait = words.pop("slug"), words.pop("portrait")
        person, is_new = demo.find_or_make(Person, look_up={"slug": slug}, **words)
        if is_new and portrait:
            person.portrait = demo.picture(portrait)
        if is_new:
            person.save_revision().publish()


def load_products(demo: Demo) -> None:
    for words in PRODUCTS:
        product, is_new = demo.find_or_make(
            UniversityProduct, look_up={"name": words["name"]}, description=words["description"]
        )
        if is_new:
            product.picture = demo.picture(words["picture"])
            product.buttons = [
                ProductButton(label=label, url=url) for label, url in words["buttons"]
            ]
            product.save()
            product.save_revision().publish()


def product_called(slug: str) -> UniversityProduct | None:
    return UniversityProduct.objects.filter(name=PRODUCT_NAMES.get(slug)).first()


def load_topics(demo: Demo) -> None:
    """Topics before the guides and episodes they offer exist; `offer_on_topics` comes after."""
    for words in TOPICS:
        values = {key: words[key] for key in ("name", "description")}
        topic, is_new = demo.find_or_make(
            Topic,
            look_up={"slug": words["slug"]},
            is_monthly_theme=words.get("is_monthly_theme", False),
            month=words.get("month"),
            drawing=demo.picture(f"topic-{words['slug']}"),
            **values,
        )
        if is_new:
            topic.save_revision().publish()


def offer_on_topics(demo: Demo) -> None:
    """Give each topic that offers nothing yet its product, guide and episode."""
    for words in TOPICS:
        topic = Topic.objects.filter(
            slug=words["slug"], university_product=None, guide=None, episode=None
        ).first()
        if topic:
            topic.university_product = product_called(words["product"])
            topic.guide = DownloadPage.objects.filter(slug=words["guide"]).first()
            topic.episode = EpisodePage.objects.filter(slug=words["episode"]).first()
            topic.save()
            topic.save_revision().publish()


def load_settings(demo: Demo) -> None:
    site = Site.objects.get(is_default_site=True)
    if not SiteSettings.objects.filter(site=site).exists():
        settings = SiteSettings(
            site=site,
            tagline=SETTINGS["tagline"],
            contact_email=SETTINGS["contact_email"],
            contact_phone=SETTINGS["contact_phone"],
            postal_address=SETTINGS["postal_address"],
        )
        settings.social_links = [SocialLink(label=a, url=b) for a, b in SETTINGS["social_links"]]
        settings.podcast_links = [
            PodcastPlatformLink(label=a, url=b) for a, b in SETTINGS["podcast_links"]
        ]
        settings.save()
    if not PromoSettings.objects.filter(site=site).exists():
        PromoSettings.objects.create(
            site=site,
            author=Person.objects.filter(slug=PROMOS["author"]).first(),
            university_product=product_called(PROMOS["product"]),
            guide=DownloadPage.objects.filter(slug=PROMOS["guide"]).first(),
            episode=EpisodePage.objects.filter(slug=PROMOS["episode"]).first(),
        )


def load_staff(demo: Demo) -> None:
    """Demo logins. Only ever called in development: their password is printed."""
    password = make_password(DEMO_PASSWORD)  # hashing is slow on purpose, so once
    for email, role in DEMO_STAFF.items():
        if User.objects.filter(email=email).exists():
            continue
        is_administrator = role == "Administrator"
        user = User.objects.create(
            email=email,
            password=password,
            first_name="Demo",
            last_name=role,
            is_staff=is_administrator,
            is_superuser=is_administrator,
        )
        user.groups.add(*Group.objects.filter(name=role))
        demo.count(User)
