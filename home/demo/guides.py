"""Three free guides. The PDFs stand under `assets/guides/` by the slug."""

GUIDES = [
    {
        "slug": "the-first-ten-minutes",
        "title": "The first ten minutes",
        "summary": (
            "What to set out, say and do between the bell and the first settled breath. "
            "Made from the second week of Project Thrive."
        ),
        "lead": (
            "What to set out, say and do between the bell and the first settled breath. For teachers whose "
            "first ten minutes decide the hour, and for the paras who take the inside of the room."
        ),
        "first_page_heading": "Page 1: before the bell",
        "first_page": [
            "Put the first task on the desk, not on the board.",
            "Stand where you can see the hallway and the room.",
            "Say each name once. Ask for nothing yet.",
        ],
        "first_page_note": "Count today: how many students started without a prompt?",
        "pages": 4,
        "project": "project-thrive",
        "inside": [
            ("Before the bell", "Three things to set out, and where to stand."),
            (
                "At the door",
                "Greetings that take four seconds, and what to do about the child who won’t look up.",
            ),
            ("The first task", "Eleven starters that need no explaining."),
            ("Your count", "A tally sheet for two weeks, with an example filled in."),
        ],
        "quote": (
            "I taped page one inside my door. By Thursday I didn’t need it.",
            "Second-grade teacher (sample)",
        ),
    },
    {
        "slug": "say-what-you-saw",
        "title": "Say what you saw",
        "summary": (
            "Notes a whole team can use: the camera test, three short columns, and a ten-minute debrief "
            "that ends on time."
        ),
        "lead": (
            "Notes that calm a debrief down. For teams who leave meetings with the same disagreement they "
            "brought, and for anyone who writes to families about hard days."
        ),
        "first_page_heading": "Page 1: the camera test",
        "first_page": [
            "If a camera could not have recorded it, it is something you thought.",
            "Not “he was defiant.” Asked to start, he put his head down and said “no” twice.",
            "Not “she had a meltdown.” She lay on the floor and cried for six minutes.",
        ],
        "first_page_note": "Try it today: rewrite one sentence from yesterday.",
        "pages": 4,
        "project": "project-onward",
        "inside": [
            ("The camera test", "How to tell a description from a guess."),
            ("Before, during, after", "Three columns, and what to ask of five notes."),
            (
                "The ten-minute debrief",
                "An agenda with the minutes marked; three questions for the student.",
            ),
            ("Your notes", "A form for five notes and the one thing you will change."),
        ],
        "quote": (
            "We argue less, because there is less to argue about.",
            "Eighth-grade team leader (sample)",
        ),
    },
    {
        "slug": "one-page-a-para-can-run",
        "title": "One page a para can run",
        "summary": (
            "A task analysis and a prompting plan that every adult in the room can follow, with an example "
            "and a blank."
        ),
        "lead": (
            "One routine, its steps, and the help each step needs, on one page. For teachers who share a "
            "student with a paraprofessional, and for paras who have been told there’s a plan somewhere."
        ),
        "first_page_heading": "Page 1: six things on the page",
        "first_page": [
            "One routine, and where it happens.",
            "The steps, in order, one action each.",
            "The first prompt to use, and no other.",
            "How long to wait before you help.",
            "What happens next, right or wrong.",
            "Where to mark it, with one letter.",
        ],
        "first_page_note": "Try it today: count to five, silently, before you help.",
        "pages": 4,
        "project": "project-bace",
        "inside": [
            ("Six things", "What belongs on the page, and what to try today."),
            ("Take the task apart", "How to write steps, with washing hands as the example."),
            ("Help with a way out", "Five kinds of help, from less to more, and when to fade."),
            ("The page", "To print and fill in: twelve steps, five days."),
        ],
        "quote": (
            "I finally know what I’m supposed to do, and when to stop helping.",
            "Paraprofessional (sample)",
        ),
    },
]
