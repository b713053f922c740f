from .shared import FAQ

PROJECT = {
    "slug": "project-onward",
    "title": "Project Onward",
    "short_name": "Onward",
    "color": "onward",
    "room": "Self-contained, alternative programs",
    "cover": "cover-onward",
    "summary": "An intensive program for complex, at-risk students, from first design to daily practice.",
    "lead": "Eight weeks to design an intensive program that holds on its hardest day, and to start running it.",
    "builds": (
        "An intensive program for complex, at-risk students in a self-contained or alternative setting, "
        "from design to daily practice."
    ),
    "outcomes_heading": "By the last week you will have",
    "weeks_lead": "Each week has one live session, one piece of your program to write, and one rehearsal with a colleague.",
    "session_heading": "One Wednesday",
    "outcomes": [
        (
            "A program description people can hold in one hand",
            "Purpose, entry, exit, the day, the levels of support: eight pages that your team helped write.",
        ),
        (
            "A response plan everybody has practiced",
            "Who moves, who talks, who takes the class, what is said. Rehearsed until it’s dull.",
        ),
        (
            "A replacement skill for every behavior you’re reducing",
            "Taught daily while it’s calm, in ten minutes, in three steps.",
        ),
        (
            "A way back",
            "A plan for returning to general education that begins on the student’s first day with you.",
        ),
    ],
    "fits": [
        "You teach in, lead or are about to open a self-contained or alternative program",
        "Your students have intensive emotional and behavioral needs",
        "At least one colleague can practice with you each week",
    ],
    "does_not_fit": [
        ("You teach a general education class or a resource room", "project-thrive"),
        ("Your students mainly need functional and life skills", "project-bace"),
    ],
    "weeks": [
        (
            "What the program is for",
            "Purpose, entry and exit in sentences a parent would understand.",
        ),
        (
            "The space and the day",
            "Zones, sight lines, schedule. You walk it as a student and as a substitute.",
        ),
        (
            "The minute before",
            "Finding out what behavior is for, and changing what comes just ahead of it.",
        ),
        ("Teaching the better way", "Replacement skills, ten minutes a day, while it’s calm."),
        (
            "What students work for",
            "Reinforcement that isn’t a bribe, with a plan for needing less of it.",
        ),
        (
            "The crisis, calmly",
            "Roles, words, distance, and the repair. Practiced aloud each time we meet.",
        ),
        (
            "One team",
            "Paras, therapists, families, the home school: ten minutes a week, in the schedule.",
        ),
        ("The way back", "Data that show a student is ready, and a first week that goes well."),
    ],
    "facilitators": ["theo-grant", "dana-okafor"],
    "sample_session": [
        ("4:00", "Check-in: one number from your week"),
        ("4:10", "Rehearsal: last week’s script, standing up"),
        ("4:30", "The new piece of the program, with an example from a middle school"),
        ("4:55", "Write your own version, in your template, with your colleague"),
        ("5:20", "Read one paragraph aloud; take one suggestion"),
        ("5:30", "Done. Theo stays on the line until 5:45"),
    ],
    "faq": [
        (
            "Do you teach physical restraint?",
            "No. That belongs to the certified crisis training your district has chosen. We work on "
            "everything that makes it rarer, and on what staff and students need after a hard moment.",
        ),
        (
            "Our program doesn’t exist yet. Is it too early?",
            "It’s the best time. About half of the exercises are easier before there is furniture.",
        ),
        *FAQ,
    ],
    "quotes": [
        (
            "We used to debrief the crisis. Now we plan the minute before it, and we mostly go home on time.",
            "Middle school program lead (sample)",
        ),
        (
            "The first document about our program that our paras asked to keep.",
            "Special education coordinator (sample)",
        ),
    ],
    "guide": "say-what-you-saw",
    "episode": "hlps-intensive-ebd",
}
