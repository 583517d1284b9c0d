"""The table of the weights: `python -m bench.weights [--songs 8]`.

Each weight of a request is set to five values while the other two stay as usual, over development songs whose truth
stands in for what is heard, each in a style of its own; both takes are written. The measures are those of
`tutti.compose.weight_measures`. How strongly a bar is sung is drawn as a walk from bar to bar, louder in choruses.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.truth.cases import VoiceCase, voice_cases
from tutti.base.seeds import generator
from tutti.compose import compose, plan
from tutti.compose.weight_measures import following, style_likeness, surprise_bits
from tutti.music.brief import Brief, Task
from tutti.music.form import Section, SectionLabel, section_at
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.note import HeardNote
from tutti.music.plan import Plan
from tutti.music.score import Score

SETTINGS = (0.0, 0.25, 0.5, 0.75, 1.0)
STYLES = ("pop", "jazz", "guofeng", "rock", "bossa nova", "folk", "soul", "house")
_USUAL = Brief(task=Task.ACCOMPANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A weight of a request: what it is measured by, and a brief in which it has a setting."""

    name: str
    measure_name: str
    measure: Callable[[Plan, Score, int], float]
    brief: Callable[[float], Brief]


WEIGHTS = (
    Weight(
        name="style_weight",
        measure_name="likeness to the style's table",
        measure=style_likeness,
        brief=lambda setting: replace(_USUAL, style_weight=setting),
    ),
    Weight(
        name="weirdness",
        measure_name="surprise of a chord, bits",
        measure=lambda _plan, score, _take: surprise_bits(score),
        brief=lambda setting: replace(_USUAL, weirdness=setting),
    ),
    Weight(
        name="audio_weight",
        measure_name="correlation with the singer's strength",
        measure=following,
        brief=lambda setting: replace(_USUAL, audio_weight=setting),
    ),
)
_SEED = 5
_QUIET_DB, _CHORUS_DB, _WALK_DB = -26.0, 3.0, 3.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="bench.weights", description="What the weights of a request do.")
    parser.add_argument("--songs", type=int, default=8)
    chosen = parser.parse_args(arguments)
    listenings = [heard(case) for case in voice_cases(count=chosen.songs)]
    table = Table(title=f"weights: means over {len(listenings)} development songs, two takes", title_justify="left")
    table.add_column("weight")
    table.add_column("measure")
    for setting in SETTINGS:
        table.add_column(f"{setting:.2f}", justify="right")
    for weight in WEIGHTS:
        means = np.mean([measured(weight, place, listening) for place, listening in enumerate(listenings)], axis=0)
        table.add_row(weight.name, weight.measure_name, *(f"{mean:.3f}" for mean in means))
    Console().print(table)


def measured(weight: Weight, place: int, listening: Listening) -> list[float]:
    """The measure of a weight on one song at each setting, the mean of both takes."""
    result = []
    for setting in SETTINGS:
        planned = plan(replace(weight.brief(setting), style=STYLES[place % len(STYLES)]), listening, _SEED)
        result.append(float(np.mean([weight.measure(planned, compose(planned, take), take) for take in (1, 2)])))
    return result


def heard(case: VoiceCase) -> Listening:
    """What a perfect ear would hear of a case."""
    sections = case.song.sections or (
        Section(start_beats=0.0, end_beats=case.song.end_beats, label=SectionLabel.VERSE, energy=0.5),
    )
    first, count = case.timeline.first_beat, len(case.timeline.beat_seconds) - 1
    per_bar = case.song.meter.beats_per_bar
    walk = np.repeat(generator(case.seed, "strength").normal(0.0, _WALK_DB, count // per_bar + 1), per_bar)[:count]
    is_chorus = np.array([section_at(sections, first + b + 0.5).label is SectionLabel.CHORUS for b in range(count)])
    return Listening(
        source=Source.VOICE,
        duration_seconds=case.duration_seconds,
        timeline=case.timeline,
        key=case.song.key,
        tuning_cents=0.0,
        chords=(),
        melody=tuple(
            HeardNote(start_seconds=tone.start_seconds, end_seconds=tone.end_seconds, pitch_midi=round(tone.pitch_midi))
            for tone in case.tones
        ),
        sections=sections,
        beat_levels_db=tuple(float(level) for level in _QUIET_DB + _CHORUS_DB * is_chorus + walk),
        confidence=Confidence(beats=1.0, downbeats=1.0, key=1.0),
    )


if __name__ == "__main__":
    main()
