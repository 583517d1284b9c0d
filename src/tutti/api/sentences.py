"""Says what is wrong with a field in one sentence that names it and its limit, never repeating what was sent.

Takes the error records of pydantic (`type`, `loc`, `input`, `ctx`). The first words follow the recorded wire:
"title cannot be null", "tags cannot exceed 1000 characters".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Kinds of our own: the message is the whole sentence, or what follows the name of the field.
WHOLE_SENTENCE = "whole_sentence"
RULE = "rule"

_PLACES = ("body", "query", "path", "header", "cookie")
_BY_KIND = {
    "missing": "cannot be null",
    "string_too_short": "cannot be empty",
    "string_too_long": "cannot exceed {max_length} characters",
    "string_type": "must be a string",
    "string_unicode": "must be valid Unicode text",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_parsing_size": "must be a whole number of fewer digits",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "finite_number": "must be a finite number",
    "greater_than_equal": "cannot be less than {ge}",
    "greater_than": "must be more than {gt}",
    "less_than_equal": "cannot be more than {le}",
    "less_than": "must be less than {lt}",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
    "list_type": "must be a list",
    "dict_type": "must be an object",
}


def sentence(error: Mapping[str, Any]) -> str:
    """What the caller should read for one error record."""
    kind = error["type"]
    if kind == WHOLE_SENTENCE:
        return str(error["msg"])
    name = ".".join(str(part) for part in error["loc"] if part not in _PLACES) or "The request"
    if kind == RULE:
        return f"{name} {error['msg']}"
    if "input" in error and error["input"] is None:
        kind = "missing"
    words = _BY_KIND.get(kind)
    if words is None:
        return f"{name} is not valid"
    return f"{name} {words.format(**{key: _plain(value) for key, value in error.get('ctx', {}).items()})}"


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace("'", "").replace(" or ", ", ")
