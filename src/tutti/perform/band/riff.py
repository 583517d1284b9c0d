"""RIFF: nested chunks of a name, a size and bytes, little-endian (Microsoft and IBM, 1991).

Chunks are padded to even sizes. Converters to SF3 leave odd chunks unpadded, which the name of the next chunk
betrays: it starts with a letter, a pad byte is zero.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_HEADER_BYTES = 8


def leaf_chunks(data: memoryview) -> dict[str, memoryview]:
    """All chunks of a RIFF file that hold no other chunks, by name; of equal names the last.

    Raises:
        ValueError: the bytes are not RIFF.
    """
    if bytes(data[:4]) != b"RIFF" or len(data) < 12:
        raise ValueError("no RIFF header")
    leaves: dict[str, memoryview] = {}
    for name, body in _chunks(data[12:]):
        if name == "LIST":
            leaves.update(_chunks(body[4:]))
        else:
            leaves[name] = body
    return leaves


def _chunks(data: memoryview) -> Iterator[tuple[str, memoryview]]:
    position = 0
    while position + _HEADER_BYTES <= len(data):
        name, size = struct.unpack_from("<4sI", data, position)
        body = data[position + _HEADER_BYTES : position + _HEADER_BYTES + size]
        if len(body) < size:
            raise ValueError(f"chunk {name!r} is cut short: {len(body)} of {size} bytes")
        yield name.decode("latin-1"), body
        position += _HEADER_BYTES + size
        if size % 2 and position < len(data) and data[position] == 0:
            position += 1
