"""Exports that a spreadsheet program opens without running what a stranger typed into a form.

A cell that begins with = + - @ is a formula to Excel, LibreOffice and Google Sheets, also after blanks.
https://owasp.org/www-community/attacks/CSV_Injection
"""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse
from wagtail.admin.views.mixins import SpreadsheetExportMixin

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # tells Excel that the file is UTF-8


def harmless(value):
    """The value for a cell: text that would begin a formula gets an apostrophe before it."""
    if isinstance(value, str) and (
        value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS)
    ):
        return f"'{value}"
    return value


class HarmlessExport(SpreadsheetExportMixin):
    """For Wagtail's list views that export: put it before the view's own class."""

    def preprocess_field_value(self, field, value, export_format):
        return harmless(super().preprocess_field_value(field, value, export_format))

    def get_heading(self, queryset, field):
        return harmless(super().get_heading(queryset, field))


class _Echo:
    def write(self, text: str) -> str:
        return text


def csv_file(name: str, heads: Sequence[str], rows: Iterable[Sequence]) -> StreamingHttpResponse:
    """A CSV file to download, sent row by row."""
    response = StreamingHttpResponse(_lines(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


def _lines(heads: Sequence[str], rows: Iterable[Sequence]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    yield writer.writerow(heads)
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])
