"""The bodies of callbacks of add-instrumental and add-vocals, as the contract (2.8) spells them.

Keys are snake_case but for `callbackType`, `createTime` and the second spelling of the task id, `taskId`, that some
receivers read. The contract has no null inside a track: an address that is not there yet is "", a duration 0. The
`source_` addresses repeat the plain ones, for this server is the source. Times are UTC.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

SUCCESS = 200
FAILURE_MESSAGE = "Audio generation failed"


class Stage(StrEnum):
    """What a callback announces."""

    TEXT = "text"
    FIRST = "first"
    COMPLETE = "complete"
    ERROR = "error"


MESSAGES = {
    Stage.TEXT: "Text generation completed successfully.",
    Stage.FIRST: "First track generated successfully.",
    Stage.COMPLETE: "All generated successfully.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class TrackItem:
    """One take as a callback shows it; `audio_url` and `duration_seconds` are None until it is finished."""

    id: str
    audio_url: str | None
    stream_audio_url: str
    image_url: str
    prompt: str
    model_name: str
    title: str
    tags: str
    created_ms: int
    duration_seconds: float | None


def text_body(task_id: str, tracks: Sequence[TrackItem]) -> str:
    """Titles and words are settled; every track can be streamed, none is finished."""
    return _success(task_id, Stage.TEXT, tracks)


def first_body(task_id: str, track: TrackItem) -> str:
    """The first track is finished."""
    return _success(task_id, Stage.FIRST, [track])


def complete_body(task_id: str, tracks: Sequence[TrackItem]) -> str:
    """All tracks are finished."""
    return _success(task_id, Stage.COMPLETE, tracks)


def error_body(task_id: str, *, code: int, reason: str) -> str:
    """The task failed.

    Args:
        task_id: the task.
        code: the contract's error code, such as 400, 408, 451, 500, 501 or 531.
        reason: a sentence that says what happened and what to do; it follows the contract's own words.
    """
    message = f"{FAILURE_MESSAGE}: {reason}" if reason else FAILURE_MESSAGE
    return _body(task_id, Stage.ERROR, code, message, None)


def _success(task_id: str, stage: Stage, tracks: Sequence[TrackItem]) -> str:
    return _body(task_id, stage, SUCCESS, MESSAGES[stage], [_item(track) for track in tracks])


def _body(task_id: str, stage: Stage, code: int, message: str, tracks: list[dict[str, Any]] | None) -> str:
    data = {"callbackType": stage.value, "task_id": task_id, "taskId": task_id, "data": tracks}
    return json.dumps({"code": code, "msg": message, "data": data}, ensure_ascii=False, allow_nan=False)


def _item(track: TrackItem) -> dict[str, Any]:
    audio = track.audio_url or ""
    return {
        "id": track.id,
        "audio_url": audio,
        "source_audio_url": audio,
        "stream_audio_url": track.stream_audio_url,
        "source_stream_audio_url": track.stream_audio_url,
        "image_url": track.image_url,
        "source_image_url": track.image_url,
        "prompt": track.prompt,
        "model_name": track.model_name,
        "title": track.title,
        "tags": track.tags,
        "createTime": datetime.fromtimestamp(track.created_ms / 1000, tz=UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "duration": round(track.duration_seconds or 0.0, 2),
    }
