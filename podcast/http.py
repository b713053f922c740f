"""Answers that every podcast app and cache may keep: validators, compression, readable from any origin.

Sources: RFC 9110 (conditional and range requests), RFC 9111 (caching).
"""

import gzip
import hashlib
import re
from datetime import datetime
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, parse_http_date_safe

CHUNK = 64 * 1024
ONE_RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,18})-([0-9]{0,18})\s*\Z", re.IGNORECASE)
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", re.IGNORECASE)


def open_to_all(response: HttpResponse, max_age: int) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={max_age}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def cacheable(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    *,
    max_age: int,
    last_modified: datetime | None = None,
) -> HttpResponse:
    """The body, compressed where asked, or 304 when the client has it already.

    The tag is weak because it stands for the plain and the compressed form alike.
    """
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    modified = int(last_modified.timestamp()) if last_modified else None
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        response = HttpResponse(content_type=content_type)
        if ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")):
            body = gzip.compress(body, mtime=0)
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(body))
        if request.method != "HEAD":
            response.content = body
    response["ETag"] = etag
    if modified is not None:
        response["Last-Modified"] = http_date(modified)
    patch_vary_headers(response, ["Accept-Encoding"])
    return open_to_all(response, max_age)


def asked_range(
    request: HttpRequest, size: int, etag: str, modified: int
) -> tuple[int, int] | None:
    """First and last byte of the one range asked for; None means the whole file.

    Several ranges, other units and nonsense get the whole file, which RFC 9110 14.2 allows. Raises
    ValueError for a range that lies outside the file.
    """
    match = ONE_RANGE.match(request.headers.get("Range", ""))
    if request.method != "GET" or not match or not any(match.groups()):
        return None
    if not if_range_holds(request.headers.get("If-Range"), etag, modified):
        return None
    first, last = match.groups()
    if first and last and int(first) > int(last):
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size:
        raise ValueError("range outside the file")
    return start, end


def if_range_holds(condition: str | None, etag: str, modified: int) -> bool:
    """Whether the client's earlier part belongs to the file of today; else it needs the whole (RFC 9110 13.1.5)."""
    if condition is None:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    return parse_http_date_safe(condition) == modified


class FileSlice:
    """The bytes from `start` to `end` of an open file, a chunk at a time. Closes the file."""

    def __init__(self, file: BinaryIO, start: int, end: int):
        self.file = file
        self.left = end - start + 1
        file.seek(start)

    def __iter__(self):
        return self

    def __next__(self) -> bytes:
        chunk = self.file.read(min(CHUNK, self.left)) if self.left else b""
        if not chunk:
            raise StopIteration
        self.left -= len(chunk)
        return chunk

    def close(self) -> None:
        self.file.close()
