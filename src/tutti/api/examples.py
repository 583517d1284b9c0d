"""Examples that hold null.

The framework drops every null while it writes the OpenAPI document, so they go through it under another name.
"""

from __future__ import annotations

from typing import Any

_NULL = "\0null"


def kept(value: Any) -> Any:
    """The example as it is given to the framework."""
    return _swapped(value, None, _NULL)


def restored(value: Any) -> Any:
    """What the framework wrote, with the nulls back in their places."""
    return _swapped(value, _NULL, None)


def _swapped(value: Any, old: str | None, new: str | None) -> Any:
    if isinstance(value, dict):
        return {key: _swapped(child, old, new) for key, child in value.items()}
    if isinstance(value, list):
        return [_swapped(child, old, new) for child in value]
    return new if value == old else value
