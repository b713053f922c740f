"""What the pages of a person and of a topic list. Pages of other apps are found by their string names."""

from django.apps import apps


def person_context(person) -> dict:
    """Live articles and episodes of one person, newest first."""
    articles = apps.get_model("home", "ArticlePage").objects.live().public()
    episodes = apps.get_model("podcast", "EpisodePage").objects.live().public()
    return {
        "person": person,
        "articles": articles.filter(author=person).order_by("-published_on"),
        "episodes": episodes.filter(people__person=person).distinct().order_by("-published_at"),
    }


def topic_context(topic) -> dict:
    """Live articles and episodes on one topic, newest first."""
    articles = apps.get_model("home", "ArticlePage").objects.live().public()
    episodes = apps.get_model("podcast", "EpisodePage").objects.live().public()
    return {
        "topic": topic,
        "articles": articles.filter(topics=topic).order_by("-published_on"),
        "episodes": episodes.filter(topics=topic).order_by("-published_at"),
    }
