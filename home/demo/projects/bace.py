from .shared import FAQ

PROJECT = {
    "slug": "project-bace",
    "title": "Project Bace",
    "short_name": "Bace",
    "color": "bace",
    "room": "Life-skills, low-incidence programs",
    "cover": "cover-bace",
    "summary": "An individualized functional-skills program, built course by course from the base.",
    "lead": "Eight weeks to build a functional-skills program that fits each student, course by course from the base.",
    "builds": (
        "An individualized functional-skills program: the room, your responses to behavior, functional academics."
    ),
    "outcomes_heading": "By the last week you will have",
    "weeks_lead": "Each week has one live session, one routine to try, and one page to fill in for your students.",
    "session_heading": "One Thursday",
    "outcomes": [
        (
            "A short list for every student",
            "Three skills each, chosen by what somebody else would otherwise have to do for them.",
        ),
        (
            "Task analyses your team agrees on",
            "Steps small enough to teach, and a page that shows where the student is today.",
        ),
        (
            "One way of helping",
            "A prompt plan that every adult in the room uses, with a date for using less of it.",
        ),
        (
            "A day that teaches",
            "Schedules, stations and routines where reading, money and time are used for something.",
        ),
    ],
    "fits": [
        "You teach functional or life skills to students with significant support needs, at any age",
        "You work with two or more paraprofessionals",
        "You’d like your data to be one page, and looked at",
    ],
    "does_not_fit": [
        ("You teach a general education class or a resource room", "project-thrive"),
        ("Your program is for intensive emotional and behavioral needs", "project-onward"),
    ],
    "weeks": [
        (
            "What comes first",
            "Choosing skills by independence, safety and joy, with the family at the table.",
        ),
        (
            "The room as a tool",
            "Stations, storage, schedules: what students can reach, read and finish.",
        ),
        (
            "Taking a task apart",
            "Do it yourself, slowly. Write the steps. Find the ones already there.",
        ),
        ("Help, and then less help", "Prompts, waiting, fading. Five quiet seconds."),
        (
            "A voice for everyone",
            "Asking, refusing, choosing: communication that works all day, for each student.",
        ),
        (
            "When behavior gets in the way",
            "What it’s for, what to teach instead, and a response all adults share.",
        ),
        (
            "Academics that get used",
            "Reading, money, time and number, inside routines that matter.",
        ),
        ("One page of data", "A graph per skill, a date to look at it, and a decision."),
    ],
    "facilitators": ["priya-anand", "dana-okafor"],
    "sample_session": [
        ("4:00", "One thing a student did alone this week"),
        ("4:15", "The new idea, with a task done slowly on camera"),
        ("4:45", "Your students: fill in this week’s page, with Priya or Dana beside you"),
        ("5:10", "Trade pages with another room and ask one question"),
        ("5:25", "Choose the routine for the week"),
        ("5:30", "Done. Questions until 5:45"),
    ],
    "faq": [
        (
            "My students are between three and twenty-one. Does it work for all ages?",
            "Yes. The steps are the same; the skills differ. You’ll be paired with someone whose students "
            "are near the age of yours.",
        ),
        (
            "Can my paras come to the sessions?",
            "They take a seat like anyone else, and many rooms send one. Whoever can’t come gets the "
            "one-page plan that you write that week.",
        ),
        *FAQ,
    ],
    "quotes": [
        (
            "He had been able to zip his coat for months. We’d never waited long enough to find out.",
            "Life-skills teacher (sample)",
        ),
        (
            "Four adults, one page, and for once we all help the same way.",
            "High school functional-skills teacher (sample)",
        ),
    ],
    "guide": "one-page-a-para-can-run",
    "episode": "hlps-life-skills",
}
