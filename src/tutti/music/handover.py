"""What one step hands to the next, exactly: a Listening or a Plan as JSON that is read back equal to the last bit.

Not for people: the fields follow the types, and only the version that wrote a handover reads it. What is published is
in `documents`.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from tutti.base.errors import InputError
from tutti.music.listening import Listening
from tutti.music.plan import Plan

Value = TypeVar("Value")


def write_heard(listening: Listening) -> str:
    """A Listening as JSON."""
    return json.dumps(_listening_adapter().dump_python(listening, mode="json"), ensure_ascii=False)


def read_heard(text: str) -> Listening:
    """The Listening that was handed over.

    Raises:
        InputError: the text is not one.
    """
    return _read(_listening_adapter(), text, "what was heard")


def write_plan(plan: Plan) -> str:
    """A Plan as JSON, with the Brief and the Listening it was made from."""
    return json.dumps(_plan_adapter().dump_python(plan, mode="json"), ensure_ascii=False)


def read_plan(text: str) -> Plan:
    """The Plan that was handed over.

    Raises:
        InputError: the text is not one.
    """
    return _read(_plan_adapter(), text, "the plan")


def _read(adapter: TypeAdapter[Value], text: str, what: str) -> Value:
    try:
        return adapter.validate_python(json.loads(text))
    except (json.JSONDecodeError, ValidationError) as error:
        raise InputError(f"{what} cannot be read back: {error}") from error


@cache
def _listening_adapter() -> TypeAdapter[Listening]:
    return TypeAdapter(Listening)


@cache
def _plan_adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)
