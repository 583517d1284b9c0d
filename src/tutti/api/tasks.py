"""`/tutti/v1/tasks`: the account's tasks, one task in full, what was heard in its upload, and cancelling it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from tutti.api.auth import Caller
from tutti.api.document import document_response
from tutti.api.envelope import Refused, Surface, ok
from tutti.api.gone import deleted_ms_of, gone, missing
from tutti.api.owned_task import OwnedTask
from tutti.api.real_answers import done
from tutti.api.services import TheServices
from tutti.api.task_examples import CANCELLED, DELIVERY, TASK_DETAIL, TASK_PAGE
from tutti.api.task_state import DeliveryStateShown, TaskDetail, TaskPage, TaskState
from tutti.api.task_view import deliveries, page_mark, task_detail, task_state
from tutti.base.clock import now_ms
from tutti.jobs.orders import Operation
from tutti.store.database import Session
from tutti.store.files import find_file
from tutti.store.models import Status, Task
from tutti.store.tasks import TaskFilter, list_tasks

router = APIRouter(prefix="/tutti/v1/tasks", tags=["Tutti"])

MOST_TASKS = 100
CONFLICT = 409


@router.get(
    "",
    operation_id="listTasks",
    summary="The account's tasks, the newest first",
    response_class=Response,
    responses=done(TaskPage, TASK_PAGE, 401, 422),
)
async def tasks(
    caller: Caller,
    services: TheServices,
    status: Annotated[list[Status] | None, Query(description="Only tasks in these states.")] = None,
    operation: Annotated[Operation | None, Query(description="Only tasks of this kind.")] = None,
    before: Annotated[
        str | None,
        Query(
            pattern=r"^[0-9]{1,15}(-[0-9a-f]{32})?$", description="`next` of the page before, or epoch milliseconds."
        ),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_TASKS)] = 50,
) -> Response:
    """A page of tasks; `next` leads on."""
    moment, _, task_id = (before or "").partition("-")
    wanted = TaskFilter(
        statuses=tuple(status or ()),
        operation=operation,
        before_ms=int(moment) if moment else None,
        before_id=task_id or None,
        limit=limit + 1,
    )

    def find(session: Session) -> TaskPage:
        found = list_tasks(session, caller.account_id, wanted)
        shown = found[:limit]
        following = page_mark(shown) if len(found) > limit else None
        return TaskPage(tasks=[task_state(session, task) for task in shown], next=following)

    return _ok(await services.database.read(find))


@router.get(
    "/{task_id}",
    operation_id="getTask",
    summary="Everything about a task",
    response_class=Response,
    responses=done(TaskDetail, TASK_DETAIL, 401, 404),
)
async def task(task: OwnedTask, services: TheServices) -> Response:
    """The contract's record, and progress, takes, the journal of steps, and callbacks with their attempts."""
    return _ok(await services.database.read(lambda session: task_detail(session, task)))


@router.post(
    "/{task_id}/cancel",
    operation_id="cancelTask",
    summary="Cancel a task",
    response_class=Response,
    responses=done(TaskState, CANCELLED, 401, 404, 409),
)
async def cancel(task: OwnedTask, services: TheServices) -> Response:
    """Ends a task that is waiting or being made, and gives its credits back; its `error` callback is sent."""
    if not await services.jobs.cancel(task.id):
        raise Refused(CONFLICT, "The task has ended already")
    return _ok(await services.database.read(lambda session: task_state(session, session.get_one(Task, task.id))))


@router.get(
    "/{task_id}/deliveries",
    operation_id="listDeliveries",
    summary="The callbacks of a task",
    response_class=Response,
    responses=done(list[DeliveryStateShown], [DELIVERY], 401, 404),
)
async def task_deliveries(task: OwnedTask, services: TheServices) -> Response:
    """What was sent where, every attempt at it, and how it ended."""
    shown = await services.database.read(lambda session: deliveries(session, task.id))
    return ok([each.model_dump(by_alias=True, mode="json") for each in shown], Surface.TUTTI)


@router.get(
    "/{task_id}/listening",
    operation_id="getListening",
    summary="What was heard in the upload",
    response_class=Response,
    responses=done(
        dict[str, Any],
        {"format": "tutti.listening", "version": 1, "tempo_bpm": 96.0, "meter": "4/4", "key": "C major"},
        401,
        404,
        410,
    )
    | {304: {"description": "The client has it already."}},
)
async def listening(request: Request, task: OwnedTask, services: TheServices) -> Response:
    """The document `listening.json`: beats, metre, key, chords or melody, sections, and how sure the ear is."""
    file = await services.database.read(lambda session: find_file(session, f"tasks/{task.id}/listening.json"))
    if file is None:
        raise missing("The upload was not listened to" + ("" if Status(task.status).is_final else " yet"))
    deleted_ms = deleted_ms_of(file, now_ms())
    if deleted_ms is not None:
        raise gone("The listening was deleted", deleted_ms)
    return await document_response(request, services.blobs, file)


def _ok(shown: TaskPage | TaskState) -> Response:
    return ok(shown.model_dump(by_alias=True, mode="json"), Surface.TUTTI)
