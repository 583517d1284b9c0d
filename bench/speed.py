"""The speed table: `python -m bench.speed [--only accompany,sing]`.

Each direction takes a three-minute upload through the pipeline in a process of its own, twice: the first call pays for
loading and for reading compiled kernels from disk, the second does not. With `--first-ever` the process also starts
with an empty kernel cache, as on the first run after an installation. Seconds are wall time and processor time (all
threads); memory is the peak of the process (resident set) up to the end of a stage of the first call.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bench.report import RESULTS
from bench.truth.long import LONG_SECONDS, long_band, long_voice
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.pipeline import takes
from tutti.sound.decode import read_upload

_BRIEFS = {
    Task.ACCOMPANY: Brief(task=Task.ACCOMPANY, style="warm acoustic pop"),
    Task.SING: Brief(
        task=Task.SING, style="pop", prompt="a summer night by the river", voice=VoiceGender.FEMALE
    ),
}  # fmt: skip
_BUDGET_SECONDS = {Task.ACCOMPANY: 45.0, Task.SING: 75.0}
_BUDGET_MEGABYTES = 2048.0
Times = dict[str, tuple[float, float, float]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure both directions, or be one of the measured processes."""
    parser = argparse.ArgumentParser(prog="bench.speed", description="Seconds per stage and peak memory.")
    parser.add_argument("--only", default=",".join(_BRIEFS), help="directions, of accompany, sing")
    parser.add_argument("--first-ever", action="store_true", help="also with an empty kernel cache")
    parser.add_argument("--measure", type=Task, help=argparse.SUPPRESS)
    parser.add_argument("--upload", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.measure is not None:
        print(json.dumps(_measured(chosen.measure, chosen.upload)))
        return
    console = Console()
    results = {}
    for name in chosen.only.split(","):
        task = Task(name)
        upload = _upload(task)
        runs = {"": _in_own_process(task, upload, empty_cache=False)}
        if chosen.first_ever:
            runs["first ever"] = _in_own_process(task, upload, empty_cache=True)
        _show(console, task, runs)
        results[name] = runs
    RESULTS.mkdir(parents=True, exist_ok=True)
    about = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"), "tutti": version("tutti"),
        "cores": psutil.cpu_count(), "upload_seconds": LONG_SECONDS,
    }  # fmt: skip
    (RESULTS / "speed.json").write_text(json.dumps({**about, "results": results}, indent=1) + "\n", encoding="utf-8")


def _upload(task: Task) -> Path:
    case = long_voice() if task is Task.ACCOMPANY else long_band()
    case.audio()
    return case.path


def _in_own_process(task: Task, upload: Path, *, empty_cache: bool) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **({"NUMBA_CACHE_DIR": folder} if empty_cache else {})}
        done = subprocess.run(
            [sys.executable, "-m", "bench.speed", "--measure", task, "--upload", str(upload)],
            check=True, capture_output=True, text=True, env=environment,
        )  # fmt: skip
    answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _measured(task: Task, path: Path) -> dict[str, object]:
    """A first and a second call, and the peak memory of this process after each."""
    first = _timed(task, path)
    peak = _peak_megabytes()
    second = _timed(task, path)
    return {"first": first, "second": second, "peak_megabytes": peak, "peak_megabytes_twice": _peak_megabytes()}


def _timed(task: Task, path: Path) -> Times:
    """Seconds (wall, processor) by stage, and the peak memory of the process when the stage was over."""
    marks: list[tuple[str, float, float, float]] = []

    def report(stage: str, fraction: float) -> None:  # noqa: ARG001  # only the change of stage matters
        if not marks or stage != marks[-1][0]:
            marks.append((stage, time.perf_counter(), time.process_time(), _peak_megabytes()))

    report("decode", 0.0)
    upload = read_upload(path).audio
    take = next(iter(takes(_BRIEFS[task], upload, seed=1, count=1, report=report)))
    assert take.mixdown.master.frames
    report("end", 1.0)
    times: Times = {}
    for (stage, wall, cpu, _), (_, next_wall, next_cpu, peak) in pairwise(marks):
        before = times.get(stage, (0.0, 0.0, 0.0))
        times[stage] = (before[0] + next_wall - wall, before[1] + next_cpu - cpu, peak)
    times.pop("done", None)
    return times


def _peak_megabytes() -> float:
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _show(console: Console, task: Task, runs: dict[str, dict[str, object]]) -> None:
    title = f"{task}: {LONG_SECONDS:.0f} s upload, seconds wall / processor (budget {_BUDGET_SECONDS[task]:.0f} s)"
    table = Table(title=title, title_justify="left")
    table.add_column("stage")
    columns: dict[str, Times] = {}
    for name, run in runs.items():
        columns[f"{name} first call".strip()] = run["first"]  # type: ignore[assignment]  # JSON of this module
        columns[f"{name} second call".strip()] = run["second"]  # type: ignore[assignment]
    for name in columns:
        table.add_column(name, justify="right")
    table.add_column("peak MB", justify="right")
    first = next(iter(columns.values()))
    for stage in first:
        cells = (_cell(times.get(stage, (0.0, 0.0, 0.0))) for times in columns.values())
        table.add_row(stage, *cells, f"{first[stage][2]:.0f}")
    table.add_row(
        "whole", *(_cell(_total(times)) for times in columns.values()), f"{_total(first)[2]:.0f}", style="bold"
    )
    console.print(table)
    console.print(f"budget of memory: {_BUDGET_MEGABYTES:.0f} MB")


def _total(times: Times) -> tuple[float, float, float]:
    walls, processors, peaks = zip(*times.values(), strict=True)
    return sum(walls), sum(processors), max(peaks)


def _cell(measured: tuple[float, float, float]) -> str:
    return f"{measured[0]:.1f} / {measured[1]:.1f}"


if __name__ == "__main__":
    main()
