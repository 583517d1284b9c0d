"""Examples of tasks for the reference."""

from __future__ import annotations

from typing import Any

from tutti.api.record import EXAMPLE_AUDIO_ID, EXAMPLE_TASK_ID, PENDING_EXAMPLE

_BASE = "https://tutti.example.com"
_SUBMITTED: int = PENDING_EXAMPLE["createTime"]

DELIVERY: dict[str, Any] = {
    "id": "b7e23ec29af22b0b4e41da31e868d572",
    "stage": "text",
    "url": "https://client.example/callbacks",
    "body": '{"code":200,"msg":"Text generation completed.","data":{"callbackType":"text"}}',
    "state": "delivered",
    "createTime": _SUBMITTED + 6_200,
    "finishTime": _SUBMITTED + 6_391,
    "attempts": [
        {
            "number": 1,
            "startTime": _SUBMITTED + 6_310,
            "milliseconds": 81,
            "httpStatus": 200,
            "error": None,
            "isDelivered": True,
        }
    ],
}
STEP: dict[str, Any] = {
    "name": "listen",
    "attempt": 1,
    "startTime": _SUBMITTED + 400,
    "milliseconds": 4_830,
    "error": None,
}
TAKE: dict[str, Any] = {
    "id": EXAMPLE_AUDIO_ID,
    "number": 1,
    "title": "Quiet Piano",
    "tags": "soft, piano",
    "lyrics": "",
    "audioUrl": None,
    "streamUrl": f"{_BASE}/stream/{EXAMPLE_AUDIO_ID}",
    "imageUrl": f"{_BASE}/img/{EXAMPLE_AUDIO_ID}.jpeg",
    "duration": None,
    "streamParts": 3,
    "finishTime": None,
    "expireTime": None,
    "deletedTime": None,
}
TASK: dict[str, Any] = {
    **PENDING_EXAMPLE,
    "title": "Quiet Piano",
    "model": "V4_5PLUS",
    "stage": "take_1",
    "fraction": 0.34,
    "secondsLeft": 21.5,
    "seed": 1961,
    "credits": 12.0,
    "startTime": _SUBMITTED + 110,
    "finishTime": None,
    "resultsDeletedTime": None,
    "takes": [TAKE],
}
TASK_DETAIL: dict[str, Any] = {**TASK, "steps": [STEP], "deliveries": [DELIVERY]}
TASK_PAGE: dict[str, Any] = {"tasks": [TASK], "next": f"{_SUBMITTED}-{EXAMPLE_TASK_ID}"}
CANCELLED: dict[str, Any] = {
    **TASK,
    "status": "GENERATE_AUDIO_FAILED",
    "stage": "done",
    "secondsLeft": 0.0,
    "errorCode": 531,
    "errorMessage": "the task was cancelled; its credits were refunded",
    "finishTime": _SUBMITTED + 9_000,
    "takes": [],
}
