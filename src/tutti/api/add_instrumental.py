"""`POST /api/v1/generate/add-instrumental`: give a voice its band (contract 2.5)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, JsonValue
from starlette.responses import Response

from tutti.api.auth import Caller
from tutti.api.callbacks import callbacks
from tutti.api.music_request import MusicRequest, Style
from tutti.api.services import TheServices
from tutti.api.submission import SUBMIT_ANSWERS, submission_extra, submit
from tutti.jobs.orders import Operation

router = APIRouter(tags=["Music"])

EXAMPLE: dict[str, JsonValue] = {
    "uploadUrl": "https://files.example.com/in/voice.mp3",
    "title": "Quiet Piano",
    "negativeTags": "heavy metal, fast drums",
    "tags": "soft, piano",
    "callBackUrl": "https://client.example.com/hooks/music",
    "model": "V4_5PLUS",
    "vocalGender": "f",
    "styleWeight": 0.61,
    "weirdnessConstraint": 0.72,
    "audioWeight": 0.65,
}


class AddInstrumental(MusicRequest):
    """Compose, play and mix a band around a recorded voice."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    tags: Style
    treat_voice: Annotated[
        bool | None,
        Field(
            description="Tutti's own: mix the voice like a sung one: low cut, de-esser, compression, equaliser, plate. "
            "By default it is left untouched but for one gain; the recording is among the files of a take either way."
        ),
    ] = None


@router.post(
    "/api/v1/generate/add-instrumental",
    operation_id="addInstrumental",
    summary="Give a voice its band",
    response_class=Response,
    responses=SUBMIT_ANSWERS,
    openapi_extra=submission_extra(AddInstrumental),
    callbacks=callbacks("addInstrumental"),
)
async def add_instrumental(request: Request, caller: Caller, services: TheServices) -> Response:
    """Compose, play and mix a band around an uploaded voice, which stays untouched.

    Answers at once with a task id; two takes follow. Poll `record-info`, or wait for the callbacks.
    """
    return await submit(request, caller, services, AddInstrumental, Operation.ADD_INSTRUMENTAL)
