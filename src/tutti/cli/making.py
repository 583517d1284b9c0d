"""What `accompany` and `sing` share: read the upload, make the takes, write them, say where they are."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import typer

from tutti.base.errors import BriefInvalid, TuttiError
from tutti.cli.bar import progress_bar
from tutti.listen.hints import Hints
from tutti.music.brief import Brief
from tutti.pipeline import STUDIO, Engine, Planner, Take, plan, takes
from tutti.sound.decode import Decoded, read_upload
from tutti.takefolder import TakeFolder, clear_takes, prepare, write_listening_file, write_take

MAX_TAKES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How many takes, from which seed, to where, how it is told, and who makes them."""

    takes: int
    seed: int
    out: Path
    as_json: bool
    planner: Planner = plan
    engine: Engine = STUDIO


def weighted(brief: Brief, style: float | None, weirdness: float | None, audio: float | None) -> Brief:
    """A brief with the weights that were given; the rest keep its own defaults.

    Raises:
        BriefInvalid: a weight does not lie between 0 and 1.
    """
    return replace(
        brief,
        style_weight=brief.style_weight if style is None else style,
        weirdness=brief.weirdness if weirdness is None else weirdness,
        audio_weight=brief.audio_weight if audio is None else audio,
    )


def make(brief: Brief, upload_path: Path, order: Order, known: Hints) -> None:
    """Make the takes of a brief around an upload, and say where they are."""
    if not 1 <= order.takes <= MAX_TAKES:
        raise BriefInvalid(f"--takes is {order.takes}; it must be between 1 and {MAX_TAKES}")
    if order.out.exists() and not order.out.is_dir():
        raise BriefInvalid(f"--out {order.out} is a file; name a folder")
    upload = read_upload(upload_path)
    is_new = not order.out.exists()
    prepare(order.out)
    try:
        folders, sentences = _write_takes(brief, upload, order, known)
    except TuttiError:
        if is_new and not any(order.out.iterdir()):
            order.out.rmdir()
        raise
    if order.as_json:
        typer.echo(json.dumps([_summary(folder) for folder in folders], ensure_ascii=False, indent=1))
        return
    for line in (*(f"note: {note}" for note in upload.notes), *sentences):
        typer.echo(line)


def _write_takes(brief: Brief, upload: Decoded, order: Order, known: Hints) -> tuple[list[TakeFolder], list[str]]:
    """The folders of the takes, and a sentence about each; their sound is let go as soon as it is on disk."""
    folders: list[TakeFolder] = []
    sentences: list[str] = []
    with progress_bar() as report:
        made = takes(
            brief,
            upload.audio,
            seed=order.seed,
            count=order.takes,
            hints=known,
            planner=order.planner,
            engine=order.engine,
            report=report,
        )
        for take in made:
            if not folders:
                sentences += [f"note: {note}" for note in take.plan.notes]
                clear_takes(order.out, beyond=order.takes)
                write_listening_file(take.plan.listening, order.out)
            folders.append(write_take(take, upload, order.out))
            sentences.append(_sentence(take, folders[-1]))
            del take
    return folders, sentences


def _summary(folder: TakeFolder) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(folder.report.read_text(encoding="utf-8"))
    return {"folder": str(folder.path), **content}


def _sentence(take: Take, folder: TakeFolder) -> str:
    mix = take.mixdown.report
    heard = take.plan.listening
    return (
        f"take {take.number}: {folder.path}  ({take.score.title}; {', '.join(take.score.styles)}; "
        f"{heard.tempo_bpm:.0f} bpm, {heard.timeline.meter}, {heard.key}; "
        f"{mix.integrated_lufs:.1f} LUFS, {mix.true_peak_dbtp:.1f} dBTP)"
    )
