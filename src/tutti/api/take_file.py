"""Finds a file of a take, or says why there is none: unknown, not made yet, never made, or deleted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path

from tutti.api.gone import deleted_ms_of, gone, missing
from tutti.api.services import Services
from tutti.base.clock import now_ms
from tutti.store.database import Session
from tutti.store.files import file_of_take
from tutti.store.models import File, Take
from tutti.store.takes import find_take
from tutti.store.tasks import find_task

AudioId = Annotated[str, Path(description="The audio id of the take, a UUID.")]

_AUDIO_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFile:
    """A file that is there, and its take."""

    take: Take
    file: File


async def kept_take(services: Services, audio_id: str, account_id: int | None = None) -> Take:
    """A take that is not deleted; where an account is named, only if it is its own.

    Raises:
        Refused: there is none (404), or it was deleted (410).
    """

    def find(session: Session) -> Take | None:
        take = find_take(session, audio_id)
        if take is None or (account_id is not None and find_task(session, take.task_id, account_id) is None):
            return None
        return take

    take = await services.database.read(find) if _AUDIO_ID.fullmatch(audio_id) else None
    if take is None:
        raise missing("There is no such take")
    deleted_ms = deleted_ms_of(take, now_ms())
    if deleted_ms is not None:
        raise gone(f"The take was deleted, {services.settings.result_days:g} days after it was made,", deleted_ms)
    return take


async def kept_take_file(services: Services, audio_id: str, name: str, account_id: int | None = None) -> TakeFile:
    """A file of a take that is not deleted.

    Raises:
        Refused: there is none (404), or it was deleted (410).
    """
    take = await kept_take(services, audio_id, account_id)
    file = await services.database.read(lambda session: file_of_take(session, audio_id, name))
    if file is None:
        raise missing(f"The take has no such file{'' if take.finished_ms else ' yet; it is still being made'}")
    deleted_ms = deleted_ms_of(file, now_ms())
    if deleted_ms is not None:
        raise gone("The file was deleted", deleted_ms)
    return TakeFile(take=take, file=file)
