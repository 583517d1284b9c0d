"""The task a path names, if it is the caller's."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Path

from tutti.api.auth import Caller
from tutti.api.gone import missing
from tutti.api.services import TheServices
from tutti.store.models import Task
from tutti.store.tasks import find_task

_HEX_ID = re.compile(r"[0-9a-f]{32}")


def is_hex_id(text: str) -> bool:
    """Whether a text has the shape of the ids of tasks and deliveries."""
    return _HEX_ID.fullmatch(text) is not None


async def owned_task(
    caller: Caller, services: TheServices, task_id: Annotated[str, Path(description="What the submit answered.")]
) -> Task:
    """The task of the path.

    Raises:
        Refused: there is none on the caller's account (404).
    """
    task = None
    if is_hex_id(task_id):
        task = await services.database.read(lambda session: find_task(session, task_id, caller.account_id))
    if task is None:
        raise missing("There is no such task")
    return task


OwnedTask = Annotated[Task, Depends(owned_task)]
