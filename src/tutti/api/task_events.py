"""`GET /tutti/v1/tasks/{task_id}/events`: news of a task as server-sent events (WHATWG HTML, section 9.2).

The first event tells the state now, each further one a change; the stream ends after the event whose status is final.
Whoever comes back with `Last-Event-ID` is told the state anew, so nothing can be missed. All who watch a task share one
look at the database each quarter of a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from tutti.api.owned_task import OwnedTask
from tutti.api.real_answers import turned_down
from tutti.api.services import Services, TheServices
from tutti.api.shared_looks import SharedLooks
from tutti.api.task_state import TaskEvent
from tutti.api.task_view import task_event
from tutti.store.models import Task

router = APIRouter(prefix="/tutti/v1/tasks", tags=["Tutti"])

LOOK_SECONDS = 0.25
EVENT = "task"
_EXAMPLE = (
    'event: task\ndata: {"taskId":"3f1c9a7be2d84460a5b1c0de7f892a41","status":"TEXT_SUCCESS","stage":"take_1",'
    '"fraction":0.34,"secondsLeft":21.5,"errorCode":null,"errorMessage":null}\nid: 7\n\n'
)


@router.get(
    "/{task_id}/events",
    operation_id="watchTask",
    summary="A task's progress as it happens",
    response_class=EventSourceResponse,
    responses={
        **turned_down(401, 404),
        200: {
            "description": "Events named `task`; each `data` is a JSON object with taskId, status, stage, fraction, "
            "secondsLeft, errorCode and errorMessage. The stream ends when the task has.",
            "content": {"text/event-stream": {"example": _EXAMPLE}},
        },
    },
)
async def events(request: Request, task: OwnedTask, services: TheServices) -> AsyncIterator[ServerSentEvent]:
    """The state now, then every change of status, stage or fraction, to the end of the task."""
    looks = _looks(request, services)
    told: TaskEvent | None = None
    number = 0
    while told is None or not told.status.is_final:
        news = await looks.at(task.id)
        if news != told:
            number += 1
            told = news
            yield ServerSentEvent(event=EVENT, id=str(number), raw_data=news.model_dump_json(by_alias=True))
        else:
            await asyncio.sleep(LOOK_SECONDS)


def _looks(request: Request, services: Services) -> SharedLooks[TaskEvent]:
    """The looks all watchers of this application share."""
    app_state = request.app.state
    if not hasattr(app_state, "task_looks"):

        async def look(task_id: str) -> TaskEvent:
            return await services.database.read(lambda session: task_event(session.get_one(Task, task_id)))

        app_state.task_looks = SharedLooks(look, LOOK_SECONDS)
    looks: SharedLooks[TaskEvent] = app_state.task_looks
    return looks
