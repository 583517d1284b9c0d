"""The callbacks a music task makes, as the OpenAPI document shows them (contract 2.8, 1.10, 1.11).

Only documentation: the payloads are built and sent by the jobs.
"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from starlette.responses import Response
from starlette.routing import BaseRoute

from tutti.api.examples import kept


class CallbackItem(BaseModel):
    """A take in a callback: snake_case but for `createTime`."""

    id: str
    audio_url: str = Field(description="Empty until the take is done.")
    source_audio_url: str
    stream_audio_url: str
    source_stream_audio_url: str
    image_url: str
    source_image_url: str
    prompt: str
    model_name: str
    title: str
    tags: str
    createTime: str = Field(description="UTC, `2026-05-02 10:11:12`.")  # noqa: N815 the contract's name
    duration: float = Field(description="Seconds; 0 until the take is done.")


class CallbackData(BaseModel):
    """What happened."""

    callbackType: Literal["text", "first", "complete", "error"]  # noqa: N815 the contract's name
    task_id: str
    taskId: str = Field(description="The same as `task_id`.")  # noqa: N815 the contract's name
    data: list[CallbackItem] | None = Field(description="The takes made so far; null where the task failed.")


_AUDIO_ID = "7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11"
_ITEM: dict[str, JsonValue] = {
    "id": _AUDIO_ID,
    "audio_url": f"https://tutti.example.com/r/{_AUDIO_ID}.mp3",
    "source_audio_url": f"https://tutti.example.com/r/{_AUDIO_ID}.mp3",
    "stream_audio_url": f"https://tutti.example.com/stream/{_AUDIO_ID}",
    "source_stream_audio_url": f"https://tutti.example.com/stream/{_AUDIO_ID}",
    "image_url": f"https://tutti.example.com/img/{_AUDIO_ID}.jpeg",
    "source_image_url": f"https://tutti.example.com/img/{_AUDIO_ID}.jpeg",
    "prompt": "",
    "model_name": "chirp-bluejay",
    "title": "Quiet Piano",
    "tags": "soft, piano",
    "createTime": "2026-05-02 10:11:12",
    "duration": 183.44,
}
_TASK: dict[str, JsonValue] = {
    "task_id": "3f1c9a7be2d84460a5b1c0de7f892a41",
    "taskId": "3f1c9a7be2d84460a5b1c0de7f892a41",
}
_EXAMPLES: list[JsonValue] = [
    {
        "code": 200,
        "msg": "First track generated successfully.",
        "data": {"callbackType": "first", **_TASK, "data": [_ITEM]},
    },
    {"code": 501, "msg": "Audio generation failed", "data": {"callbackType": "error", **_TASK, "data": None}},
]


class CallbackBody(BaseModel):
    """One stage of a task: `text`, `first` and `complete` in this order, or `error` at any point."""

    model_config = ConfigDict(json_schema_extra={"examples": kept(_EXAMPLES)})

    code: int = Field(description="200, or why the task failed: 400, 408, 413, 451, 500, 501, 531.")
    msg: str
    data: CallbackData


def callbacks(operation_id: str) -> list[BaseRoute]:
    """The `callbacks=` of the route with this operation id."""
    router = APIRouter()

    @router.post(
        "{$request.body#/callBackUrl}",
        operation_id=f"{operation_id}Callback",
        summary="A stage of the task was reached",
        status_code=200,
        response_class=Response,
        responses={200: {"description": "Received. Anything else is tried again, three times in all."}},
    )
    def receive(
        body: CallbackBody,
        timestamp: Annotated[
            str | None,
            Header(alias="X-Webhook-Timestamp", description="Unix seconds; where the account signs."),
        ] = None,
        signature: Annotated[
            str | None,
            Header(
                alias="X-Webhook-Signature",
                description="base64(HMAC-SHA256(key, task_id + '.' + timestamp)); where the account signs.",
            ),
        ] = None,
    ) -> None:
        """Sent to `callBackUrl`; the receiver answers 200 within 15 seconds and must bear being told twice."""

    return router.routes
