from .articles import ArticleIndexPage, ArticlePage
from .contact import ContactFormField, ContactPage, ContactSubmission
from .front import HomePage, HomeRoom
from .plain import LandingPage, StandardPage

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "ContactFormField",
    "ContactPage",
    "ContactSubmission",
    "HomePage",
    "HomeRoom",
    "LandingPage",
    "StandardPage",
]
