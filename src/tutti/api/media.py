"""The media addresses, open without a key to whoever was given one: takes, covers and uploads.

An audio id is a random UUID and the address of an upload carries a token (see tutti.base.links). A link with `expires`
and `sig` holds only for its time, and has the browser save the file.
"""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from tutti.api.download_link import has_lapsed
from tutti.api.envelope import Refused
from tutti.api.gone import deleted_ms_of, gone, missing
from tutti.api.object_response import Presentation, object_response
from tutti.api.readable import add_readable
from tutti.api.real_answers import media
from tutti.api.services import Services, TheServices
from tutti.api.take_file import AudioId, TakeFile, kept_take_file
from tutti.base.clock import now_ms
from tutti.base.links import upload_token
from tutti.store.files import UPLOAD, find_file
from tutti.store.models import File
from tutti.store.object_keys import COVER, MASTER

router = APIRouter(tags=["Media"])

FORBIDDEN = 403
LAPSED = "This link holds no more, or was changed; ask /api/v1/common/download-url for a new one"


async def came_by_link(
    request: Request,
    services: TheServices,
    expires: Annotated[str | None, Query(description="Until when the link holds, in epoch seconds.")] = None,
    sig: Annotated[str | None, Query(description="What proves that the link is ours.")] = None,
) -> bool:
    """Whether the request came by a link that holds for a while.

    Raises:
        Refused: it did, and the link holds no more (403).
    """
    is_link = expires is not None or sig is not None
    if is_link and has_lapsed(request, services.secret):
        raise Refused(FORBIDDEN, LAPSED)
    return is_link


IsDownload = Annotated[bool, Depends(came_by_link)]


async def take_audio(request: Request, services: TheServices, audio_id: AudioId, is_download: IsDownload) -> Response:
    """The finished take as MP3. Ranges and conditions are honoured; HEAD answers the same without the sound."""
    found = await kept_take_file(services, audio_id, MASTER)
    return await master_response(request, services, found, is_download=is_download)


async def cover(request: Request, services: TheServices, audio_id: AudioId, is_download: IsDownload) -> Response:
    """The picture of a take, drawn from its own music."""
    found = await kept_take_file(services, audio_id, COVER)
    shown = Presentation(name=f"{found.take.title}.jpeg", is_attachment=is_download)
    return await object_response(request, services.blobs, found.file, shown)


async def upload(request: Request, services: TheServices, token: str, path: str, is_download: IsDownload) -> Response:
    """A file that was uploaded, at the address the upload answered."""
    file = await _uploaded(services, token, path)
    shown = Presentation(name=file.name, is_attachment=is_download, cache="private, no-cache")
    return await object_response(request, services.blobs, file, shown)


async def master_response(
    request: Request, services: Services, found: TakeFile, *, is_download: bool = False
) -> Response:
    """The MP3 of a take under its title."""
    shown = Presentation(name=f"{found.take.title}.mp3", is_attachment=is_download)
    return await object_response(request, services.blobs, found.file, shown)


async def _uploaded(services: Services, token: str, path: str) -> File:
    """The upload of an address; a wrong token and an unknown path look the same."""
    fits = hmac.compare_digest(upload_token(services.secret, path).encode(), token.encode())
    file = await services.database.read(lambda session: find_file(session, path)) if fits else None
    if file is None or file.kind != UPLOAD:
        raise missing("There is no such upload")
    deleted_ms = deleted_ms_of(file, now_ms())
    if deleted_ms is not None:
        raise gone(f"The upload was deleted, {services.settings.upload_days:g} days after it came,", deleted_ms)
    return file


add_readable(
    router,
    "/r/{audio_id}.mp3",
    take_audio,
    operation_id="getAudio",
    summary="A take as MP3",
    responses=media("audio/mpeg", 403, 404, 410, 416),
)
add_readable(
    router,
    "/img/{audio_id}.jpeg",
    cover,
    operation_id="getCover",
    summary="The cover of a take",
    responses=media("image/jpeg", 403, 404, 410, 416),
)
add_readable(
    router,
    "/files/{token}/{path:path}",
    upload,
    operation_id="getUpload",
    summary="An uploaded file",
    responses=media("*/*", 403, 404, 410, 416),
)
