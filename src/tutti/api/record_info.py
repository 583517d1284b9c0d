"""`GET /api/v1/generate/record-info`: how far a task is, and its takes (contract 2.7).

A task that does not exist, or belongs to another account, is a success without data, as on the recorded wire. A failed
task too is a success of the envelope; `status`, `errorCode` and `errorMessage` tell. Times are epoch milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from tutti.api.answers import answers
from tutti.api.auth import Caller
from tutti.api.envelope import ok
from tutti.api.record import RECORD_EXAMPLES, Record, RecordResponse, Track
from tutti.api.services import TheServices
from tutti.base.links import media_links
from tutti.base.model_names import upstream_name
from tutti.store.database import Session
from tutti.store.models import Status, Take, Task
from tutti.store.takes import takes_of
from tutti.store.tasks import find_task

router = APIRouter(tags=["Music"])

_TASK_ID = re.compile(r"[0-9a-f]{32}")
_SHOWS_TAKES = (Status.TEXT_SUCCESS, Status.FIRST_SUCCESS, Status.SUCCESS)


@router.get(
    "/api/v1/generate/record-info",
    operation_id="getRecordInfo",
    summary="How far a task is, and its takes",
    response_class=Response,
    responses=answers("RecordAnswer", Record | None, RECORD_EXAMPLES),
)
async def record_info(
    caller: Caller,
    services: TheServices,
    task_id: Annotated[str, Query(alias="taskId", min_length=1, description="What the submit answered.")],
) -> Response:
    """The task with its takes as far as they are made.

    Nothing is left out while a task runs: `response` is null until the words stand, then holds both takes, whose
    `audioUrl` is empty until they can be downloaded and whose `streamAudioUrl` plays from the start.
    """
    if not _TASK_ID.fullmatch(task_id):
        return ok(None)
    found = await services.database.read(lambda session: _find(session, task_id, caller.account_id))
    return ok(None if found is None else record(*found).model_dump(by_alias=True))


def record(task: Task, takes: Sequence[Take]) -> Record:
    """A task as the contract shows it."""
    shows_takes = task.status in _SHOWS_TAKES
    tracks = [_track(take, task.base_url) for take in takes]
    return Record(
        task_id=task.id,
        parent_music_id="",
        param=task.param,
        response=RecordResponse(task_id=task.id, suno_data=tracks) if shows_takes else None,
        status=Status(task.status),
        type=upstream_name(task.model),
        operation_type=task.operation,
        error_code=task.error_code,
        error_message=task.error_message,
        create_time=task.created_ms,
    )


def _find(session: Session, task_id: str, account_id: int) -> tuple[Task, list[Take]] | None:
    task = find_task(session, task_id, account_id)
    return None if task is None else (task, takes_of(session, task_id))


def _track(take: Take, base_url: str) -> Track:
    links = media_links(base_url, take.audio_id)
    is_kept = take.deleted_ms is None
    audio = links.audio if is_kept and take.finished_ms is not None else ""
    stream = links.stream if is_kept else ""
    image = links.image if is_kept else ""
    return Track(
        id=take.audio_id,
        audio_url=audio,
        source_audio_url=audio,
        stream_audio_url=stream,
        source_stream_audio_url=stream,
        image_url=image,
        source_image_url=image,
        prompt=take.lyrics,
        model_name=take.model_name,
        title=take.title,
        tags=take.tags,
        create_time=take.created_ms,
        duration=take.duration_seconds,
    )
