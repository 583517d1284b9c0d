"""`tutti accompany`: a voice gets its band."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutti.cli import options


def accompany(
    voice: Annotated[Path, typer.Argument(help="The recording of a voice or a melody.")],
    style: options.Style = "pop",
    avoid: options.Avoid = "",
    title: options.Title = None,
    style_weight: options.StyleWeight = None,
    weirdness: options.Weirdness = None,
    audio_weight: options.AudioWeight = None,
    takes: options.Takes = options.DEFAULT_TAKES,
    seed: options.Seed = options.DEFAULT_SEED,
    treat_voice: Annotated[
        bool, typer.Option("--treat-voice", help="Mix the voice like a sung one; by default it is left untouched.")
    ] = False,
    out: options.Out = None,
    bpm: options.Bpm = None,
    meter: options.MeterText = None,
    key: options.KeyText = None,
    first_downbeat: options.FirstDownbeat = None,
    chords: options.Chords = None,
    chord_sheet: options.ChordSheet = None,
    as_json: options.AsJson = False,
) -> None:
    """Write and perform a band around a recorded voice, on its own beats and in its key."""
    from tutti.cli.making import Order, make, weighted
    from tutti.cli.telling import told
    from tutti.music.brief import Brief, Task

    brief = Brief(
        task=Task.ACCOMPANY,
        style=style,
        avoid=avoid,
        title=title or options.title_of(voice),
        treats_voice=treat_voice,
    )
    brief = weighted(brief, style_weight, weirdness, audio_weight)
    known = told(bpm=bpm, meter=meter, key=key, first_downbeat=first_downbeat, chords=chords, chord_sheet=chord_sheet)
    order = Order(takes=takes, seed=seed, out=out or options.folder_beside(voice), as_json=as_json)
    make(brief, voice, order, known)
