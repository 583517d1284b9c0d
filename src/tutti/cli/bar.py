"""The progress bar of a command: the stage, the share done, seconds left; on stderr, so that stdout stays clean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from tutti.pipeline import StageReport

STAGE_WORDS = {
    "decode": "reading the recording",
    "listen": "listening",
    "plan": "planning",
    "compose": "writing the score",
    "perform": "performing",
    "mix": "mixing",
    "write": "writing the files",
    "done": "done",
}


@contextmanager
def progress_bar() -> Iterator[StageReport]:
    """A bar that takes (stage, share of the whole)."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:<22}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(STAGE_WORDS["decode"], total=1.0)

        def report(stage: str, share: float) -> None:
            progress.update(task, description=STAGE_WORDS[stage], completed=share)

        yield report
