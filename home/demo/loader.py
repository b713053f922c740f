"""What every part of loading shares: the day it runs, what it has made, and where the pictures are."""

from collections import Counter
from datetime import date
from pathlib import Path

from django.core.files import File
from django.db.models import Model
from django.utils import timezone

from home.demo.pictures import CREDIT, DESCRIPTIONS, LICENSE
from site_core.models import SiteImage

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
PICTURE_TYPES = {".svg", ".png", ".jpg", ".webp"}


class Demo:
    """Finds what an earlier run or an editor left, makes what is missing, and counts what it made.

    Nothing that is found is changed, so an editor's work survives loading again.
    """

    def __init__(self, today: date | None = None):
        self.today = today or timezone.localdate()
        self.made: Counter[type[Model]] = Counter()
        self.missing_files: list[str] = []

    def find_or_make(self, model, *, look_up: dict, **values):
        """The row that matches `look_up` and whether it is new."""
        found = model.objects.filter(**look_up).first()
        if found:
            return found, False
        row = model(**look_up, **values)
        row.full_clean()
        row.save()
        self.count(model)
        return row, True

    def add_page(self, parent, page):
        """Publish `page` below `parent`, unless a page with its slug is there. Returns it and whether it is new."""
        found = parent.get_children().filter(slug=page.slug).first()
        if found:
            return found.specific, False
        parent.add_child(instance=page)
        self.publish(page)
        self.count(type(page))
        return page, True

    def publish(self, page) -> None:
        page.save_revision().publish()

    def count(self, model) -> None:
        self.made[model] += 1

    def tally(self) -> str:
        """Such as "9 cohorts, 1 image"."""
        names = (
            (model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural, number)
            for model, number in self.made.items()
        )
        return ", ".join(f"{number} {str(name).lower()}" for name, number in sorted(names, key=str))

    def asset(self, folder: str, name: str) -> Path | None:
        path = ASSETS / folder / name
        if path.exists():
            return path
        self.missing_files.append(f"{folder}/{name}")
        return None

    def picture(self, name: str) -> SiteImage | None:
        """The image made from the file called `name`, whatever its type and folder."""
        if not name:
            return None
        title = name.replace("-", " ").capitalize()
        found = SiteImage.objects.filter(title=title).first()
        if found:
            return found
        path = next(
            (p for p in sorted(ASSETS.rglob(f"{name}.*")) if p.suffix in PICTURE_TYPES), None
        )
        if path is None:
            self.missing_files.append(f"picture {name}")
            return None
        with path.open("rb") as stream:
            image = SiteImage(
                title=title,
                file=File(stream, name=path.name),
                description=DESCRIPTIONS.get(name, ""),
                credit=CREDIT,
                license=LICENSE,
            )
            image.save()
        self.count(SiteImage)
        return image
