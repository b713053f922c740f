"""Self-paced products of the University: sample names, prices and addresses."""

UNIVERSITY = "https://university.threshold.example"

PRODUCTS = [
    {
        "slug": "debriefs-that-dont-wear-you-out",
        "picture": "product-debriefs",
        "name": "Debriefs that don’t wear you out",
        "description": (
            "A self-paced hour on the meeting after a hard moment: who speaks first, what gets written "
            "down, and how to stop on time. With a one-page agenda to print."
        ),
        "buttons": [
            ("Start the hour, $35", f"{UNIVERSITY}/debriefs/"),
            ("Read the outline", f"{UNIVERSITY}/debriefs/outline/"),
        ],
    },
    {
        "slug": "behavior-in-plain-words",
        "picture": "product-first-weeks",
        "name": "Behavior in plain words",
        "description": (
            "Six short lessons on seeing, describing and understanding behavior, for adults who never "
            "took a course in it. Watch a minute, write what you saw, compare."
        ),
        "buttons": [
            ("Start the course, $60", f"{UNIVERSITY}/plain-words/"),
            ("Try lesson one free", f"{UNIVERSITY}/plain-words/lesson-one/"),
        ],
    },
    {
        "slug": "rooms-that-do-half-the-work",
        "picture": "product-rooms",
        "name": "Rooms that do half the work",
        "description": (
            "Nine classroom routines, from the greeting to the last five minutes, each with a short video, "
            "a script and a card to tape to the wall."
        ),
        "buttons": [("See the nine routines, $45", f"{UNIVERSITY}/rooms/")],
    },
    {
        "slug": "the-graph-hour",
        "picture": "product-graph-hour",
        "name": "The graph hour",
        "description": (
            "From a blank sheet to a graph you can explain in a meeting: one number, five days of "
            "baseline, a phase line, and the words to read it aloud."
        ),
        "buttons": [("Spend the hour, $35", f"{UNIVERSITY}/graph-hour/")],
    },
]
