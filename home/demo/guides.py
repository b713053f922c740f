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
            "Stand where you can see the hallway and the door.",
            "Say each name once. Ask for nothing yet.",
        ],
        "first_page_note": "Count today: how many students started without a prompt?",
        "pages": 4,
        "project": "project-thrive",
        "inside": [
            ("Before the bell", "Three things to set out, and where to stand."),
            ("At the door", "Greetings that take four seconds, and what to do about the child who won’t look up."),
            ("The first task", "Starters that need no explaining."),
            ("Your count", "A tally sheet for two weeks, with an example filled in."),
        ],
        "quote": ("I taped page one inside my door. By Thursday I didn’t need it.", "Second-grade teacher (sample)"),
    },
    {
        "slug": "say-what-you-saw",
        "title": "Say what you saw",
        "summary": (
            "A two-column note that calms a debrief down: what a camera would have recorded on the left, "
            "what you think it meant on the right."
        ),
        "lead": (
            "A two-column note that calms a debrief down. For teams who leave meetings with the same "
            "disagreement they brought, and for anyone who writes to families about hard days."
        ),
        "first_page_heading": "Page 1: the two columns",
        "first_page": [
            "Fold a page in half. Left: what a camera would have recorded. Right: what you think it meant.",
            "Write what came just before and what came just after, ten words each.",
            "Read only the left side aloud. Take turns.",
        ],
        "first_page_note": "If two adults couldn’t both count it, it isn’t a description yet.",
        "pages": 3,
        "project": "project-onward",
        "inside": [
            ("The two columns", "How to tell a description from a guess."),
            ("Before, what, after", "Three lines to write the same day."),
            ("The six-minute debrief", "An agenda with the minutes marked."),
            ("A blank note", "To copy, fold and fill in."),
        ],
        "quote": ("We argue less, because there is less to argue about.", "Eighth-grade team leader (sample)"),
    },
    {
        "slug": "one-page-a-para-can-run",
        "title": "One page a para can run",
        "summary": (
            "A behavior plan on one side of one page: what it’s for, what to do before, during and after, "
            "and when to call. With an example and a blank."
        ),
        "lead": (
            "A behavior plan on one side of one page. For teachers who share a student with a "
            "paraprofessional, and for paras who have been told there’s a plan somewhere."
        ),
        "first_page_heading": "Page 1: the five boxes",
        "first_page": [
            "What it’s for, in one sentence.",
            "What to do before: three things, each starting with a verb.",
            "When it starts: the exact words, the distance, and what to leave out.",
            "When it’s over: where the work goes, and who talks to the student.",
            "When to call, and whom. Calling is doing it right.",
        ],
        "first_page_note": "If she can’t run it on the day you’re out, it isn’t a plan yet.",
        "pages": 3,
        "project": "project-bace",
        "inside": [
            ("The page, filled in", "An example for an invented student, J."),
            ("How to write it", "Five boxes, in the order that they’re needed."),
            ("The ten-minute check-in", "Once a week, in paid hours: hers first."),
            ("The blank page", "To print, fill in and fit behind a badge."),
        ],
        "quote": ("I finally know what I’m supposed to do, and that I’m allowed to call.", "Paraprofessional (sample)"),
    },
]
