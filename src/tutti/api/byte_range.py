"""Which bytes of an object a request asks for: the Range header of RFC 9110, section 14.

A unit we do not know, a header that is malformed and a list of several ranges are answered with the whole object, which
the standard permits; only a single range that lies outside is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SINGLE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByteRange:
    """Bytes from `start` to before `end`."""

    start: int
    end: int

    @property
    def bytes(self) -> int:
        """How many bytes these are."""
        return self.end - self.start


class RangeOutside(Exception):
    """The range lies beyond the object."""


def wanted_range(header: str | None, size_bytes: int) -> ByteRange | None:
    """The one range a header names, None where the whole object is to be sent.

    Raises:
        RangeOutside: none of the bytes named exists.
    """
    match = _SINGLE.fullmatch(header.strip()) if header is not None else None
    if match is None or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if first == "":  # the last so many bytes
        start, end = max(0, size_bytes - int(last)), size_bytes
    else:
        start, end = int(first), size_bytes if last == "" else min(int(last) + 1, size_bytes)
        if last != "" and int(last) < start:  # malformed
            return None
    if start >= min(end, size_bytes):
        raise RangeOutside
    return ByteRange(start=start, end=end)
