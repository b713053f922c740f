"""The front page, the listings' introductions, and the site's and the promos' settings."""

HOME = {
    "title": "Threshold Learning Consultancy",
    "summary": (
        "Training and consultation for the adults in K-12 schools who work with children having a hard "
        "time. Articles, a podcast, free guides and three eight-week Projects."
    ),
    "month": "compassion",
    "episode": "compassionate-care",
    "guide": "the-first-ten-minutes",
}
HOME_FIELDS = {
    "hero_heading": "We bring behavior analysis through the classroom door.",
    "hero_text": (
        "Training and consultation for the adults in K-12 schools who work with children having a hard time."
    ),
    "hero_button": "Find your room",
    "hero_link": "Hear a short episode",
    "rooms_heading": "Which room is yours?",
    "rooms_text": (
        "Three Projects, one for each kind of room. You join a cohort of people who teach where you teach, "
        "and build the program together over eight weeks."
    ),
    "proof_heading": "We measure, so you can see it work.",
    "proof_text": (
        "Every cohort draws one of these for its own room. The line in the middle is the day the plan began."
    ),
    "proof_title": "Calls to the office for help per week, before and after the team’s plan",
    "proof_baseline": "18, 21, 17, 22, 23, 19",
    "proof_plan": "15, 13, 14, 10, 9, 7, 8, 5, 4, 4",
    "proof_caption": "Calls to the office for help, one fourth-grade team. Sample data for this demo.",
    "proof_quote": "I stopped guessing. My principal stopped getting paged.",
    "proof_quote_by": "Resource teacher, Thrive (sample)",
    "month_heading": "November is about compassion",
    "month_text": "One theme a month. Read it in a prep period, hear it on the drive home.",
    "guide_text": (
        "A short guide to the part of the day that decides the rest of it: greeting, settling, and the "
        "first thing students do with their hands."
    ),
}

ARTICLE_INDEX = {
    "slug": "blog",
    "title": "Articles",
    "summary": (
        "Plain, practical pieces about behavior in school: the room, the moment, and the people you work "
        "with. One theme each month."
    ),
}
PROGRAM_INDEX = {
    "slug": "programs",
    "title": "Projects",
    "summary": (
        "Three Projects, one for each kind of room. Eight weeks in a cohort of people who teach where you "
        "teach, building the program together."
    ),
}
GUIDE_INDEX = {
    "slug": "guides",
    "title": "Guides",
    "summary": (
        "Short, printable guides, free for an e-mail address. You can read the first page before you decide."
    ),
}

CONTACT = {
    "slug": "contact",
    "title": "Contact",
    "summary": "Stuck with a plan that isn’t working? Write to us. A consultant answers, usually within one school day.",
    "intro": (
        "Tell us what you’re working on and we’ll answer within one school day or so. "
        "Please leave out students’ names and anything from their records."
    ),
    "thank_you": "Thank you. Your message has reached us, and a person will answer it, usually within one school day.",
    "fields": [
        ("Your name", "singleline", True, "", ""),
        ("Your e-mail", "email", True, "So that we can answer.", ""),
        ("School or district", "singleline", False, "", ""),
        (
            "What is it about?",
            "dropdown",
            True,
            "",
            "Consultation for our school\nA Project or cohort\nA place in the webinar\nAn order, invoice or refund\n"
            "The podcast or an article\nSomething else",
        ),
        ("Your message", "multiline", True, "No student names, please. Letters will do.", ""),
    ],
}

LANDING = {
    "slug": "webinar",
    "picture": "article-greeting-at-the-door",
    "title": "The first ten minutes, live",
    "summary": (
        "A free 45-minute webinar on the first Wednesday of each month: plan tomorrow’s first ten minutes "
        "with Elena Marsh, BCBA."
    ),
    "lead": (
        "Free, online, with Elena Marsh, BCBA. The first Wednesday of each month, 4:00 to 4:45 p.m. Eastern "
        "time. You’ll leave with tomorrow’s first ten minutes planned."
    ),
    "body": """
## What we’ll do in 45 minutes

1. **Set it out.** You choose tomorrow’s first task, and we make it need no explaining. Bring one page you would normally hand out.
2. **Say it.** We write your four-second greeting, and the one sentence for the student who had a hard yesterday. Think of one student; a letter will do for the name.
3. **Count it.** You draw three points before you change anything, so that you’ll know whether it worked.

::: button /contact/
Save my place
:::

::: said Second-grade teacher (sample)
I planned one morning. I’ve used it for a month.
:::

::: person elena-marsh
:::

## Bring the guide

We work through it together, so have it beside you.

::: guide the-first-ten-minutes
:::
""",
}

SETTINGS = {
    "tagline": "Behavior analysis for K-12 schools",
    "contact_email": "hello@threshold.example",
    "contact_phone": "(555) 555-0142",
    "postal_address": "Threshold Learning Consultancy\n100 Example Street\nColumbus, OH 43215",
    "social_links": [
        ("LinkedIn", "https://linkedin.example/threshold-learning"),
        ("Instagram", "https://instagram.example/threshold-learning"),
        ("YouTube", "https://youtube.example/threshold-learning"),
    ],
    "podcast_links": [
        ("Apple Podcasts", "https://podcasts.apple.example/little-bits-of-tlc"),
        ("Spotify", "https://spotify.example/little-bits-of-tlc"),
        ("Overcast", "https://overcast.example/little-bits-of-tlc"),
        ("Pocket Casts", "https://pocketcasts.example/little-bits-of-tlc"),
    ],
}

PROMOS = {
    "author": "the-consultancy",
    "product": "debriefs-that-dont-wear-you-out",
    "guide": "the-first-ten-minutes",
    "episode": "compassionate-care",
}
