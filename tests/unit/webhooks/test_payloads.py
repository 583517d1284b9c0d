"""Bodies are those of the contract, key for key."""

import json

import pytest

from tutti.webhooks.payloads import TrackItem, complete_body, error_body, first_body, text_body

TASK = "3f1c9a7be2d84460a5b1c0de7f892a41"
DONE = TrackItem(
    id="7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11",
    audio_url="https://media.example/r/7d2f1c64.mp3",
    stream_audio_url="https://media.example/stream/7d2f1c64",
    image_url="https://media.example/img/7d2f1c64.jpeg",
    prompt="[Verse]\nPaper boats on a silver river",
    model_name="chirp-crow",
    title="Silver River",
    tags="indie folk, warm",
    created_ms=1_777_716_672_345,
    duration_seconds=183.4449,
)
DONE_ON_THE_WIRE = {
    "id": "7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11",
    "audio_url": "https://media.example/r/7d2f1c64.mp3",
    "source_audio_url": "https://media.example/r/7d2f1c64.mp3",
    "stream_audio_url": "https://media.example/stream/7d2f1c64",
    "source_stream_audio_url": "https://media.example/stream/7d2f1c64",
    "image_url": "https://media.example/img/7d2f1c64.jpeg",
    "source_image_url": "https://media.example/img/7d2f1c64.jpeg",
    "prompt": "[Verse]\nPaper boats on a silver river",
    "model_name": "chirp-crow",
    "title": "Silver River",
    "tags": "indie folk, warm",
    "createTime": "2026-05-02 10:11:12",
    "duration": 183.44,
}
PLANNED = TrackItem(
    id="c41be6d0-52a7-4d0f-8f26-6b0a3b6f7e22",
    audio_url=None,
    stream_audio_url="https://media.example/stream/c41be6d0",
    image_url="https://media.example/img/c41be6d0.jpeg",
    prompt="歌词",
    model_name="chirp-crow",
    title="银河",
    tags="folk",
    created_ms=0,
    duration_seconds=None,
)


def body(stage: str, message: str, tracks: object, code: int = 200) -> dict[str, object]:
    data = {"callbackType": stage, "task_id": TASK, "taskId": TASK, "data": tracks}
    return {"code": code, "msg": message, "data": data}


def test_first_announces_one_finished_track() -> None:
    expected = body("first", "First track generated successfully.", [DONE_ON_THE_WIRE])
    assert json.loads(first_body(TASK, DONE)) == expected


def test_complete_announces_all() -> None:
    sent = json.loads(complete_body(TASK, [DONE, DONE]))
    assert sent == body("complete", "All generated successfully.", [DONE_ON_THE_WIRE] * 2)


def test_text_announces_what_can_be_streamed() -> None:
    sent = json.loads(text_body(TASK, [PLANNED, PLANNED]))
    assert sent["msg"] == "Text generation completed successfully."
    assert sent["data"]["callbackType"] == "text"
    (track, _) = sent["data"]["data"]
    assert set(track) == set(DONE_ON_THE_WIRE)
    assert (track["audio_url"], track["source_audio_url"], track["duration"]) == ("", "", 0.0)
    assert track["stream_audio_url"] == PLANNED.stream_audio_url
    assert track["createTime"] == "1970-01-01 00:00:00"


def test_words_of_any_language_travel_as_they_are() -> None:
    assert "银河" in text_body(TASK, [PLANNED])


@pytest.mark.parametrize("code", [400, 408, 413, 451, 500, 501, 531])
def test_error_keeps_the_contracts_words_before_the_reason(code: int) -> None:
    sent = json.loads(error_body(TASK, code=code, reason="the upload is silent. Send a recording with sound."))
    message = "Audio generation failed: the upload is silent. Send a recording with sound."
    assert sent == body("error", message, None, code)


def test_error_without_a_reason_is_the_contracts_own() -> None:
    assert json.loads(error_body(TASK, code=501, reason="")) == body("error", "Audio generation failed", None, 501)
