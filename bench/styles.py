"""Whether styles can be told apart on paper: `python -m bench.styles [--split report] [--songs N]`.

Procedural songs are given, with their true beats, to the bands of every style in its home metre. A score is named after
the nearest score of other songs: by all features, by how it is played alone (without the instruments), by single groups
of features, and by all features of the other take alone, whose band is another.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.progress import track

from bench.metrics.style_features import FloatArray, style_features
from bench.report import keep, show
from bench.rows import Row
from bench.truth.procedural import Wish, procedural
from bench.truth.song import Song, timeline_of
from bench.truth.split import Split, seed_of
from tutti import compose
from tutti.compose.style import Style, styles
from tutti.music.brief import Brief, Task
from tutti.music.form import Section, SectionLabel
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.note import HeardNote
from tutti.music.score import Score

TAKES = (1, 2)
BARS = 32
LEAST_SPREAD = 0.05  # of a feature, so that what hardly ever differs decides nothing
EVERYTHING = ("drums", "swing", "bass", "chords", "programs")
BY = {
    "all": EVERYTHING,
    "playing": EVERYTHING[:-1],
    "drums": ("drums",),
    "bass": ("bass",),
    "chords": ("chords",),
    "programs": ("programs",),
}
OTHER_TAKE = "the other take"
START_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.styles", description="Tell styles apart by their scores.")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.REPORT)
    parser.add_argument("--songs", type=int, default=10, help="songs a style; half are learnt from, half are named")
    chosen = parser.parse_args(arguments)
    console = Console()
    seeds = [seed_of(chosen.split, index) for index in range(chosen.songs)]
    rows = told_apart(seeds[: len(seeds) // 2], seeds[len(seeds) // 2 :], console)
    scores = [*BY, OTHER_TAKE]
    show(console, f"Telling styles apart by ... ({chosen.split})", rows, (), scores)
    for score in ("all", "playing", OTHER_TAKE):
        wrong = Counter(row.tags["style"] + " for " + row.tags[score] for row in rows if not row.scores[score])
        console.print(f"  by {score}: {dict(wrong.most_common(12))}", style="dim", highlight=False)
    console.print(keep(f"styles_{chosen.split}", rows, about={"split": chosen.split.value, "songs": chosen.songs}))


def told_apart(learnt: Sequence[int], named: Sequence[int], console: Console) -> list[Row]:
    """A row for every score of the named seeds: whether it is taken for its own style, and for which."""
    known = _scores(learnt, console)
    asked = _scores(named, console)
    verdicts = {by: nearest(known, asked, choice) for by, choice in BY.items()}
    other = {take: [case for case in known if case[1] != take] for take in TAKES}
    verdicts[OTHER_TAKE] = [nearest(other[case[1]], [case], EVERYTHING)[0] for case in asked]
    return [
        Row(
            name=f"{name}, take {take}",
            tags={"style": name, **{by: names[place] for by, names in verdicts.items()}},
            scores={by: float(names[place] == name) for by, names in verdicts.items()},
        )
        for place, (name, take, _) in enumerate(asked)
    ]


Known = tuple[str, int, dict[str, FloatArray]]


def nearest(known: Sequence[Known], asked: Sequence[Known], choice: Sequence[str]) -> list[str]:
    """The style of the nearest known score, every feature in units of its spread, every group of equal weight."""
    tables = [[_row(features, choice) for _, _, features in cases] for cases in (known, asked)]
    sizes = np.concatenate([np.full(len(known[0][2][group]), len(known[0][2][group])) for group in choice])
    learnt, named = (np.array(table) for table in tables)
    scale = np.maximum(learnt.std(axis=0), LEAST_SPREAD) * np.sqrt(sizes)
    names = [name for name, _, _ in known]
    return [names[int(np.argmin(np.sum(((learnt - row) / scale) ** 2, axis=1)))] for row in named]


def _row(features: dict[str, FloatArray], choice: Sequence[str]) -> FloatArray:
    return np.concatenate([features[group] for group in choice])


def _scores(seeds: Sequence[int], console: Console) -> list[Known]:
    todo = [(style, seed) for style in styles().values() for seed in seeds]
    return [
        (style.name, take, style_features(score))
        for style, seed in track(todo, description="styles", console=console, transient=True)
        for take, score in zip(TAKES, scores_of(style, seed), strict=True)
    ]


def scores_of(style: Style, seed: int) -> list[Score]:
    """The takes of a style around a procedural song whose beats, notes, key and form are given."""
    song = procedural(seed, Wish(meter=style.meters[0], swing=0.5)).shortened(BARS)
    plan = compose.plan(Brief(task=Task.ACCOMPANY, style=style.aliases[0]), listening_of(song, seed), seed)
    return [compose.compose(plan, take) for take in TAKES]


def listening_of(song: Song, seed: int, *, drift: float = 0.0) -> Listening:
    """What a perfect ear would hear of a song."""
    timeline = timeline_of(song, start_seconds=START_SECONDS, drift=drift, seed=seed)
    whole = Section(start_beats=0.0, end_beats=song.end_beats, label=SectionLabel.VERSE, energy=0.5)
    melody = tuple(
        HeardNote(
            start_seconds=timeline.seconds_at(note.start_beats),
            end_seconds=timeline.seconds_at(note.end_beats),
            pitch_midi=note.pitch_midi,
        )
        for note in song.melody
    )
    return Listening(
        source=Source.VOICE,
        duration_seconds=timeline.seconds_at(song.end_beats) + 2.0,
        timeline=timeline,
        key=song.key,
        tuning_cents=0.0,
        chords=(),
        melody=melody,
        sections=song.sections or (whole,),
        beat_levels_db=(-20.0,) * (len(timeline.beat_seconds) - 1),
        confidence=Confidence(beats=1.0, downbeats=1.0, key=1.0),
    )


if __name__ == "__main__":
    main()
