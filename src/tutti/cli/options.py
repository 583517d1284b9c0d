"""The options that commands share, each described once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Style = Annotated[str, typer.Option("--style", help="Genre, mood, instruments, tempo, in your own words.")]
Avoid = Annotated[str, typer.Option("--avoid", help="What must not be heard.")]
Title = Annotated[str | None, typer.Option("--title", help="The title; the engine finds one where none is given.")]
StyleWeight = Annotated[
    float | None, typer.Option("--style-weight", help="How strictly the style is followed, 0 to 1.")
]
Weirdness = Annotated[float | None, typer.Option("--weirdness", help="How far from habit choices may go, 0 to 1.")]
AudioWeight = Annotated[
    float | None, typer.Option("--audio-weight", help="How closely the recording is followed, 0 to 1.")
]
Takes = Annotated[int, typer.Option("--takes", help="How many takes, 1 to 8.")]
Seed = Annotated[int, typer.Option("--seed", help="The same seed gives the same takes.")]
Out = Annotated[Path | None, typer.Option("--out", help="The folder to write into; next to the recording by default.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the reports of the takes as JSON.")]
Bpm = Annotated[float | None, typer.Option("--bpm", help="The tempo, where you know it.")]
MeterText = Annotated[str | None, typer.Option("--meter", help="The metre, where you know it: 4/4, 3/4, 6/8.")]
KeyText = Annotated[str | None, typer.Option("--key", help="The key, where you know it: 'Bb major'.")]
FirstDownbeat = Annotated[
    float | None, typer.Option("--first-downbeat", help="The second at which the first bar begins, where you know it.")
]
Chords = Annotated[
    str | None,
    typer.Option("--chords", help="The chords from the first downbeat on: 'C | G/B | Am7 F | G', 'I V vi IV'."),
]
ChordSheet = Annotated[
    Path | None, typer.Option("--chord-sheet", help="A text or ChordPro file with the chords, in place of --chords.")
]
Data = Annotated[Path | None, typer.Option("--data", help="The folder the server keeps everything in.")]

DEFAULT_TAKES = 2
DEFAULT_SEED = 1


def title_of(recording: Path) -> str:
    """The name of a recording as a title; bytes of a name that are no text are shown as question marks."""
    return recording.stem.encode("utf-8", "replace").decode("utf-8")


def folder_beside(recording: Path) -> Path:
    """The folder takes of a recording are written into by default."""
    return recording.with_name(f"{recording.stem}-tutti")
