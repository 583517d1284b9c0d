"""`/tutti/v1/takes/{audio_id}`: what a take consists of: score, report, chords, words, MIDI, stems, masters."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from tutti.api.auth import Caller
from tutti.api.document import document_response
from tutti.api.envelope import Surface, ok
from tutti.api.gone import deleted_ms_of
from tutti.api.object_response import Presentation, object_response
from tutti.api.public_address import public_address
from tutti.api.readable import add_readable
from tutti.api.real_answers import done, media
from tutti.api.services import Services, TheServices
from tutti.api.take_file import AudioId, kept_take, kept_take_file
from tutti.base.clock import now_ms
from tutti.store.files import files_of_take

router = APIRouter(prefix="/tutti/v1/takes/{audio_id}", tags=["Tutti"])

_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The client has it already."}}


class FileOfTake(BaseModel):
    """A file of a take."""

    name: str = Field(description="Such as `master.flac` or `stems/bass.flac`.")
    size: int = Field(description="Bytes.")
    type: str = Field(description="The media type.")
    url: str = Field(description="Where it is fetched, with the key.")


class FilesOfTake(BaseModel):
    """All files of a take."""

    files: list[FileOfTake]


@router.get(
    "/score",
    operation_id="getScore",
    summary="The score of a take",
    response_class=Response,
    responses=done(dict[str, Any], {"format": "tutti.score", "version": 2}, 401, 404, 410) | _UNCHANGED,
)
async def score(request: Request, caller: Caller, services: TheServices, audio_id: AudioId) -> Response:
    """The document `score.json`: form, chords, every player's part, melody and syllables, and the beat grid."""
    return await _document(request, services, caller.account_id, audio_id, "score.json")


@router.get(
    "/report",
    operation_id="getReport",
    summary="What was made and measured",
    response_class=Response,
    responses=done(dict[str, Any], {"format": "tutti.report", "version": 1}, 401, 404, 410) | _UNCHANGED,
)
async def report(request: Request, caller: Caller, services: TheServices, audio_id: AudioId) -> Response:
    """The document `report.json`: loudness, peak, balance, and how sure the engine is of what it heard."""
    return await _document(request, services, caller.account_id, audio_id, "report.json")


@router.get(
    "/files",
    operation_id="listFiles",
    summary="All files of a take",
    response_class=Response,
    responses=done(
        FilesOfTake,
        {
            "files": [
                {
                    "name": "stems/bass.flac",
                    "size": 5_242_880,
                    "type": "audio/flac",
                    "url": "https://tutti.example.com/tutti/v1/takes/7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11/files/"
                    "stems/bass.flac",
                }
            ]
        },
        401,
        404,
        410,
    ),
)
async def files(request: Request, caller: Caller, services: TheServices, audio_id: AudioId) -> Response:
    """Masters, stems, score, MIDI, chords, words, report and cover, as far as they are made."""
    take = await kept_take(services, audio_id, caller.account_id)
    found = await services.database.read(lambda session: files_of_take(session, take.audio_id))
    base = f"{public_address(request, services.settings)}/tutti/v1/takes/{take.audio_id}/files/"
    shown = FilesOfTake(
        files=[
            FileOfTake(name=file.name, size=file.bytes, type=file.content_type, url=f"{base}{quote(file.name)}")
            for file in found
            if deleted_ms_of(file, now_ms()) is None
        ]
    )
    return ok(shown.model_dump(), Surface.TUTTI)


async def chords(request: Request, caller: Caller, services: TheServices, audio_id: AudioId) -> Response:
    """The chord sheet as text."""
    return await _file(request, services, caller.account_id, audio_id, "chords.txt")


async def lyrics(request: Request, caller: Caller, services: TheServices, audio_id: AudioId) -> Response:
    """The sung words with their times, in LRC; a take without a singer has none."""
    return await _file(request, services, caller.account_id, audio_id, "lyrics.lrc")


async def midi(request: Request, caller: Caller, services: TheServices, audio_id: AudioId) -> Response:
    """The score as a MIDI file: one track a player, the heard beats as its tempo map."""
    return await _file(request, services, caller.account_id, audio_id, "score.mid")


async def file(request: Request, caller: Caller, services: TheServices, audio_id: AudioId, name: str) -> Response:
    """One file of a take by its name; ranges and conditions are honoured."""
    return await _file(request, services, caller.account_id, audio_id, name)


async def _document(request: Request, services: Services, account_id: int, audio_id: str, name: str) -> Response:
    found = await kept_take_file(services, audio_id, name, account_id)
    return await document_response(request, services.blobs, found.file)


async def _file(request: Request, services: Services, account_id: int, audio_id: str, name: str) -> Response:
    found = await kept_take_file(services, audio_id, name, account_id)
    shown = Presentation(name=f"{found.take.title} - {name.rpartition('/')[2]}", cache="private, no-cache")
    return await object_response(request, services.blobs, found.file, shown)


for _path, _endpoint, _operation, _summary, _kind in (
    ("/chords", chords, "getChords", "The chords of a take", "text/plain"),
    ("/lyrics", lyrics, "getTimedLyrics", "The timed words of a take", "text/plain"),
    ("/midi", midi, "getMidi", "A take as MIDI", "audio/midi"),
    ("/files/{name:path}", file, "getFile", "A file of a take", "*/*"),
):
    add_readable(
        router,
        _path,
        _endpoint,
        operation_id=_operation,
        summary=_summary,
        responses=media(_kind, 401, 404, 410, 416),
    )
