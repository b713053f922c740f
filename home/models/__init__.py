from .articles import ArticleIndexPage, ArticlePage
from .contact import ContactFormField, ContactPage
from .front import HomePage
from .plain import LandingPage, StandardPage

__all__ = [
    "ArticleIndexPage",
    "ArticlePage",
    "ContactFormField",
    "ContactPage",
    "HomePage",
    "LandingPage",
    "StandardPage",
]
