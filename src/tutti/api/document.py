"""Answers with a stored JSON document inside the envelope, word for word."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from tutti.api.envelope import SUCCESS, SUCCESS_MESSAGE
from tutti.api.gone import gone
from tutti.store.blobs import Blobs
from tutti.store.models import File

_HEAD = f'{{"code":{SUCCESS},"msg":"{SUCCESS_MESSAGE}","data":'.encode()


async def document_response(request: Request, blobs: Blobs, file: File) -> Response:
    """The document as `data`.

    Raises:
        Refused: it is gone (410).
    """
    headers = {"ETag": f'"{file.etag}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    content = await blobs.read(file.key)
    if content is None:
        raise gone("The document was deleted", file.deleted_ms)
    return Response(_HEAD + content.strip() + b"}", media_type="application/json", headers=headers)
