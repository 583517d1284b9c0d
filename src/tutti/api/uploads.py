"""The three ways to bring a recording: as base64, by URL, as a form (contract 5.1).

All end in a file `kieai/<account>/<uploadPath>/<fileName>` that is kept for 3 days; the same name overwrites. Bodies
go to the data disk as they come, so memory stays the same whatever is sent.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from tutti.api.auth import Caller, Identity
from tutti.api.base64_file import BAD_BASE64, decode_in_place, read_object
from tutti.api.body import SUBMIT_LIMIT_BYTES
from tutti.api.envelope import Refused, Surface, ok
from tutti.api.fields import LONGEST_URL_CHARACTERS
from tutti.api.file_types import HEAD_BYTES, UNKNOWN_ENDING, ending_for, ending_of, sniffed
from tutti.api.public_address import public_address
from tutti.api.services import Services, TheServices
from tutti.api.upload_answers import upload_answers
from tutti.api.upload_form import FILE, OVERHEAD_BYTES, read_form
from tutti.api.upload_place import MALFORMED, checked_name, checked_path, drawn_name, file_path, optional, present
from tutti.api.upload_place import MISSING as MISSING_PARAMETER
from tutti.api.upload_requests import BASE64_BODY, STREAM_BODY, URL_BODY
from tutti.api.upload_spool import TOO_LARGE, UploadSpool, refuse_declared, spool_of
from tutti.base.errors import FetchTooLarge
from tutti.base.links import upload_link
from tutti.store.models import File
from tutti.store.object_keys import own_object
from tutti.webhooks.addresses import OutboundRules
from tutti.webhooks.fetch import FetchLimits, fetch

router = APIRouter(tags=["Files"])

BASE64_LIMIT_BYTES = 16_000_000  # of the JSON body: 12 MB of file, since all of it has to be decoded in memory
FETCH_SECONDS = 30.0
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "86400",
}


@router.options("/api/file-base64-upload", include_in_schema=False)
@router.options("/api/file-url-upload", include_in_schema=False)
@router.options("/api/file-stream-upload", include_in_schema=False)
async def preflight() -> Response:
    """What a browser asks before a page of another site may upload."""
    return Response(status_code=204, headers=CORS)


@router.post(
    "/api/file-base64-upload",
    operation_id="uploadBase64",
    summary="Upload a small file as base64",
    response_class=Response,
    responses=upload_answers(bad_base64=(MALFORMED, BAD_BASE64)),
    openapi_extra={"requestBody": BASE64_BODY},
)
async def upload_base64(request: Request, caller: Caller, services: TheServices) -> Response:
    """A file in a JSON body of at most 16 MB; send larger ones as a form."""
    limit = min(BASE64_LIMIT_BYTES, services.settings.upload_bytes * 4 // 3 + OVERHEAD_BYTES)
    refuse_declared(request, limit)
    spool = spool_of(request, services)
    with spool.file(limit) as spooled:
        async for chunk in request.stream():
            await spooled.write(chunk)
        await spooled.flush()
        async with spool.decoding:
            brought = await asyncio.to_thread(decode_in_place, spooled.path)
        path = checked_path(present("uploadPath", brought.upload_path))
        name = optional("fileName", brought.file_name)
        if name is None:
            name = drawn_name(await _ending(spooled.path, ending_for(brought.content_type)))
        return await _kept(request, services, spool, caller, spooled.path, path, checked_name(name))


@router.post(
    "/api/file-url-upload",
    operation_id="uploadUrl",
    summary="Upload a file from a URL",
    response_class=Response,
    responses=upload_answers(
        unreachable=(
            MALFORMED,
            "https://elsewhere.example/demo.mp3 answered HTTP 404. Check the link; the file is not there.",
        )
    ),
    openapi_extra={"requestBody": URL_BODY},
)
async def upload_url(request: Request, caller: Caller, services: TheServices) -> Response:
    """The server fetches the file, within 30 seconds; private networks are out of its reach."""
    refuse_declared(request, SUBMIT_LIMIT_BYTES)
    spool = spool_of(request, services)
    with spool.file(SUBMIT_LIMIT_BYTES) as body:
        async for chunk in request.stream():
            await body.write(chunk)
        await body.flush()
        asked = read_object(await asyncio.to_thread(body.path.read_bytes))
    url = _web_address(present("fileUrl", asked.get("fileUrl")))
    path = checked_path(present("uploadPath", asked.get("uploadPath")))
    name = optional("fileName", asked.get("fileName"))
    with spool.file(services.settings.upload_bytes) as spooled:
        ending = await _fetched(services, url, spooled.path)
        if name is None:
            name = drawn_name(await _ending(spooled.path, ending))
        return await _kept(request, services, spool, caller, spooled.path, path, checked_name(name))


@router.post(
    "/api/file-stream-upload",
    operation_id="uploadStream",
    summary="Upload a file as a form",
    response_class=Response,
    responses=upload_answers(),
    openapi_extra={"requestBody": STREAM_BODY},
)
async def upload_stream(request: Request, caller: Caller, services: TheServices) -> Response:
    """A file of up to 100 MB, the usual way. The parts of the form may come in any order."""
    limit = services.settings.upload_bytes
    refuse_declared(request, limit, OVERHEAD_BYTES)
    spool = spool_of(request, services)
    with spool.file(limit) as spooled:
        form = await read_form(request, spooled)
        if not form.has_file:
            raise Refused(MALFORMED, f"{MISSING_PARAMETER}{FILE}")
        path = checked_path(present("uploadPath", form.texts.get("uploadPath")))
        name = optional("fileName", form.texts.get("fileName"))
        if name is None:
            said = form.ending or ending_for(form.content_type)
            name = drawn_name(said or await _ending(spooled.path, None))
        return await _kept(request, services, spool, caller, spooled.path, path, checked_name(name))


def _web_address(url: str) -> str:
    """A URL that can be looked at closer.

    Raises:
        Refused: it is none.
    """
    is_web = url.lower().startswith(("http://", "https://"))
    if not is_web or not url.isprintable() or len(url) > LONGEST_URL_CHARACTERS:
        raise Refused(MALFORMED, f"fileUrl must be an http or https URL of at most {LONGEST_URL_CHARACTERS} characters")
    return url


async def _fetched(services: Services, url: str, target: Path) -> str | None:
    """Have what a URL names in a file; returns the ending that fits, where known. Our own files need no network."""
    own = own_object(url, services.secret)
    if own is not None and await services.blobs.copy_to(own.key, target):
        return ending_of(own.key)
    if own is not None and own.is_upload:
        raise Refused(MALFORMED, "fileUrl names an upload that is gone; upload the file again")
    rules = OutboundRules.parse(services.settings.outbound_allow)
    limits = FetchLimits(max_bytes=services.settings.upload_bytes, wall_seconds=FETCH_SECONDS)
    try:
        fetched = await fetch(url, target, rules=rules, limits=limits)
    except FetchTooLarge as error:
        raise Refused(TOO_LARGE, str(error)) from None
    return ending_for(fetched.content_type) or ending_of(fetched.file_name or "")


async def _ending(path: Path, said: str | None) -> str:
    """The ending of a file without a name: by its contents, else by what was said of it."""

    def read_head() -> bytes:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)

    return ending_for(sniffed(await asyncio.to_thread(read_head))) or said or UNKNOWN_ENDING


async def _kept(
    request: Request, services: Services, spool: UploadSpool, caller: Identity, spooled: Path, path: str, name: str
) -> Response:
    """Keep the file and answer as the contract does."""
    key = file_path(caller.account_id, path, name)
    file = await spool.keep(spooled, account_id=caller.account_id, key=key, name=name)
    return ok(_shown(file, public_address(request, services.settings), services), Surface.UPLOAD)


def _shown(file: File, base_url: str, services: Services) -> dict[str, object]:
    uploaded = datetime.fromtimestamp(file.created_ms / 1000, UTC).isoformat(timespec="milliseconds")
    return {
        "success": True,
        "fileName": file.name,
        "filePath": file.key,
        "downloadUrl": upload_link(base_url, services.secret, file.key),
        "fileSize": file.bytes,
        "mimeType": file.content_type,
        "uploadedAt": uploaded.replace("+00:00", "Z"),
    }
