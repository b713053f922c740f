"""A request and a response, without the server."""

import dataclasses
import json
from typing import Any
from urllib.parse import parse_qsl


@dataclasses.dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: str
    headers: Any  # a case-insensitive mapping
    body: bytes
    base_url: str

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """The body as an object, or ValueError."""
        value = json.loads(self.body or b"{}")
        if not isinstance(value, dict):
            raise ValueError("The body must be a JSON object.")
        return value


@dataclasses.dataclass
class Response:
    """`fate` is `send`, `timeout` (say nothing for `seconds`) or `reset` (cut the connection)."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    fate: str = "send"
    seconds: float = 0

    @classmethod
    def of_json(
        cls, value: Any, *, status: int = 200, headers: dict[str, str] | None = None
    ) -> "Response":
        body = json.dumps(value, indent=2).encode()
        return cls(status, body, {"Content-Type": "application/json"} | (headers or {}))

    @classmethod
    def of_html(cls, html: str, *, status: int = 200) -> "Response":
        return cls(status, html.encode(), {"Content-Type": "text/html; charset=utf-8"})

    @classmethod
    def redirect(cls, address: str) -> "Response":
        return cls(303, b"", {"Location": address})
