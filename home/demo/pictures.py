"""What the demo's pictures show, by file name under `assets/`. A missing description means decoration."""

CREDIT = "Threshold Learning Consultancy"
LICENSE = "Our own drawing"

DESCRIPTIONS = {
    "article-collaboration-against-burnout": "Three colleagues standing close together in a lit doorway.",
    "article-greeting-at-the-door": "An adult stands in a doorway and greets a student who is coming in.",
    "article-say-what-you-saw": "A folded note with two columns lies in the light of an open door.",
    "article-compassion-is-a-skill": "An adult has come down to the height of a child beside a door.",
    "article-when-behavior-is-communication": "A key in front of a row of doors, one of which stands open.",
    "article-the-schedule-on-the-wall": "A schedule of pictures on a classroom wall; a child moves one card.",
    "article-reinforcement-without-bribery": "A row of small doors, opening one after the other.",
    "article-transitions": "A line of students walks along a hallway past colored doors.",
    "article-data-in-a-minute": "A graph whose line falls after a lit vertical line.",
    "article-teach-the-replacement": "A closed door and, beside it, an open one with light falling out.",
    "article-paras-and-teachers-one-plan": "Two adults hold one page between them in a doorway.",
    "figure-baseline-graph": (
        "Graph of minutes until the first mark. Before the plan the points lie between eight and twelve; "
        "with the plan they fall from eight to about three."
    ),
    "figure-door-plan": (
        "Floor plan. An adult stands in the doorway, half turned, and sees both the line in the hallway "
        "and the first row of desks, where the first task already lies."
    ),
    "cover-thrive": "A green door standing open onto a lit room with four people in it.",
    "cover-onward": "Steps lead through a violet doorway up to a lit opening.",
    "cover-bace": "An arch of red brick with a person standing in its lit doorway.",
    "podcast-cover": "Little Bits of TLC: a lit door that is also a play button.",
}
