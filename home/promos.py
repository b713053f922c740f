"""What stands below and beside a new article before its editor has chosen anything."""

from site_core.offers import offers_for


def default_promos(topics=None) -> list[tuple[str, dict]]:
    """Parts 3 to 8 of an article, as the value of its `promos` field.

    With topics, what they and the site's default promotions offer is filled in. Without, as in the
    form for a new article, the choosers stay empty, which means "what the topics of the article
    offer", so that topics chosen later still count.
    """
    offers = offers_for(topics) if topics is not None else {}
    return [
        ("author", {"kicker": "Written by", "person": None, "bio": ""}),
        (
            "university_product",
            {"product": offers.get("university_product"), "heading": "", "description": ""},
        ),
        ("guide", {"guide": offers.get("guide"), "heading": "", "text": ""}),
        (
            "podcast",
            {
                "heading": "",
                "text": "Our podcast, everywhere you listen.",
                "episode": offers.get("episode"),
            },
        ),
        (
            "projects",
            {
                "heading": "Learn it with others",
                "text": "The next open cohort of each Project.",
                "projects": [],
            },
        ),
        (
            "project_episodes",
            {
                "heading": "An episode for your room",
                "text": "High-leverage practices (HLPs), one conversation per Project.",
                "projects": [],
            },
        ),
    ]
