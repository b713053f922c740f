"""Invented people. The one real name, the guest, stands with name and credentials only."""

PEOPLE = [
    {
        "slug": "the-consultancy",
        "name": "The Consultancy",
        "is_organization": True,
        "job_title": "Threshold Learning Consultancy",
        "short_bio": (
            "Behavior analysts, social workers and former teachers who work inside schools. We evaluate "
            "programs, help build new ones, and stay until the people in the room can run them without us."
        ),
        "portrait": "portrait-the-consultancy",
    },
    {
        "slug": "maya-ellison",
        "name": "Maya Ellison",
        "credentials": "BCBA",
        "job_title": "Founder",
        "short_bio": (
            "Maya taught third grade before she became a behavior analyst. She has spent more afternoons "
            "on small chairs than anyone she knows, and hosts our podcast from a parked car when she has to."
        ),
        "portrait": "portrait-maya-ellison",
    },
    {
        "slug": "elena-marsh",
        "name": "Elena Marsh",
        "credentials": "BCBA",
        "job_title": "Facilitator, Project Thrive",
        "short_bio": (
            "Elena worked for eleven years in elementary resource rooms. She will ask what the student "
            "gets out of it, kindly and more than once."
        ),
        "portrait": "portrait-elena-marsh",
    },
    {
        "slug": "theo-grant",
        "name": "Theo Grant",
        "credentials": "M.Ed.",
        "job_title": "Facilitator, Project Onward",
        "short_bio": (
            "Theo ran a self-contained program for middle school students and coached six schools after "
            "that. He plans for the minute before, and he ends meetings on time."
        ),
        "portrait": "portrait-theo-grant",
    },
    {
        "slug": "priya-anand",
        "name": "Priya Anand",
        "credentials": "Ed.D.",
        "job_title": "Facilitator, Project Bace",
        "short_bio": (
            "Priya builds functional-skills programs and the data sheets that go with them. Her rule for "
            "both is the same: if it doesn’t fit on one page, it isn’t finished."
        ),
        "portrait": "portrait-priya-anand",
    },
    {
        "slug": "dana-okafor",
        "name": "Dana Okafor",
        "credentials": "LSW",
        "job_title": "School social worker and co-facilitator",
        "short_bio": (
            "Dana is a social worker who started as a paraprofessional. She co-facilitates all three "
            "Projects and speaks up for the adult in the room who was told the least."
        ),
        "portrait": "portrait-dana-okafor",
    },
    {
        "slug": "waddell-hamer",
        "name": "Waddell Hamer",
        "credentials": "MSW, LSW",
        "job_title": "",
        "short_bio": "",
        "portrait": "",
    },
]
