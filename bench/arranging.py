"""Whether every arrangement keeps to the gates, and takes are two ideas: `python -m bench.arranging [--songs N]`.

Every style plays songs of every metre at slow, middling and fast tempi, sung high and low, with and without an intro,
and traditional tunes beside them; both takes are judged (`tutti.compose.judge`). Requests that leave little choice,
such as a piano alone, are asked beside the plain styles when takes are compared.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

from rich.console import Console
from rich.progress import track

from bench.metrics.take_distance import TWO_IDEAS, take_distances
from bench.report import keep, show
from bench.rows import Row, groups
from bench.styles import listening_of
from bench.truth.procedural import Wish, procedural
from bench.truth.song import Song
from bench.truth.split import Split, seed_of
from bench.truth.tunes import tunes
from tutti import compose
from tutti.compose.judge import GATES, judge
from tutti.compose.style import styles
from tutti.music.brief import Brief, Task
from tutti.music.listening import Listening
from tutti.music.time import Meter

TAKES = (1, 2)
BARS = 40
TEMPI_BPM = {"4/4": (66.0, 100.0, 150.0), "3/4": (84.0, 120.0, 176.0), "6/8": (46.0, 70.0, 108.0)}
VOICES_SEMITONES = (0, -12, 5, -7)  # where songs are sung, in turn
DRIFT = 0.02
NARROW = (
    "only piano", "solo guitar", "string quartet", "no drums", "drums and bass only",
    "pop, no guitar, no piano, no pad", "just a cello and a harp", "a cappella choir", "jazz trio",
    "lo-fi bossa with strings",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request and the song it is made for."""

    style: str
    text: str
    meter: str
    tempo: str
    seed: int
    listening: Listening


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.arranging", description="Judge arrangements of every style.")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.REPORT)
    parser.add_argument("--songs", type=int, default=2, help="songs a style, metre and tempo")
    parser.add_argument("--start", type=int, default=0, help="index of the first song")
    parser.add_argument("--only", default="", help="styles, with commas between them")
    chosen = parser.parse_args(arguments)
    console = Console()
    seeds = [seed_of(chosen.split, chosen.start + index) for index in range(chosen.songs)]
    names = [name for name in styles() if name in (chosen.only.split(",") if chosen.only else styles())]
    cases = [*_swept(names, seeds), *_traditional(names, chosen.split), *_narrow(seeds)]
    rows = [
        row for case in track(cases, description="arranging", console=console, transient=True) for row in _rows(case)
    ]
    scores = ["passes", *(field for field in GATES), "two_ideas", "groove", "voicing", "orchestration"]
    show(console, f"Arrangements ({chosen.split})", rows, groups(rows, ("meter", "tempo", "family")), scores)
    for row in rows:
        if not (row.scores["passes"] and row.scores["two_ideas"]):
            console.print(f"  {row.name}: {row.tags['faults']}", style="dim", highlight=False)
    faults = Counter(fault for row in rows for fault in row.tags["faults"].split(", ") if fault)
    console.print(f"  outside their gates: {dict(faults)}", highlight=False)
    console.print(keep(f"arranging_{chosen.split}", rows, about={"split": chosen.split.value, "songs": chosen.songs}))


def _swept(names: Sequence[str], seeds: Sequence[int]) -> Iterator[Case]:
    for meter, tempi in TEMPI_BPM.items():
        for seed in seeds:
            song = procedural(seed, Wish(meter=Meter.parse(meter), swing=0.5, with_intro=bool(seed % 2)))
            song = song.shortened(BARS)
            for speed, tempo_bpm in zip(("slow", "middling", "fast"), tempi, strict=True):
                listening = _heard(replace(song, tempo_bpm=tempo_bpm), seed)
                for name in names:
                    text = styles()[name].aliases[0]
                    yield Case(style=name, text=text, meter=meter, tempo=speed, seed=seed, listening=listening)


def _traditional(names: Sequence[str], split: Split) -> Iterator[Case]:
    """Every style on a traditional tune, in turn."""
    known = [tune.song for tune in tunes() if tune.split == split and str(tune.song.meter) in TEMPI_BPM]
    for index, name in enumerate(names):
        tune = known[index % len(known)].repeated(2)
        yield Case(
            style=name, text=styles()[name].aliases[0], meter=str(tune.meter), tempo="traditional", seed=index,
            listening=_heard(tune, index),
        )  # fmt: skip


def _narrow(seeds: Sequence[int]) -> Iterator[Case]:
    for seed in seeds:
        listening = _heard(procedural(seed, Wish(swing=0.5)).shortened(BARS), seed)
        for text in NARROW:
            meter = str(listening.timeline.meter)
            yield Case(style="narrow", text=text, meter=meter, tempo="drawn", seed=seed, listening=listening)


def _heard(song: Song, seed: int) -> Listening:
    shift = VOICES_SEMITONES[seed % len(VOICES_SEMITONES)]
    sung = replace(song, melody=tuple(replace(note, pitch_midi=note.pitch_midi + shift) for note in song.melody))
    return listening_of(sung, seed, drift=DRIFT * (seed % 2))


def _rows(case: Case) -> list[Row]:
    plan = compose.plan(Brief(task=Task.ACCOMPANY, style=case.text), case.listening, case.seed)
    takes = [compose.compose(plan, take) for take in TAKES]
    apart = take_distances(*takes)
    result = []
    for take, score in zip(TAKES, takes, strict=True):
        judgement = judge(score, case.listening.melody)
        values = {field.name: getattr(judgement, field.name) for field in fields(judgement)}
        failures = judgement.failures
        result.append(
            Row(
                name=f"{case.text}, {case.meter} {case.tempo}, song {case.seed}, take {take}",
                tags={
                    "family": case.style if case.style == "narrow" else case.tempo,
                    "meter": case.meter,
                    "tempo": case.tempo,
                    "style": case.style,
                    "faults": ", ".join(failures),
                },
                scores={
                    "passes": float(not failures),
                    "two_ideas": float(apart["apart"] >= TWO_IDEAS),
                    **{name: value for name, value in values.items() if value is not None},
                    **apart,
                },
            )
        )
    return result


if __name__ == "__main__":
    main()
