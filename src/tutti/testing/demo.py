"""`make demo`: a voice and a band are made and both main jobs are run on them over HTTP, by a server of their own.

What an app would do: upload, submit, take the callbacks, listen to the stream, fetch the results.
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from tutti.sound.encode import write_wav
from tutti.testing.client import StudioClient
from tutti.testing.material import demo_band, demo_voice
from tutti.testing.receiver import Receiver, running_receiver
from tutti.testing.running_server import running_server

SEED = 20
MOST_SECONDS = 300.0
BEAT_TOLERANCE_SECONDS = 0.07
JOBS = {
    "accompany": (
        "add-instrumental",
        "voice.wav",
        {"tags": "warm pop with guitar and strings", "title": "Carry me over"},
    ),
    "sing": (
        "add-vocals",
        "band.wav",
        {
            "prompt": "coming home to the sea after a long time away",
            "style": "pop",
            "title": "Coming Home",
            "vocalGender": "f",
        },
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One of the demo's tasks."""

    name: str
    operation: str
    task_id: str
    since: float


def main() -> None:
    """Run the demo into the folder that is named."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "demo-output")
    out.mkdir(parents=True, exist_ok=True)
    console = Console()
    console.print("making a demo voice and a demo band ...")
    voice, voice_grid = demo_voice(SEED)
    band, band_grid = demo_band(SEED)
    write_wav(out / "voice.wav", voice)
    write_wav(out / "band.wav", band)
    data = out / "server"
    shutil.rmtree(data, ignore_errors=True)
    private = {"TUTTI_OUTBOUND_ALLOW": "127.0.0.1", "TUTTI_SONGS_AT_ONCE": "2"}
    with running_server(data, environment=private) as server, running_receiver() as receiver:
        console.print(f"a server listens on {server.url}; callbacks go to {receiver.url}")
        assert server.key is not None
        with StudioClient(server.url, server.key) as client:
            jobs = [_submitted(client, receiver, out, name) for name in JOBS]
            _watch(client, receiver, jobs, console)
            for job in jobs:
                _fetch(client, job, out / job.name)
    console.print(_table(out))
    for name, grid in (("accompany", voice_grid.beat_seconds), ("sing", band_grid.beat_seconds)):
        console.print(f"{name}: {_beat_agreement(out / name, grid)}")
    console.print(f"\nlisten to {out}/accompany/take-1/master.mp3 and {out}/sing/take-1/master.mp3")


def _submitted(client: StudioClient, receiver: Receiver, out: Path, name: str) -> Job:
    operation, upload, wishes = JOBS[name]
    url = client.upload(out / upload)
    body = {"uploadUrl": url, "callBackUrl": receiver.url, "negativeTags": "", "model": "V5", "seed": SEED, **wishes}
    return Job(name=name, operation=operation, task_id=client.submit(operation, body), since=time.time())


def _watch(client: StudioClient, receiver: Receiver, jobs: list[Job], console: Console) -> None:
    """Show progress and callbacks until all tasks are done and told.

    Raises:
        SystemExit: a task failed.
    """
    columns = (TextColumn("{task.fields[name]:<18}"), TextColumn("{task.description:<18}"), BarColumn())
    with Progress(*columns, TimeElapsedColumn(), TextColumn("{task.fields[left]}"), console=console) as progress:
        bars = {job.task_id: progress.add_task("queued", total=1.0, name=job.operation, left="") for job in jobs}
        listeners = [threading.Thread(target=_listen, args=(client, job, console), daemon=True) for job in jobs]
        for listener in listeners:
            listener.start()
        shown = 0
        deadline = time.monotonic() + MOST_SECONDS
        while time.monotonic() < deadline:
            for received in receiver.received[shown:]:
                shown += 1
                job = next(job for job in jobs if job.task_id == received.task_id)
                count = len(received.content["data"]["data"] or ())
                after = received.at - job.since
                console.print(f"callback {received.stage:<9} of {job.operation} after {after:4.1f} s, {count} tracks")
            states = [client.task(job.task_id) for job in jobs]
            for job, state in zip(jobs, states, strict=True):
                _show(progress, bars[job.task_id], state)
            told = sum(received.stage in ("complete", "error") for received in receiver.received[:shown])
            if told == len(jobs):
                break
            time.sleep(0.2)
        for listener in listeners:
            listener.join()
    for job in jobs:
        record = client.record(job.task_id)
        if record["status"] != "SUCCESS":
            raise SystemExit(f"{job.operation} ended with {record['status']}: {record['errorMessage']}")


def _show(progress: Progress, bar: TaskID, state: dict[str, Any]) -> None:
    left = state["secondsLeft"]
    shown = "" if left is None else f"{left:.0f} s left"
    progress.update(bar, description=state["stage"], completed=state["fraction"], left=shown)


def _listen(client: StudioClient, job: Job, console: Console) -> None:
    """Do what a player does: open the stream as soon as its address is known."""
    record = client.wait(job.task_id, seconds=MOST_SECONDS, until=("TEXT_SUCCESS", "FIRST_SUCCESS"))
    if record["response"]:
        client.first_sound_seconds(record["response"]["sunoData"][0]["streamAudioUrl"])
        console.print(f"first sound    of {job.operation} after {time.time() - job.since:4.1f} s")


def _fetch(client: StudioClient, job: Job, folder: Path) -> None:
    """Take home all files of a task."""
    shutil.rmtree(folder, ignore_errors=True)
    tracks = client.record(job.task_id)["response"]["sunoData"]
    for number, track in enumerate(tracks, start=1):
        for file in client.get(f"/tutti/v1/takes/{track['id']}/files")["files"]:
            client.download(file["url"], folder / f"take-{number}" / file["name"])
    listening = client.get(f"/tutti/v1/tasks/{job.task_id}/listening")
    (folder / "listening.json").write_text(json.dumps(listening, ensure_ascii=False, indent=1), encoding="utf-8")


def _table(out: Path) -> Table:
    table = Table(title="what was measured")
    for column in ("take", "LUFS", "dBTP", "upload intact to", "stems"):
        table.add_column(column)
    for path in sorted(out.glob("*/take-*/report.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        measured = content["mix"]
        table.add_row(
            f"{content['task']} {content['take']}",
            f"{measured['integrated_lufs']:.1f}",
            f"{measured['true_peak_dbtp']:.1f}",
            f"{measured['upload_residual_db']:.0f} dB",
            str(len(measured["stem_lufs"])),
        )
    return table


def _beat_agreement(job: Path, true_beats: tuple[float, ...]) -> str:
    """How many of the beats that were really played were heard, within 70 ms."""
    heard = json.loads((job / "listening.json").read_text(encoding="utf-8"))["beats_seconds"]
    hits = sum(any(abs(beat - other) <= BEAT_TOLERANCE_SECONDS for other in heard) for beat in true_beats)
    return f"{hits} of {len(true_beats)} true beats heard within {BEAT_TOLERANCE_SECONDS * 1000:.0f} ms"


if __name__ == "__main__":
    main()
