"""The blocks of running text, used by every app's pages. Each renders through `templates/blocks/`."""

from .headings import HeadingBlock, number_headings
from .layout import AccordionBlock, ButtonBlock, PagesBlock, PersonBlock, TableBlock
from .media import EmbedBlock, FigureBlock
from .promos import AuthorBlock, UniversityProductBlock
from .text import CalloutBlock, ParagraphBlock, PullQuoteBlock, StrategiesBlock

__all__ = [
    "AccordionBlock",
    "AuthorBlock",
    "ButtonBlock",
    "CalloutBlock",
    "EmbedBlock",
    "FigureBlock",
    "HeadingBlock",
    "PagesBlock",
    "ParagraphBlock",
    "PersonBlock",
    "PullQuoteBlock",
    "StrategiesBlock",
    "TableBlock",
    "UniversityProductBlock",
    "number_headings",
]
