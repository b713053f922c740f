"""Three topics and the theme of one month, each with what new articles on it offer."""

from datetime import date

TOPICS = [
    {
        "slug": "classroom-environment",
        "name": "Classroom environment",
        "description": (
            "Where things are, when things happen, and what students meet at the door. "
            "The room does half the work, if you let it."
        ),
        "product": "rooms-that-do-half-the-work",
        "guide": "the-first-ten-minutes",
        "episode": "hlps-general-education",
    },
    {
        "slug": "behavior-strategies",
        "name": "Behavior strategies",
        "description": (
            "What a behavior is for, what to teach in its place, and how to tell whether it worked. "
            "Small steps, tested in ordinary rooms."
        ),
        "product": "behavior-in-plain-words",
        "guide": "say-what-you-saw",
        "episode": "hlps-intensive-ebd",
    },
    {
        "slug": "collaboration",
        "name": "Collaboration",
        "description": (
            "Teachers, paras, counselors, families, principals: the adults around a student, "
            "working from one plan and telling each other the truth."
        ),
        "product": "debriefs-that-dont-wear-you-out",
        "guide": "one-page-a-para-can-run",
        "episode": "hlps-life-skills",
    },
    {
        "slug": "compassion",
        "name": "Compassion",
        "description": (
            "November is about compassion: what it asks of you, how to practice it before the hard moment, "
            "and how a team keeps it up until June."
        ),
        "is_monthly_theme": True,
        "month": date(2026, 11, 1),
        "product": "debriefs-that-dont-wear-you-out",
        "guide": "say-what-you-saw",
        "episode": "compassionate-care",
    },
]
