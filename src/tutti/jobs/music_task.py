"""The workflow of a music task: fetch, listen, plan, announce, and two takes, each step durable.

What a step needs from those before it lies in the database and in the task's work folder (`Material`). The status goes
PENDING, TEXT_SUCCESS, FIRST_SUCCESS, SUCCESS, each together with its callback.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tutti.base.ids import new_audio_id
from tutti.base.links import media_links
from tutti.base.model_names import upstream_name
from tutti.jobs.callbacks import queue_callback
from tutti.jobs.material import TAKES, Material, following
from tutti.jobs.step_edge import StepEdge, StepWork, Writes
from tutti.jobs.take_files import expiry_ms, put_listening, put_take_files
from tutti.jobs.task_progress import StepName, TaskProgress
from tutti.jobs.workshop import Workshop
from tutti.store.files import NewFile, add_file
from tutti.store.models import Status, Take, Task
from tutti.store.object_keys import COVER, stream_key, stream_prefix
from tutti.store.takes import NewTake, add_takes, finish_take, set_stream_parts, takes_of
from tutti.store.tasks import set_status
from tutti.webhooks.payloads import Stage, TrackItem, complete_body, first_body, text_body

MAKE_MUSIC = "make_music"


class MusicTask:
    """Makes the music of tasks."""

    def __init__(self, workshop: Workshop, edge: StepEdge) -> None:
        self._workshop = workshop
        self._edge = edge
        self._steps: dict[StepName, StepWork] = {
            StepName.FETCH: self._fetch,
            StepName.LISTEN: self._listen,
            StepName.PLAN: self._plan,
            StepName.ANNOUNCE_TEXT: self._announce_text,
            StepName.TAKE_1: partial(self._take, 1),
            StepName.ANNOUNCE_FIRST: self._announce_first,
            StepName.TAKE_2: partial(self._take, 2),
            StepName.ANNOUNCE_COMPLETE: self._announce_complete,
        }

    async def run(self, task_id: str) -> None:
        """Do a task to its end, or go on with it where it was left: the workflow."""
        for name, work in self._steps.items():
            if not await self._workshop.durable.step(name, partial(self._edge.run, task_id, name, work)):
                break
        await self._tidy(task_id)

    async def _tidy(self, task_id: str) -> None:
        """Clear away what only the making needed."""
        await asyncio.to_thread(shutil.rmtree, self._workshop.folder(task_id), ignore_errors=True)
        for take in await self._workshop.database.read(lambda session: takes_of(session, task_id)):
            if take.finished_ms is None:
                await self._workshop.blobs.delete_prefix(stream_prefix(take.audio_id))

    async def _fetch(self, task: Task, progress: TaskProgress) -> Writes:
        async with self._workshop.engines.lease(task.id):  # a process gets ready for the next step meanwhile
            await Material(self._workshop, task).fetched(progress)
        return _nothing

    async def _listen(self, task: Task, progress: TaskProgress) -> Writes:
        material = Material(self._workshop, task)
        await material.heard(progress)
        listening = await put_listening(self._workshop, task, material.folder)
        return lambda session: add_file(session, listening)

    async def _plan(self, task: Task, progress: TaskProgress) -> Writes:
        await Material(self._workshop, task).planned(progress)
        return _nothing

    async def _announce_text(self, task: Task, progress: TaskProgress) -> Writes:
        material = Material(self._workshop, task)
        plan = await material.planned(progress)
        takes = await self._workshop.database.write(lambda session: add_takes(session, task.id, _new_takes(task, plan)))
        covers: list[NewFile] = []
        for take in takes:
            folder = material.take_folder(take.number)
            covers += await put_take_files(self._workshop, task, take.audio_id, folder, [COVER])

        def writes(session: Session) -> None:
            for cover in covers:
                add_file(session, cover)
            set_status(session, task.id, Status.TEXT_SUCCESS)
            self._announce(session, task, Stage.TEXT)

        return writes

    async def _take(self, number: int, task: Task, progress: TaskProgress) -> Writes:
        material = Material(self._workshop, task)
        await material.planned(lambda _fraction: None)
        takes = await self._workshop.database.read(lambda session: takes_of(session, task.id))
        audio_id = takes[number - 1].audio_id
        bank = self._workshop.settings.voice_bank
        arguments = {
            "upload": str(material.upload),
            "folder": str(material.folder),
            "number": number,
            "voice_bank": str(bank.resolve()) if bank else None,
        }
        follow = following(progress)

        async def on_event(event: dict[str, Any]) -> None:
            follow(event)
            if event["event"] == "part":
                await self._put_part(audio_id, int(event["number"]), Path(event["path"]))

        made = await material.engine("take", arguments, self._workshop.settings.take_seconds, on_event)
        names = [str(file["name"]) for file in made["files"]]
        files = await put_take_files(self._workshop, task, audio_id, material.take_folder(number), names)
        expires_ms = expiry_ms(self._workshop)

        def writes(session: Session) -> None:
            for file in files:
                add_file(session, file)
            finish_take(session, audio_id, float(made["duration_seconds"]), expires_ms)

        return writes

    async def _put_part(self, audio_id: str, number: int, path: Path) -> None:
        """Store a part of the stream: it can be heard while the rest is being encoded."""
        await self._workshop.blobs.put_file(stream_key(audio_id, number), path)
        await self._workshop.database.write(lambda session: set_stream_parts(session, audio_id, number + 1))

    async def _announce_first(self, task: Task, _progress: TaskProgress) -> Writes:
        def writes(session: Session) -> None:
            set_status(session, task.id, Status.FIRST_SUCCESS)
            self._announce(session, task, Stage.FIRST)

        return writes

    async def _announce_complete(self, task: Task, _progress: TaskProgress) -> Writes:
        def writes(session: Session) -> None:
            set_status(session, task.id, Status.SUCCESS)
            self._announce(session, task, Stage.COMPLETE)

        return writes

    def _announce(self, session: Session, task: Task, stage: Stage) -> None:
        tracks = [_track(task, take) for take in takes_of(session, task.id)]
        queue_callback(session, self._workshop.durable, task, stage, _body(task.id, stage, tracks))


def _nothing(_session: Session) -> None:
    """Write nothing down."""


def _new_takes(task: Task, plan: dict[str, Any]) -> list[NewTake]:
    return [
        NewTake(
            audio_id=new_audio_id(),
            number=number,
            title=str(plan["title"]),
            tags=str(plan["tags"]),
            lyrics=str(plan["lyrics"]),
            model_name=upstream_name(task.model),
        )
        for number in range(1, TAKES + 1)
    ]


def _track(task: Task, take: Take) -> TrackItem:
    links = media_links(task.base_url, take.audio_id)
    return TrackItem(
        id=take.audio_id,
        audio_url=links.audio if take.finished_ms is not None else None,
        stream_audio_url=links.stream,
        image_url=links.image,
        prompt=take.lyrics,
        model_name=take.model_name,
        title=take.title,
        tags=take.tags,
        created_ms=take.created_ms,
        duration_seconds=take.duration_seconds,
    )


def _body(task_id: str, stage: Stage, tracks: Sequence[TrackItem]) -> str:
    match stage:
        case Stage.TEXT:
            return text_body(task_id, tracks)
        case Stage.FIRST:
            return first_body(task_id, tracks[0])
        case _:
            return complete_body(task_id, tracks)
