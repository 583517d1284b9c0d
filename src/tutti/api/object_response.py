"""Answers with an object of the store: whole, a range of it, or the news that the client has it already.

Conditions are judged as RFC 9110 says (section 13.2.2): If-None-Match before If-Modified-Since, and a range only where
If-Range fits. The contents came from strangers or were made for them, so a browser must neither guess a type nor run
anything from here.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from tutti.api.byte_range import ByteRange, RangeOutside, wanted_range
from tutti.api.envelope import Refused
from tutti.api.gone import gone
from tutti.store.blobs import Blobs
from tutti.store.models import File

UNSATISFIABLE = 416
LONGEST_NAME_CHARACTERS = 150

_UNFIT_FOR_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff"*/:<>?\\|]+')
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._()-]+")
_SAFE = {
    "Accept-Ranges": "bytes",
    "Access-Control-Allow-Origin": "*",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """How a client is to treat an object.

    Attributes:
        name: what the file is called when it is saved.
        is_attachment: whether a browser saves it instead of showing it.
        cache: the Cache-Control header.
    """

    name: str
    is_attachment: bool = False
    cache: str = "private, max-age=3600"


async def object_response(request: Request, blobs: Blobs, file: File, shown: Presentation) -> Response:
    """Answer GET or HEAD with an object.

    Raises:
        Refused: the object is gone (410), or the range lies outside of it (416).
    """
    size = await blobs.size(file.key)
    if size is None:
        raise gone(f"{file.name} was deleted", file.deleted_ms)
    etag = f'"{file.etag}"' if size == file.bytes else f'"{file.etag}-{size}"'
    modified_seconds = file.created_ms // 1000
    headers = {
        **_SAFE,
        "ETag": etag,
        "Last-Modified": formatdate(modified_seconds, usegmt=True),
        "Cache-Control": shown.cache,
        "Content-Disposition": disposition(shown.name, is_attachment=shown.is_attachment),
    }
    if _has_it(request, etag, modified_seconds):
        return Response(status_code=304, headers=headers)
    try:
        part = wanted_range(_range_header(request, etag, headers["Last-Modified"]), size)
    except RangeOutside:
        outside = {"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"}
        raise Refused(UNSATISFIABLE, f"The file has {size} bytes; ask for some of them", headers=outside) from None
    return _body(request, blobs, file, headers, part, size)


def disposition(name: str, *, is_attachment: bool = False) -> str:
    """The Content-Disposition of a file (RFC 6266): plain for old clients, the whole name in UTF-8 for the others."""
    whole = file_name(name)
    kind = "attachment" if is_attachment else "inline"
    plain = _NOT_PLAIN.sub("_", whole)
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"


def file_name(text: str) -> str:
    """A text as the name of a file: nothing in it that a file system or a header minds."""
    clean = " ".join(_UNFIT_FOR_NAMES.sub(" ", text).split()).strip(" .")
    if len(clean) > LONGEST_NAME_CHARACTERS:
        stem, dot, ending = clean.rpartition(".")
        ending = dot + ending if 0 < len(ending) <= 5 else ""
        clean = (stem if ending else clean)[: LONGEST_NAME_CHARACTERS - len(ending)].rstrip(" .") + ending
    return clean or "file"


def _body(
    request: Request, blobs: Blobs, file: File, headers: dict[str, str], part: ByteRange | None, size: int
) -> Response:
    sent = part or ByteRange(start=0, end=size)
    headers |= {"Content-Length": str(sent.bytes), "Content-Type": file.content_type}
    if part is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    status = 200 if part is None else 206
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(_pieces(blobs, file.key, sent), status_code=status, headers=headers)


async def _pieces(blobs: Blobs, key: str, sent: ByteRange) -> AsyncIterator[bytes]:
    async for piece in blobs.stream(key, sent.start, sent.end):
        yield piece


def _has_it(request: Request, etag: str, modified_seconds: int) -> bool:
    held = request.headers.get("if-none-match")
    if held is not None:
        return held.strip() == "*" or etag in (each.strip().removeprefix("W/") for each in held.split(","))
    since = _seconds(request.headers.get("if-modified-since"))
    return since is not None and modified_seconds <= since


def _range_header(request: Request, etag: str, modified: str) -> str | None:
    """The Range header, where If-Range does not forbid it."""
    condition = request.headers.get("if-range")
    if condition is not None and condition.strip() not in (etag, modified):
        return None
    return request.headers.get("range")


def _seconds(date: str | None) -> float | None:
    if date is None:
        return None
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
