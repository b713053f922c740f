from .shared import FAQ

PROJECT = {
    "slug": "project-thrive",
    "title": "Project Thrive",
    "short_name": "Thrive",
    "color": "thrive",
    "room": "General education, resource rooms",
    "cover": "cover-thrive",
    "summary": "An inclusive, proactive classroom for students with behavioral and mental-health needs.",
    "lead": "Eight weeks to build an inclusive, proactive classroom, in your own room, with your own students.",
    "builds": (
        "An inclusive, proactive classroom: environment, behavior strategies, targeted instruction, and the "
        "skills to do it with colleagues."
    ),
    "outcomes_heading": "By the last week you will have",
    "weeks_lead": "Each week has one live session, one thing to try before the next, and about an hour of your own time.",
    "session_heading": "One Tuesday",
    "outcomes": [
        (
            "A room where most trouble doesn’t start",
            "Seating, routes, materials and routines arranged for the students you have now.",
        ),
        (
            "Three lessons for the behavior you correct most",
            "Written, taught and revised during the course.",
        ),
        ("A plan your para can run without you", "One page, tested on a day you’re out."),
        (
            "A graph of your own, and the words to explain it",
            "The evidence to keep going, or to change course early.",
        ),
    ],
    "fits": [
        "You teach a general education class or run a resource room, kindergarten to grade eight",
        "Two or more students take most of your energy",
        "You can try one new thing a week, even a small one",
    ],
    "does_not_fit": [
        ("Your program is self-contained or alternative", "project-onward"),
        ("You teach functional and life skills", "project-bace"),
    ],
    "weeks": [
        ("The room", "Where things are and why. You redraw your floor plan and move one thing."),
        (
            "The first ten minutes",
            "Greeting, settling, starting. You plan the first task so it needs no explaining.",
        ),
        ("What behavior is for", "Reading function without a clipboard: before, what, after."),
        ("Teaching the skill", "Short lessons for the behavior you keep correcting."),
        (
            "Attention, spent well",
            "Where yours goes, what it buys, and how to spend it on purpose.",
        ),
        ("When it goes wrong", "A calm script for the moment, and a repair afterward."),
        ("Working with others", "Para, counselor, family, principal: one page, one plan."),
        ("Your data", "Your own graph, read aloud to your cohort."),
    ],
    "facilitators": ["elena-marsh", "dana-okafor"],
    "sample_session": [
        ("4:00", "What you tried, in pairs, in two minutes each"),
        ("4:15", "The new idea, shown on video and taken apart together"),
        ("4:45", "Plan it for your students, with a facilitator beside you"),
        ("5:15", "Practice it aloud: the sentence, the step, the pause"),
        ("5:30", "Done. The room stays open for questions until 5:45"),
    ],
    "faq": [
        (
            "I only have one student I’m worried about. Is that enough?",
            "Yes. Most people come for one student. The routines you build for that one usually settle the "
            "rest of the class as well.",
        ),
        *FAQ,
    ],
    "quotes": [
        (
            "Week two changed the first ten minutes of my day, and the first ten minutes changed the rest.",
            "Fourth-grade teacher (sample)",
        ),
        ("I came for one student. I left with a room.", "Resource teacher (sample)"),
    ],
    "guide": "the-first-ten-minutes",
    "episode": "hlps-general-education",
}
