"""Whether songs are well written: `python -m bench.songwriting [--language en|zh] [--split report] [--show]`.

Fifty prompts a language, each over the exactly known band of another case: is the song on the theme, does it rhyme,
do stresses and tones fit the melody, does the melody fit the band, is every syllable sung. Nothing is rendered.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.progress import track

from bench.metrics.songs import (
    held_clashes,
    is_whole,
    rhyme_share,
    stress_share,
    strong_chord_tones,
    theme_lines,
    tone_opposition,
)
from bench.report import keep, show, show_worst
from bench.rows import Row, groups
from bench.truth.cases import BandCase, BandKind, Split, band_cases
from tutti.compose import compose, plan
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.music.form import Section
from tutti.music.harmony import ChordSpan
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.time import Timeline

PROMPTS = Path(__file__).parent / "truth" / "song_prompts.toml"
THEME_LINES = 3  # a song with so many lines on its theme is on it
SCORES = (
    "on_theme", "theme_lines", "rhymes", "stress", "tone_opposition", "strong_chord_tones", "held_clashes", "whole",
)  # fmt: skip
_SEED = 3
_SONG_SECONDS, _LEAD_SECONDS = 150.0, 0.5
Span = TypeVar("Span", ChordSpan, Section)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a song for every prompt and measure both takes."""
    parser = argparse.ArgumentParser(prog="bench.songwriting", description=__doc__)
    parser.add_argument("--language", choices=("en", "zh"), help="both by default")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.REPORT)
    parser.add_argument("--show", action="store_true", help="print the words too")
    chosen = parser.parse_args(arguments)
    console = Console()
    table = tomllib.loads(PROMPTS.read_text(encoding="utf-8"))
    for language in (chosen.language,) if chosen.language else ("en", "zh"):
        entries = table[language]
        bands = band_cases(split=chosen.split, count=len(entries), kind=BandKind.PLAIN)
        todo = track(list(zip(entries, bands, strict=True)), description=language, console=console, transient=True)
        rows = [row for entry, band in todo for row in _rows(entry, band, language, console if chosen.show else None)]
        show(console, f"Songs in {language} ({chosen.split})", rows, groups(rows, ("take", "meter")), SCORES)
        for score in ("theme_lines", "rhymes", "stress"):
            show_worst(console, rows, score)
        console.print(keep(f"songwriting_{language}_{chosen.split}", rows, about={"split": chosen.split.value}))


def heard(case: BandCase) -> Listening:
    """What a perfect ear would hear of a band that plays its song as often as fills the time, in steady tempo."""
    song = case.song
    times = max(1, round(_SONG_SECONDS * song.tempo_bpm / 60 / song.end_beats))
    end = times * song.end_beats
    beats = np.arange(int(end) + 2)
    seconds = _LEAD_SECONDS + beats * 60.0 / song.tempo_bpm
    return Listening(
        source=Source.BAND,
        duration_seconds=float(seconds[-1]),
        timeline=Timeline(meter=song.meter, beat_seconds=tuple(float(at) for at in seconds)),
        key=song.key,
        tuning_cents=0.0,
        chords=_tiled(song.chords, song.end_beats, times),
        melody=(),
        sections=_tiled(song.sections, song.end_beats, times),
        beat_levels_db=(-20.0,) * (len(beats) - 1),
        confidence=Confidence(beats=1.0, downbeats=1.0, key=1.0),
    )


def _tiled(spans: tuple[Span, ...], length: float, times: int) -> tuple[Span, ...]:
    return tuple(
        replace(span, start_beats=span.start_beats + k * length, end_beats=span.end_beats + k * length)
        for k in range(times)
        for span in spans
    )


def _rows(entry: dict[str, str], band: BandCase, language: str, console: Console | None) -> list[Row]:
    voice = VoiceGender.FEMALE if band.seed % 2 else VoiceGender.MALE
    planned = plan(Brief(task=Task.SING, prompt=entry["prompt"], voice=voice), heard(band), _SEED)
    assert planned.lyrics is not None
    if console is not None:
        console.print(f"\n{entry['prompt']} -> {planned.title}\n{planned.lyrics.text}", highlight=False, markup=False)
    rows = []
    for take in (1, 2):
        score = compose(planned, take)
        on_theme = theme_lines(planned.lyrics, entry["words"].split())
        scores: dict[str, float | None] = {
            "on_theme": float(on_theme >= THEME_LINES),
            "theme_lines": float(on_theme),
            "rhymes": rhyme_share(planned.lyrics),
            "stress": stress_share(score) if language == "en" else None,
            "tone_opposition": tone_opposition(score) if language == "zh" else None,
            "strong_chord_tones": strong_chord_tones(score),
            "held_clashes": float(held_clashes(score)),
            "whole": float(is_whole(score, planned.lyrics)),
        }
        known = {name: value for name, value in scores.items() if value is not None}
        rows.append(
            Row(name=f"{entry['prompt']} / {band.name} / take {take}", scores=known,
                tags={"take": str(take), "meter": str(band.song.meter)})
        )  # fmt: skip
    return rows


if __name__ == "__main__":
    main()
