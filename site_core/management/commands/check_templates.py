from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError, engines


class Command(BaseCommand):
    help = "Compile every template of ours."

    def handle(self, **options):
        folder = Path(settings.BASE_DIR) / "templates"
        engine = engines["django"]
        broken = []
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".txt", ".xml", ".svg"}:
                name = str(path.relative_to(folder))
                try:
                    engine.get_template(name)
                except TemplateSyntaxError as error:
                    broken.append(f"{name}: {error}")
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write("Every template compiles.")
