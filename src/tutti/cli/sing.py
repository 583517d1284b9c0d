"""`tutti sing`: a band gets its singer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutti.base.errors import BriefInvalid, FileMissing, LyricsUnsingable
from tutti.cli import options

if TYPE_CHECKING:
    from tutti.music.brief import VoiceGender


def sing(
    band: Annotated[Path, typer.Argument(help="The recording of a band.")],
    lyrics: Annotated[Path | None, typer.Option("--lyrics", help="A text file with the words to be sung.")] = None,
    prompt: Annotated[
        str, typer.Option("--prompt", help="What the song is about; the words are written. Lyrics given win.")
    ] = "",
    style: options.Style = "pop",
    avoid: options.Avoid = "",
    title: options.Title = None,
    voice: Annotated[str | None, typer.Option("--voice", help="m or f.")] = None,
    style_weight: options.StyleWeight = None,
    weirdness: options.Weirdness = None,
    audio_weight: options.AudioWeight = None,
    takes: options.Takes = options.DEFAULT_TAKES,
    seed: options.Seed = options.DEFAULT_SEED,
    out: options.Out = None,
    bpm: options.Bpm = None,
    meter: options.MeterText = None,
    key: options.KeyText = None,
    first_downbeat: options.FirstDownbeat = None,
    chords: options.Chords = None,
    chord_sheet: options.ChordSheet = None,
    voice_bank: Annotated[
        Path | None, typer.Option("--voice-bank", help="The folder of a DiffSinger voice bank that sings the lead.")
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Write words and a melody over a recorded band, and sing them."""
    from functools import partial

    from tutti.base.settings import load_settings
    from tutti.cli.making import Order, make, weighted
    from tutti.cli.telling import told
    from tutti.jobs.word_settings import word_fields
    from tutti.jobs.words import Words, plan_with_words
    from tutti.music.brief import Brief, Task
    from tutti.pipeline import Studio

    brief = Brief(
        task=Task.SING,
        style=style,
        avoid=avoid,
        title=title,
        prompt=prompt,
        lyrics=_read(lyrics) if lyrics else None,
        voice=_gender(voice),
    )
    brief = weighted(brief, style_weight, weirdness, audio_weight)
    known = told(bpm=bpm, meter=meter, key=key, first_downbeat=first_downbeat, chords=chords, chord_sheet=chord_sheet)
    settings = load_settings()
    order = Order(
        takes=takes,
        seed=seed,
        out=out or options.folder_beside(band),
        as_json=as_json,
        planner=partial(plan_with_words, words=Words.read(word_fields(settings))),
        engine=Studio(voice_bank=voice_bank or settings.voice_bank),
    )
    make(brief, band, order, known)


def _gender(voice: str | None) -> VoiceGender | None:
    from tutti.music.brief import VoiceGender

    if voice not in (None, *VoiceGender):
        raise BriefInvalid(f"--voice is {voice!r}; it must be m or f")
    return VoiceGender(voice) if voice else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise FileMissing(f"there is no lyrics file at {path}; check the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise LyricsUnsingable(f"{path} is not a text file in UTF-8; save the words as plain text") from error
