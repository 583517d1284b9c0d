"""What a server and its engine processes say to each other: one JSON object a line, over pipes.

The process says Hello once it listens. Then, again and again: the server sends a Call, the process sends any number of
Events and ends with a Result or a Failure. A line is at most `LINE_BYTES` long, so that nobody has to hold more.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

LINE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """The process is there."""

    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is to be done, with what."""

    verb: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened on the way; its field "event" says what."""

    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The call was done."""

    fields: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The call cannot be done, for a reason that has a name."""

    code: str
    message: str


Message = Hello | Call | Event | Result | Failure
_KINDS: dict[str, type[Message]] = {kind.__name__.lower(): kind for kind in (Hello, Call, Event, Result, Failure)}


def pack(message: Message) -> bytes:
    """A message as a line.

    Raises:
        ValueError: the line would be too long.
    """
    kind = type(message).__name__.lower()
    line = json.dumps({"kind": kind, **asdict(message)}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if len(line) > LINE_BYTES:
        raise ValueError(f"a message of kind {kind} has {len(line)} bytes; at most {LINE_BYTES} are sent")
    return line


def unpack(line: bytes) -> Message:
    """The message a line holds.

    Raises:
        ValueError: it holds none.
    """
    content = json.loads(line)
    kind = _KINDS.get(content.pop("kind", "")) if isinstance(content, dict) else None
    if kind is None:
        raise ValueError(f"not a message: {line[:80]!r}")
    try:
        return kind(**content)
    except TypeError as error:
        raise ValueError(f"not a message of kind {kind.__name__}: {line[:80]!r}") from error
