"""Makes a draft article from a text, Markdown or HTML file.

    reading → pieces (headings, paragraphs, lists …) → recognizing → mapping to blocks → saving a draft

Nothing is published, nothing live is changed, and nothing is made when any step refuses.
"""

from .report import Refused, Report
from .run import import_article

__all__ = ["Refused", "Report", "import_article"]
