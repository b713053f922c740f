"""What the demo's pictures show, by file name under `assets/`. A missing description means decoration."""

CREDIT = "Threshold Learning Consultancy"
LICENSE = "Our own drawing"

DESCRIPTIONS = {
    "article-collaboration-against-burnout": (
        "Three colleagues stand close together, arms around each other, in the light of two open doors."
    ),
    "article-greeting-at-the-door": (
        "A teacher bends down in an open doorway and greets four students, one at a time."
    ),
    "article-say-what-you-saw": (
        "Two doors. Behind the lit one lie a fallen chair and a pencil; the other, with a cloud on it, is "
        "closed. A teacher between them takes notes."
    ),
    "article-compassion-is-a-skill": "An adult sits beside a child on a low bench, in the same light.",
    "article-when-behavior-is-communication": (
        "A child’s speech bubble holds a scribble; the adult’s answer holds a clear picture of a door."
    ),
    "article-the-schedule-on-the-wall": (
        "Five cards on a rail: two are checked off, one is lit, two are still to come. A child reaches up."
    ),
    "article-reinforcement-without-bribery": (
        "A teacher drops a marble into a glass jar while a child watches it fill."
    ),
    "article-transitions": "Three children walk in a line through one doorway after another.",
    "article-data-in-a-minute": (
        "A teacher with a sheet of paper beside a large graph. After a lit vertical line, its points fall."
    ),
    "article-teach-the-replacement": (
        "A house with a ladder to a small high window and, beside it, an open door with a ramp. An adult "
        "shows a child the door."
    ),
    "article-paras-and-teachers-one-plan": "Two adults at one table hold one page between them.",
    "figure-baseline-graph": (
        "Graph of minutes until the first mark. Before the plan the points lie between eight and twelve; "
        "with the plan they fall from eight to about three."
    ),
    "figure-door-plan": (
        "Floor plan. An adult stands in the doorway, half turned, and sees both the line in the hallway "
        "and the first row of desks, where the first task already lies."
    ),
    "cover-thrive": "A green doorway with four people of different heights standing in its light.",
    "cover-onward": "Two people climb steps through a violet room to a lit doorway.",
    "cover-bace": "A person stands in the lit doorway of an arch built from red brick.",
    "guide-the-first-ten-minutes-cover": "A clock with ten minutes lit, above a child at a desk where the first task lies ready.",
    "guide-say-what-you-saw-cover": "A clipboard in the shape of a door with three columns; the middle one is lit.",
    "guide-one-page-a-para-can-run-cover": "A child on the second of four wide steps that lead up to one lit page.",
    "podcast-cover": "Little Bits of TLC: two people talk in a lit doorway.",
    "topic-classroom-environment": "A room with shelves, a table and a window, a place for everything.",
    "topic-behavior-strategies": "Three doors in a row. The first is open, and its light falls on a person.",
    "topic-collaboration": "Two people shake hands where the arches behind them overlap.",
    "topic-compassion": "A small figure in a lit arch, inside a larger arch, inside a larger one.",
    "episode-thrive": "Little Bits of TLC in the green of Project Thrive: two people talk in a lit doorway.",
    "episode-onward": "Little Bits of TLC in the violet of Project Onward: two people talk in a lit doorway.",
    "episode-bace": "Little Bits of TLC in the coral of Project Bace: two people talk in a lit doorway.",
    "hero": "A child with a backpack walks in through a lit door; an adult holds it open.",
    "portrait-the-consultancy": "Drawing of three people standing together in a doorway.",
    "portrait-maya-ellison": "Drawing of Maya Ellison.",
    "portrait-elena-marsh": "Drawing of Elena Marsh.",
    "portrait-theo-grant": "Drawing of Theo Grant.",
    "portrait-priya-anand": "Drawing of Priya Anand.",
    "portrait-dana-okafor": "Drawing of Dana Okafor.",
    "product-debriefs": "A laptop with a video paused, in the shape of a door.",
    "product-rooms": "A classroom in which a table, a shelf and everything on it have their place; a child comes in.",
    "product-graph-hour": "A teacher points at a graph in an open door; its line falls.",
    "product-first-weeks": "A fan of cards in the shape of doors; the front one has a few lines of text.",
}
