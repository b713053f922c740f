"""The show and its episodes. Audio, transcript and chapters stand under `assets/audio/` by the file's name."""

from datetime import UTC, datetime

SHOW = {
    "slug": "podcast",
    "title": "Little Bits of TLC",
    "summary": (
        "Short conversations for people who work with children having a hard time in school. One idea, "
        "one thing to try tomorrow, in the time it takes to drive home."
    ),
    "description": (
        "Little Bits of TLC is the podcast of Threshold Learning Consultancy. Maya Ellison and her guests "
        "take one idea from behavior analysis at a time and bring it down to where you stand: at the door, "
        "beside the desk, in the meeting that was supposed to take ten minutes. Each episode ends with one "
        "thing to try tomorrow. No homework."
    ),
    "artwork": "podcast-cover",
    "host": "maya-ellison",
}

EPISODES = [
    {
        "slug": "compassionate-care",
        "artwork": "",
        "guide": "say-what-you-saw",
        "episode_type": "full",
        "audio": "compassionate-care",
        "title": "Compassionate care when it’s hard to give",
        "number": 4,
        "published_at": datetime(2026, 11, 17, 10, tzinfo=UTC),
        "summary": (
            "Maya Ellison opens a conversation about overcoming challenges in providing compassionate "
            "care, with guest Waddell Hamer, MSW, LSW."
        ),
        "people": [("maya-ellison", "host"), ("waddell-hamer", "guest")],
        "topics": ["compassion", "collaboration"],
        "project": "",
        "notes": """
Compassion sounds soft. In a school it is a set of things you do, and on some days each of them costs more than you have left. Maya introduces this month's conversation about overcoming challenges in providing compassionate care. Her guest is **Waddell Hamer, MSW, LSW**.

This recording is the host's introduction only.

**In this introduction**

- What compassion asks of an adult at work
- Three questions Maya brings to the conversation
- One note to write before you listen

**Try this tomorrow**

Think of a student you find it hard to be kind to right now. Write down one thing that student does well, in words a camera could have recorded, and carry the note in your pocket.
""",
    },
    {
        "slug": "hlps-life-skills",
        "artwork": "episode-bace",
        "guide": "one-page-a-para-can-run",
        "episode_type": "full",
        "audio": "hlps-life-skills",
        "title": "High-leverage practices in life-skills programming",
        "number": 3,
        "published_at": datetime(2026, 11, 3, 10, tzinfo=UTC),
        "summary": (
            "When a student could learn a hundred things, what comes first? Priya Anand on choosing "
            "skills, taking them apart, and helping less."
        ),
        "people": [("maya-ellison", "host"), ("priya-anand", "guest")],
        "topics": ["behavior-strategies", "collaboration"],
        "project": "project-bace",
        "notes": """
A coat needs zipping every day. So does asking for more time. Priya Anand, Ed.D., who facilitates Project Bace, decides what to teach first with one plain question: if we don't teach this, who will have to do it for them?

**In this episode**

- Choosing what comes first
- Doing the task yourself, slowly, and writing down every step
- Deciding on the help, and how the help will end, before you start

**Try this tomorrow**

Choose one routine. Count to five before you help, silently. The skill may have been there all along.
""",
    },
    {
        "slug": "hlps-intensive-ebd",
        "artwork": "episode-onward",
        "guide": "say-what-you-saw",
        "episode_type": "full",
        "audio": "hlps-intensive-ebd",
        "title": "High-leverage practices in intensive EBD programs",
        "number": 2,
        "published_at": datetime(2026, 10, 20, 10, tzinfo=UTC),
        "summary": (
            "If the only plan is for the crisis, then the crisis is the only time we teach. Theo Grant on "
            "the practices that come before."
        ),
        "people": [("maya-ellison", "host"), ("theo-grant", "guest")],
        "topics": ["behavior-strategies"],
        "project": "project-onward",
        "notes": """
Self-contained and alternative programs see some of the hardest moments in the building. Theo Grant, M.Ed., who facilitates Project Onward, says the practices that carry the most weight are the ones that happen before anything goes wrong.

**In this episode**

- Asking what a behavior is for, and testing the guess
- Teaching a better way, ten minutes a day, while it's calm
- Why the new way has to work faster than the old one

**Try this tomorrow**

Choose one student and one hard moment. For three days, write down only what you saw right before it. On the fourth day, read your notes with a colleague and change one thing in that minute.
""",
    },
    {
        "slug": "hlps-general-education",
        "artwork": "episode-thrive",
        "guide": "the-first-ten-minutes",
        "episode_type": "full",
        "audio": "hlps-general-education",
        "title": "High-leverage practices in general education and resource rooms",
        "number": 1,
        "published_at": datetime(2026, 10, 6, 10, tzinfo=UTC),
        "summary": (
            "High-leverage practices are the opposite of a binder. Elena Marsh picks two to begin with: "
            "the room, and feedback that teaches."
        ),
        "people": [("maya-ellison", "host"), ("elena-marsh", "guest")],
        "topics": ["classroom-environment"],
        "project": "project-thrive",
        "notes": """
People hear "high-leverage practice" and picture another binder. Elena Marsh, BCBA, who facilitates Project Thrive, says it's the opposite: something you already do many times a day, and that helps most when you do it well.

**In this episode**

- Three expectations, taught where they happen
- Feedback that says what a student did and what it made possible
- What to do about the student who rolls their eyes at praise

**Try this tomorrow**

Put five paper clips in one pocket. Each time you give one specific piece of feedback, move a clip to the other pocket. See whether all five have moved by lunch.
""",
    },
    {
        "slug": "trailer",
        "artwork": "",
        "guide": "",
        "episode_type": "trailer",
        "audio": "trailer",
        "title": "Short, for the drive home",
        "number": None,
        "published_at": datetime(2026, 9, 29, 10, tzinfo=UTC),
        "summary": "What you will hear on Little Bits of TLC: one idea, one thing to try tomorrow, no homework.",
        "people": [("maya-ellison", "host")],
        "topics": [],
        "project": "",
        "notes": """
School days are long, so we keep this short. Little Bits of TLC is for everyone who works with children who are having a hard time. Each episode brings one idea from behavior analysis and one thing to try tomorrow.
""",
    },
]
