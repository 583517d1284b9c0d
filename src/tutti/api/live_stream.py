"""`GET /stream/{audio_id}`: a take as MP3 while it is being made, from the moment its words stand.

The parts are objects `streams/<audio_id>/<number>.mp3`; the take counts those that can be had. They are sent as they
appear, and the answer ends with the take, when its task fails, or after 15 minutes in which nothing came. A finished
take is answered like /r, with ranges. Listeners of one take share one look at the database each 0.2 s.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response, StreamingResponse

from tutti.api.envelope import Refused
from tutti.api.gone import GONE
from tutti.api.media import master_response
from tutti.api.readable import add_readable
from tutti.api.real_answers import media
from tutti.api.services import Services, TheServices
from tutti.api.shared_looks import SharedLooks
from tutti.api.take_file import AudioId, kept_take, kept_take_file
from tutti.store.database import Session
from tutti.store.models import Status
from tutti.store.object_keys import MASTER, stream_key
from tutti.store.takes import find_take
from tutti.store.tasks import find_task

router = APIRouter(tags=["Media"])

LOOK_SECONDS = 0.2
MOST_SILENT_SECONDS = 15 * 60.0
HEADERS = {
    "Content-Type": "audio/mpeg",
    "Accept-Ranges": "none",
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # nginx passes the parts on at once
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamState:
    """How far the stream of a take has come; no part follows where it `is_over`."""

    parts: int
    is_finished: bool
    is_over: bool


async def stream(request: Request, services: TheServices, audio_id: AudioId) -> Response:
    """The sound of a take from the first part that is made to its end; can be opened before there is any."""
    await kept_take(services, audio_id)
    looks = _looks(request, services)
    state = await looks.at(audio_id)
    if state.is_finished:
        return await master_response(request, services, await kept_take_file(services, audio_id, MASTER))
    if state.is_over:
        raise Refused(GONE, "The task of this take ended without it", {"deletedTime": None})
    if request.method == "HEAD":
        return Response(headers=HEADERS)
    return StreamingResponse(_parts(services, looks, audio_id), headers=HEADERS)


async def _parts(services: Services, looks: SharedLooks[StreamState], audio_id: str) -> AsyncIterator[bytes]:
    sent = 0
    waited_seconds = 0.0
    while waited_seconds < MOST_SILENT_SECONDS:
        state = await looks.at(audio_id)
        while sent < state.parts:
            part = await services.blobs.read(stream_key(audio_id, sent))
            if part is None:  # cleared away under a listener who is an hour behind
                return
            yield part
            sent += 1
            waited_seconds = 0.0
        if state.is_over:
            return
        await asyncio.sleep(LOOK_SECONDS)
        waited_seconds += LOOK_SECONDS


def _looks(request: Request, services: Services) -> SharedLooks[StreamState]:
    """The looks all listeners of this application share."""
    app_state = request.app.state
    if not hasattr(app_state, "stream_looks"):

        async def look(audio_id: str) -> StreamState:
            return await services.database.read(lambda session: _state(session, audio_id))

        app_state.stream_looks = SharedLooks(look, LOOK_SECONDS)
    looks: SharedLooks[StreamState] = app_state.stream_looks
    return looks


def _state(session: Session, audio_id: str) -> StreamState:
    take = find_take(session, audio_id)
    if take is None or take.deleted_ms is not None:
        return StreamState(parts=0, is_finished=False, is_over=True)
    task = find_task(session, take.task_id)
    is_finished = take.finished_ms is not None
    is_over = is_finished or task is None or Status(task.status).is_final
    return StreamState(parts=take.stream_parts, is_finished=is_finished, is_over=is_over)


add_readable(
    router,
    "/stream/{audio_id}",
    stream,
    operation_id="getStream",
    summary="A take as it is being made",
    responses=media("audio/mpeg", 404, 410, 416),
)
