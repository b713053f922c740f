"""Stripe's form encoding: `line_items[0][price_data][currency]=usd` and back to nested values."""

import re
from typing import Any
from urllib.parse import parse_qsl

from programs.sandbox.errors import InvalidParameter

KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
SUBKEY = re.compile(r"\[([^\[\]]*)\]")
MOST_FIELDS = 2000


def parse_form(encoded: str) -> dict[str, Any]:
    """Nested dictionaries; a mapping whose keys are 0, 1, 2 … becomes a list."""
    try:
        pairs = parse_qsl(
            encoded, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError as error:
        raise InvalidParameter(f"Invalid request body: {error}") from error
    tree: dict[str, Any] = {}
    for key, value in pairs:
        _put(tree, key, value)
    return {name: _lists(value) for name, value in tree.items()}


def _put(tree: dict[str, Any], key: str, value: str) -> None:
    match = KEY.match(key)
    if match is None:
        raise InvalidParameter(f"Received unknown parameter: {key}", code="parameter_unknown")
    names = [match[1], *SUBKEY.findall(match[2])]
    for name in names[:-1]:
        name = name or str(len(tree))
        branch = tree.setdefault(name, {})
        if not isinstance(branch, dict):
            raise InvalidParameter(f"Invalid object: {key}", param=key)
        tree = branch
    tree[names[-1] or str(len(tree))] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    branch = {name: _lists(item) for name, item in value.items()}
    if branch and list(branch) == [str(place) for place in range(len(branch))]:
        return list(branch.values())
    return branch
