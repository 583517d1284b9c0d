"""`POST /api/v1/generate/add-vocals`: give a band its singer (contract 2.6)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, JsonValue
from starlette.responses import Response

from tutti.api.auth import Caller
from tutti.api.callbacks import callbacks
from tutti.api.fields import SAID
from tutti.api.music_request import MusicRequest, Style
from tutti.api.services import TheServices
from tutti.api.submission import SUBMIT_ANSWERS, submission_extra, submit
from tutti.jobs.orders import Operation

router = APIRouter(tags=["Music"])

EXAMPLE: dict[str, JsonValue] = {
    "prompt": "[Verse]\nPaper boats on a silver river",
    "title": "Silver River",
    "negativeTags": "heavy metal",
    "style": "jazz",
    "uploadUrl": "https://files.example.com/in/backing.mp3",
    "callBackUrl": "https://client.example.com/hooks/music",
    "model": "V4_5PLUS",
    "vocalGender": "f",
    "styleWeight": 0.61,
    "weirdnessConstraint": 0.72,
    "audioWeight": 0.65,
}


class AddVocals(MusicRequest):
    """Write a melody for words over a recorded band, and sing it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    prompt: Annotated[
        str,
        Field(
            min_length=1,
            max_length=5000,
            description="The lyrics, with section tags such as [Verse], or what the song is about.",
        ),
        SAID,
    ]
    style: Style


@router.post(
    "/api/v1/generate/add-vocals",
    operation_id="addVocals",
    summary="Give a band its singer",
    response_class=Response,
    responses=SUBMIT_ANSWERS,
    openapi_extra=submission_extra(AddVocals),
    callbacks=callbacks("addVocals"),
)
async def add_vocals(request: Request, caller: Caller, services: TheServices) -> Response:
    """Write a melody over an uploaded backing track, sing the given words or own ones, and mix.

    Answers at once with a task id; two takes follow. Poll `record-info`, or wait for the callbacks.
    """
    return await submit(request, caller, services, AddVocals, Operation.ADD_VOCALS)
