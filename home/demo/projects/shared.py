"""What is the same in all three Projects."""

REFUNDS = (
    "Until 14 days before the first session you get all of it back. After that, and until the first "
    "session begins, half. Once the cohort has begun there is no refund. Until then you can also give "
    "your seat to a colleague at no cost."
)

FAQ = [
    (
        "What if I miss a session?",
        "Each one is recorded and up by the next morning, with captions. If you miss more than two, we "
        "will call to see whether a later cohort suits you better, at no cost.",
    ),
    (
        "Can I bring my team?",
        "Please do. Choose the number of seats when you enroll; you can name the people later, any time "
        "until the first day. Pairs who share a classroom get the most out of it.",
    ),
    (
        "Can my school or district pay?",
        "Yes. A school card works on the enrollment form, and the receipt carries the organization’s name. "
        "If your district needs something else, write to us before you enroll.",
    ),
    ("What if I can’t come after all?", REFUNDS),
    (
        "Do I get a certificate?",
        "Yes: twelve contact hours, issued the week after the last session to everyone who came to at "
        "least six of the eight or made up the recordings.",
    ),
    (
        "Do I have to share anything about my students?",
        "No names, ever, and no records. You work on your own room with letters in place of names, and you "
        "decide what your cohort hears.",
    ),
]
