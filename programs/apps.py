from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        # Imported to register themselves: system checks, and the functions that build letters.
        from programs import checks, leads, letters  # noqa: F401
