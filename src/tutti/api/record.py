"""The shape of a task and its takes on the wire: names, types and order of the contract (2.7)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from tutti.store.models import Status

_wire = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=False, frozen=True)


class Track(BaseModel):
    """A take. Links are empty strings while there is nothing behind them, and again once it was deleted."""

    model_config = _wire

    id: str = Field(description="The audio id, a UUID.")
    audio_url: str = Field(description="The finished MP3.")
    source_audio_url: str
    stream_audio_url: str = Field(description="Plays while the take is still being made.")
    source_stream_audio_url: str
    image_url: str = Field(description="The cover, a JPEG drawn from the music.")
    source_image_url: str
    prompt: str = Field(description="The final lyrics; empty where nothing is sung.")
    model_name: str
    title: str
    tags: str
    create_time: int = Field(description="Epoch milliseconds.")
    duration: float | None = Field(description="Seconds; null until the take is done.")


class RecordResponse(BaseModel):
    """The takes of a task."""

    model_config = _wire

    task_id: str
    suno_data: list[Track]


class Record(BaseModel):
    """A task."""

    model_config = _wire

    task_id: str
    parent_music_id: str
    param: str = Field(description="The submitted body, as JSON text.")
    response: RecordResponse | None
    status: Status
    type: str = Field(description="The upstream name of the model.")
    operation_type: str
    error_code: int | None
    error_message: str | None
    create_time: int = Field(description="Epoch milliseconds.")


EXAMPLE_TASK_ID = "3f1c9a7be2d84460a5b1c0de7f892a41"
EXAMPLE_AUDIO_ID = "7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11"
PENDING_EXAMPLE: dict[str, Any] = {
    "taskId": EXAMPLE_TASK_ID,
    "parentMusicId": "",
    "param": '{"title":"Quiet Piano"}',
    "response": None,
    "status": "PENDING",
    "type": "chirp-bluejay",
    "operationType": "add_instrumental",
    "errorCode": None,
    "errorMessage": None,
    "createTime": 1777716600000,
}
_TRACK: dict[str, Any] = {
    "id": EXAMPLE_AUDIO_ID,
    "audioUrl": "",
    "sourceAudioUrl": "",
    "streamAudioUrl": f"https://tutti.example.com/stream/{EXAMPLE_AUDIO_ID}",
    "sourceStreamAudioUrl": f"https://tutti.example.com/stream/{EXAMPLE_AUDIO_ID}",
    "imageUrl": f"https://tutti.example.com/img/{EXAMPLE_AUDIO_ID}.jpeg",
    "sourceImageUrl": f"https://tutti.example.com/img/{EXAMPLE_AUDIO_ID}.jpeg",
    "prompt": "",
    "modelName": "chirp-bluejay",
    "title": "Quiet Piano",
    "tags": "soft, piano",
    "createTime": 1777716672000,
    "duration": None,
}
_DONE = {
    "audioUrl": f"https://tutti.example.com/r/{EXAMPLE_AUDIO_ID}.mp3",
    "sourceAudioUrl": f"https://tutti.example.com/r/{EXAMPLE_AUDIO_ID}.mp3",
    "duration": 183.44,
}
_TEXT = {"status": "TEXT_SUCCESS", "response": {"taskId": EXAMPLE_TASK_ID, "sunoData": [_TRACK]}}
_SUCCESS = {"status": "SUCCESS", "response": {"taskId": EXAMPLE_TASK_ID, "sunoData": [_TRACK | _DONE]}}
_FAILED = {
    "status": "CREATE_TASK_FAILED",
    "errorCode": 451,
    "errorMessage": "The recording could not be fetched: the server answered 404. Check uploadUrl.",
}

RECORD_EXAMPLES: dict[str, tuple[str, Any]] = {
    "pending": ("Just submitted", PENDING_EXAMPLE),
    "text": ("The words stand; the stream can be opened", PENDING_EXAMPLE | _TEXT),
    "success": ("Done (one of the two takes is shown)", PENDING_EXAMPLE | _SUCCESS),
    "failed": ("Failed; the credits were given back", PENDING_EXAMPLE | _FAILED),
    "unknown": ("No such task on this account", None),
}
