"""`tutti listen`: what the engine hears."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tutti.base.errors import BriefInvalid, OutputUnwritable
from tutti.cli import options

SOURCES = ("auto", "voice", "band")


def listen(
    recording: Annotated[Path, typer.Argument(help="Any recording.")],
    source: Annotated[str, typer.Option("--as", help="voice, band, or auto: what kind of recording it is.")] = "auto",
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw what was heard into this PNG file.")] = None,
    bpm: options.Bpm = None,
    meter: options.MeterText = None,
    key: options.KeyText = None,
    first_downbeat: options.FirstDownbeat = None,
    chords: options.Chords = None,
    chord_sheet: options.ChordSheet = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print listening.json.")] = False,
) -> None:
    """Hear beats, metre, key, chords or melody, and sections."""
    from tutti.cli.bar import progress_bar
    from tutti.cli.hearing import hear_file, sentence
    from tutti.cli.telling import told

    if source not in SOURCES:
        raise BriefInvalid(f"--as is {source!r}; it must be one of {', '.join(SOURCES)}")
    if plot is not None and (plot.is_dir() or not plot.absolute().parent.is_dir()):
        raise OutputUnwritable(f"--plot {plot} cannot be written; name a PNG file in a folder that exists")
    known = told(bpm=bpm, meter=meter, key=key, first_downbeat=first_downbeat, chords=chords, chord_sheet=chord_sheet)
    with progress_bar() as report:
        heard = hear_file(recording, None if source == "auto" else source, known, report)
    if plot is not None:
        from tutti.listen.plot import plot as draw

        draw(heard.audio, heard.listening, plot)
    if as_json:
        from tutti.music.documents import write_listening

        typer.echo(write_listening(heard.listening))
        return
    typer.echo(sentence(heard.listening))
    if plot is not None:
        typer.echo(f"plot: {plot}")
