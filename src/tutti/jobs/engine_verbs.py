"""What an engine process can do: listen to an upload, plan its takes, make one take.

Each verb reads what the one before left in the task's folder and leaves its own there: listen heard.json and
listening.json, plan plan.json and the covers, take the files of its take. So every verb can be called again, in another
process too, and the same arguments leave the same bytes. The upload that was decoded last is kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tutti import pipeline
from tutti.jobs.briefs import brief_of
from tutti.jobs.orders import Operation
from tutti.jobs.words import Words, plan_with_words
from tutti.listen.hints import read_hints
from tutti.music.brief import Task
from tutti.music.handover import read_heard, read_plan, write_heard, write_plan
from tutti.picture import cover
from tutti.pipeline import StageReport
from tutti.sound.decode import Decoded, read_upload
from tutti.takefolder import fill_take, write_listening_file

Fields = dict[str, Any]
Tell = Callable[[Fields], None]
HEARD, PLANNED, COVER, PARTS = "heard.json", "plan.json", "cover.jpeg", "parts"
WRITE = "write"
WRITE_SHARE = 0.1  # of the work on a take, for progress
LEAST_PAUSE_SECONDS = 0.2  # between two progress events of one stage


def do(verb: str, arguments: Fields, tell: Tell) -> Fields:
    """Do a verb.

    Args:
        verb: a name of `VERBS`.
        arguments: what the verb needs; paths are absolute.
        tell: takes events while the verb is done.
    """
    return VERBS[verb](arguments, tell)


def listen(arguments: Fields, tell: Tell) -> Fields:
    """Hear the upload: `task`, `upload`, `folder`, and `hints` where there are any."""
    folder = Path(arguments["folder"])
    hints = read_hints(**(arguments.get("hints") or {}))
    upload = _upload(arguments)
    report = _progress(tell)

    def heard_so_far(fraction: float, /) -> None:
        report(pipeline.LISTEN.name, fraction)

    heard = pipeline.hear(upload.audio, Task(arguments["task"]), hints=hints, progress=heard_so_far)
    write_listening_file(heard, folder)
    (folder / HEARD).write_text(write_heard(heard), encoding="utf-8")
    return {
        "duration_seconds": upload.audio.duration_seconds,
        "notes": list(upload.notes),
        "tempo_bpm": round(heard.tempo_bpm, 2),
        "meter": str(heard.timeline.meter),
        "key": str(heard.key),
    }


def plan(arguments: Fields, tell: Tell) -> Fields:
    """Settle what all `takes` share and draw their covers.

    It needs `operation`, `request`, `folder`, `seed`, `takes`, and `words`: the fields of the word settings.
    """
    del tell  # it takes no time worth telling
    folder = Path(arguments["folder"])
    brief = brief_of(Operation(arguments["operation"]), arguments["request"])
    heard = read_heard((folder / HEARD).read_text(encoding="utf-8"))
    planned = plan_with_words(brief, heard, int(arguments["seed"]), Words.read(arguments["words"]))
    (folder / PLANNED).write_text(write_plan(planned), encoding="utf-8")
    for number in range(1, int(arguments["takes"]) + 1):
        picture = cover(pipeline.write(planned, number), melody=heard.melody, take=number)
        target = _take_folder(folder, number)
        target.mkdir(exist_ok=True)
        (target / COVER).write_bytes(picture)
    return {
        "title": planned.title,
        "tags": planned.tags,
        "lyrics": planned.lyrics.text if planned.lyrics else "",
        "unknown_words": list(planned.unknown_words),
    }


def take(arguments: Fields, tell: Tell) -> Fields:
    """Make one take and write its files: `upload`, `folder`, `number`, and `voice_bank` where there is one."""
    folder, number = Path(arguments["folder"]), int(arguments["number"])
    planned = read_plan((folder / PLANNED).read_text(encoding="utf-8"))
    upload = _upload(arguments)
    report = _progress(tell)

    def made_so_far(stage: str, fraction: float) -> None:
        report(WRITE if stage == pipeline.DONE else stage, fraction * (1.0 - WRITE_SHARE))

    bank = arguments.get("voice_bank")
    engine = pipeline.Studio(voice_bank=Path(bank)) if bank else pipeline.STUDIO
    made = pipeline.take(planned, upload.audio, number, engine=engine, report=made_so_far)
    target = _take_folder(folder, number)
    timeless = replace(made, stage_seconds=())  # so that its report comes out the same again
    files = fill_take(timeless, upload, target, on_piece=_Parts(target / PARTS, tell).add)
    mixdown = made.mixdown
    return {
        "duration_seconds": mixdown.master.duration_seconds,
        "integrated_lufs": round(mixdown.report.integrated_lufs, 2),
        "true_peak_dbtp": round(mixdown.report.true_peak_dbtp, 2),
        "files": [{"name": str(file.relative_to(target)), "bytes": file.stat().st_size} for file in files],
        "stage_seconds": {name: round(seconds, 2) for name, seconds in made.stage_seconds},
    }


VERBS: dict[str, Callable[[Fields, Tell], Fields]] = {"listen": listen, "plan": plan, "take": take}


def _take_folder(folder: Path, number: int) -> Path:
    return folder / f"take-{number}"


class _Parts:
    """Pieces of an MP3 as numbered files, each told as soon as it is there."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        self._folder = folder
        self._tell = tell
        self._number = 0
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, piece: bytes) -> None:
        """Keep the next piece."""
        path = self._folder / f"{self._number:05d}.mp3"
        path.write_bytes(piece)
        self._tell({"event": "part", "number": self._number, "path": str(path)})
        self._number += 1


@dataclass(slots=True)
class _Kept:
    """The upload that was decoded last, under what tells its file from others."""

    file: tuple[str, int, int] | None = None
    upload: Decoded | None = None


_KEPT = _Kept()


def _upload(arguments: Fields) -> Decoded:
    path = Path(arguments["upload"])
    if not path.is_file():
        return read_upload(path)  # which says so
    state = path.stat()
    file = (str(path), state.st_size, state.st_mtime_ns)
    if _KEPT.upload is None or _KEPT.file != file:
        _KEPT.upload = None  # before the next is decoded: two of them may not fit
        _KEPT.file, _KEPT.upload = file, read_upload(path, scratch=Path(arguments["folder"]))
    return _KEPT.upload


def _progress(tell: Tell) -> StageReport:
    """A report that becomes events: every new stage at once, the rest now and then; from any thread."""
    lock = threading.Lock()
    last: list[tuple[str, float]] = []

    def report(stage: str, fraction: float) -> None:
        now = time.monotonic()
        with lock:
            if last and last[0][0] == stage and now - last[0][1] < LEAST_PAUSE_SECONDS:
                return
            last[:] = [(stage, now)]
            tell({"event": "progress", "stage": stage, "fraction": round(fraction, 4)})

    return report
