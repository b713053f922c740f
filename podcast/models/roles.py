from django.db import models


class Role(models.TextChoices):
    """What somebody does in a show, in the words podcast apps know.

    Source: https://github.com/Podcastindex-org/podcast-namespace/blob/main/taxonomy.json
    """

    HOST = "host", "Host"
    CO_HOST = "co-host", "Co-host"
    GUEST_HOST = "guest host", "Guest host"
    GUEST = "guest", "Guest"
    NARRATOR = "narrator", "Narrator"
    REPORTER = "reporter", "Reporter"
    PRODUCER = "producer", "Producer"
    RESEARCHER = "researcher", "Researcher"
    AUDIO_EDITOR = "audio editor", "Audio editor"

    @property
    def group(self) -> str:
        return GROUPS.get(self, "cast")


GROUPS = {
    Role.PRODUCER: "creative direction",
    Role.RESEARCHER: "writing",
    Role.AUDIO_EDITOR: "audio post-production",
}
