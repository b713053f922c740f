"""Three free guides. The PDFs stand under `assets/guides/` by the slug."""

GUIDES = [
    {
        "slug": "the-first-ten-minutes",
        "title": "The first ten minutes",
        "summary": (
            "What to set out, say and do between the bell and the first settled breath. "
            "Made from the second week of Project Thrive."
        ),
        "for_whom": [
            "Teachers whose first ten minutes decide the rest of the hour",
            "Paras who take the inside of the room while the teacher stands at the door",
            "Coaches who would like something to watch for besides the lesson",
        ],
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
        "for_whom": [
            "Teams who leave meetings with the same disagreement they brought",
            "Anyone who writes to families about hard days",
            "New staff, before their first incident report",
        ],
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
        "for_whom": [
            "Teachers who share a student with a paraprofessional",
            "Paras who have been told there’s a plan somewhere",
            "Behavior specialists whose plans run to nine pages",
        ],
        "inside": [
            ("The page, filled in", "An example for an invented student, J."),
            ("How to write it", "Five boxes, in the order that they’re needed."),
            ("The ten-minute check-in", "Once a week, in paid hours: hers first."),
            ("The blank page", "To print, fill in and fit behind a badge."),
        ],
        "quote": ("I finally know what I’m supposed to do, and that I’m allowed to call.", "Paraprofessional (sample)"),
    },
]
