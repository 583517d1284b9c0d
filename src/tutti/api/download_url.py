"""`POST /api/v1/common/download-url`: a link for 20 minutes to a file of this server (contract 5.2).

Only what the caller's account has made or uploaded, and what is still kept, has one; anything else is "url is wrong".
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, JsonValue
from starlette.responses import Response

from tutti.api.answers import answers
from tutti.api.auth import Caller
from tutti.api.body import INVALID, read_json
from tutti.api.download_link import download_link
from tutti.api.envelope import Refused, ok
from tutti.api.fields import SAID, Wish, check
from tutti.api.public_address import public_address
from tutti.api.services import TheServices
from tutti.base.links import media_links, own_audio_id, own_upload_path, upload_link
from tutti.store.database import Session
from tutti.store.files import find_file
from tutti.store.takes import find_take
from tutti.store.tasks import find_task

router = APIRouter(tags=["Files"])

WRONG_URL = "url is wrong"
EXAMPLE: dict[str, JsonValue] = {"url": "https://tutti.example.com/r/7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11.mp3"}


class DownloadUrl(Wish):
    """Ask for a link for 20 minutes."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    url: Annotated[
        str, Field(min_length=1, max_length=4096, description="An audio, stream or upload URL of this server."), SAID
    ]


@router.post(
    "/api/v1/common/download-url",
    operation_id="getDownloadUrl",
    summary="A link that holds for 20 minutes",
    response_class=Response,
    responses=answers(
        "DownloadUrlAnswer",
        str,
        {"ok": ("The link", f"{EXAMPLE['url']}?expires=1777718000&sig=3q2-7wAbCdEfGhIjKlMnOp")},
        {"foreign": ("422: not a file of this server and account", {"code": 422, "msg": WRONG_URL, "data": None})},
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": DownloadUrl.model_json_schema()}},
        }
    },
)
async def download_url(request: Request, caller: Caller, services: TheServices) -> Response:
    """A link to the same file that holds for 20 minutes."""
    url = check(DownloadUrl, await read_json(request)).url
    base_url = public_address(request, services.settings)
    audio_id, file_path = own_audio_id(url), own_upload_path(url, services.secret)
    if audio_id is not None:
        link = media_links(base_url, audio_id).audio
        is_mine = await services.database.read(lambda session: _has_take(session, audio_id, caller.account_id))
    elif file_path is not None:
        link = upload_link(base_url, services.secret, file_path)
        is_mine = await services.database.read(lambda session: _has_upload(session, file_path, caller.account_id))
    else:
        is_mine = False
    if not is_mine:
        raise Refused(INVALID, WRONG_URL)
    return ok(download_link(link, services.secret))


def _has_take(session: Session, audio_id: str, account_id: int) -> bool:
    take = find_take(session, audio_id)
    if take is None or take.finished_ms is None or take.deleted_ms is not None:
        return False
    return find_task(session, take.task_id, account_id) is not None


def _has_upload(session: Session, file_path: str, account_id: int) -> bool:
    file = find_file(session, file_path)
    return file is not None and file.account_id == account_id and file.deleted_ms is None
