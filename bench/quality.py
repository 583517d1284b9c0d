"""The quality table: `python -m bench.quality [--cases N] [--split report] [--full] [--only voices,bands,...]`.

Every part generates its cases, runs the engine on them, prints a table and keeps all rows as JSON.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track

from bench import accompanying, harmonising, hearing, mandarin, mixes, singers, singing, singing_lines
from bench.report import keep, show, show_reliability, show_worst
from bench.rows import Row, groups
from bench.truth import accompaniments
from bench.truth.cases import BandKind, Liberty, Split, band_cases, voice_cases
from bench.truth.lines import Range

PARTS = ("voices", "bands", "harmony", "accompany", "mixes", "sing", "mandarin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How much is measured, and on what."""

    split: Split
    voices: int
    bands: int
    lines: int
    mixed_takes: tuple[int, ...]
    start: int
    baseline: bool

    @property
    def about(self) -> dict[str, object]:
        """What the figures were measured on."""
        return {"split": self.split.value, "first_index": self.start}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="bench.quality", description="Measure the engine against known truth.")
    parser.add_argument("--cases", type=int, help="voice cases (24); two thirds as many bands")
    parser.add_argument("--full", action="store_true", help="72 voices, 48 plain and 24 hard bands")
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.REPORT)
    parser.add_argument("--start", type=int, default=0, help="index of the first case")
    parser.add_argument("--only", default=",".join(PARTS), help=f"parts, of {', '.join(PARTS)}")
    parser.add_argument("--no-baseline", action="store_true", help="leave librosa out")
    chosen = parser.parse_args(arguments)
    voices = chosen.cases or (72 if chosen.full else 24)
    order = Order(
        split=chosen.split, voices=voices, bands=max(2, voices * 2 // 3), lines=chosen.cases or 40,
        mixed_takes=(1, 2) if chosen.full else (1,),
        start=chosen.start, baseline=not chosen.no_baseline,
    )  # fmt: skip
    console = Console()
    for part in chosen.only.split(","):
        _MEASURES[part](order, console)


def measure_voices(order: Order, console: Console) -> None:
    """What is heard in bare voices."""
    cases = voice_cases(split=order.split, count=order.voices, start=order.start)
    todo = track(cases, description="voices", console=console, transient=True)
    rows = [hearing.voice_row(case, baseline=order.baseline)[0] for case in todo]
    by = ("kind", "family", "tempo", "meter", "source", "recording")
    show(console, f"Listening to a voice ({order.split})", rows, groups(rows, by), hearing.VOICE_SCORES)
    show_worst(console, rows, "beat_f70")
    show_worst(console, rows, "downbeat_f")
    console.print(keep(f"voices_{order.split}", rows, about=order.about))
    free = [row for liberty in (Liberty.REENTRIES, Liberty.FREE) for row in _liberties(order, liberty, console)]
    show_reliability(console, "beats right (F > 0.9)", [*rows, *free], "confidence_beats", "beat_f70")
    show_reliability(console, "downbeats right (F > 0.9)", [*rows, *free], "confidence_downbeats", "downbeat_f")


def _liberties(order: Order, liberty: Liberty, console: Console) -> list[Row]:
    cases = voice_cases(split=order.split, count=order.voices, start=order.start, liberty=liberty)
    rows = [hearing.liberty_row(case) for case in track(cases, description=liberty, console=console, transient=True)]
    scores = hearing.FREE_SCORES if liberty is Liberty.FREE else hearing.LIBERTY_SCORES
    show(console, f"Listening to a voice: {liberty} ({order.split})", rows, groups(rows, ("kind",)), scores)
    console.print(keep(f"voices_{liberty}_{order.split}", rows, about=order.about))
    return rows


def measure_bands(order: Order, console: Console) -> None:
    """What is heard in bands: plain, hard, composed, and accompanied by another arranger."""
    shares = {BandKind.PLAIN: 1.0, BandKind.HARD: 0.5, BandKind.COMPOSED: 0.5}
    if accompaniments.is_installed():
        shares[BandKind.ACCOMPANIED] = 0.5
    else:
        console.print(f"no accompaniments: the program {accompaniments.PROGRAM!r} is not installed")
    cases = [
        case
        for kind, share in shares.items()
        for case in band_cases(split=order.split, count=max(1, int(order.bands * share)), start=order.start, kind=kind)
    ]
    todo = track(cases, description="bands", console=console, transient=True)
    rows = [hearing.band_row(case, baseline=order.baseline)[0] for case in todo]
    by = ("hand", "kind", "family", "tempo", "meter", "source")
    show(console, f"Listening to a band ({order.split})", rows, groups(rows, by), hearing.BAND_SCORES)
    show_worst(console, rows, "beat_f70")
    show_worst(console, rows, "chord_majmin")
    console.print(keep(f"bands_{order.split}", rows, about=order.about))


def measure_harmony(order: Order, console: Console) -> None:
    """Which chords are put under voices."""
    cases = voice_cases(split=order.split, count=order.voices, start=order.start)
    todo = track(cases, description="harmony", console=console, transient=True)
    rows = [harmonising.harmony_row(case, order.start + index) for index, case in enumerate(todo)]
    by = ("kind", "family", "meter", "mode")
    show(console, f"Chords under a voice ({order.split})", rows, groups(rows, by), harmonising.SCORES)
    show_worst(console, rows, "strong_chord_tones")
    console.print(keep(f"harmony_{order.split}", rows, about=order.about))


def measure_accompany(order: Order, console: Console) -> None:
    """What is played around voices."""
    cases = voice_cases(split=order.split, count=order.voices, start=order.start)
    todo = track(cases, description="accompany", console=console, transient=True)
    rows = [accompanying.accompany_row(case, order.start + index)[0] for index, case in enumerate(todo)]
    by = ("kind", "family", "tempo", "meter", "style")
    show(console, f"A band around a voice ({order.split})", rows, groups(rows, by), accompanying.ALIGNMENT_SCORES)
    show_worst(console, rows, "onset_f")
    show(console, "Its mix", rows, groups(rows, ("style",)), accompanying.MIX_SCORES)
    console.print(keep(f"accompany_{order.split}", rows, about=order.about))


def measure_mixes(order: Order, console: Console) -> None:
    """Masters in every style."""
    todo = [(name, take) for name in mixes.style_names() for take in order.mixed_takes]
    shown = track(todo, description="mixes", console=console, transient=True)
    rows = [mixes.mix_row(name, order.split, take) for name, take in shown]
    scores = (*mixes.MASTER_SCORES, *accompanying.MIX_SCORES[:-1])
    show(console, f"Masters in every style ({order.split})", rows, groups(rows, ("percussion",)), scores)
    show_worst(console, rows, "bands_in_4db", count=10)
    show_worst(console, rows, "loudness_range_lu")
    console.print(keep(f"mixes_{order.split}", rows, about=order.about))


def measure_sing(order: Order, console: Console) -> None:
    """What is sung: lines alone, beside the same lines spoken; by whom; and songs over bands."""
    registers = track(list(Range), description="lines", console=console, transient=True)
    lines = [row for register in registers for row in singing_lines.line_rows(order.split, register, order.lines)]
    show(
        console, f"The voice alone ({order.split}); baseline: spoken", lines, groups(lines, ("range", "author")),
        singing_lines.LINE_SCORES,
    )  # fmt: skip
    show_worst(console, lines, "words_free")
    console.print(keep(f"sing_lines_{order.split}", lines, about=order.about))
    people = singers.singer_rows(order.split, max(2, order.lines // 4))
    show(console, f"Singers told apart ({order.split})", people, groups(people, ("name",)), singers.SINGER_SCORES)
    console.print(keep(f"singers_{order.split}", people, about=order.about))
    # Every second band has no lead instrument, which would be in the singer's way.
    cases = band_cases(split=order.split, count=order.bands, start=order.start)[1::2]
    todo = track(cases, description="sing", console=console, transient=True)
    rows = [singing.sing_row(case, order.start + index)[0] for index, case in enumerate(todo)]
    by = ("singer", "family", "tempo", "meter")
    show(console, f"A singer over a band ({order.split})", rows, groups(rows, by), singing.SINGING_SCORES)
    show_worst(console, rows, "pitch_harvest")
    show(console, "Its mix", rows, groups(rows, ("singer",)), accompanying.MIX_SCORES)
    console.print(keep(f"sing_{order.split}", rows, about=order.about))


def measure_mandarin(order: Order, console: Console) -> None:
    """What is sung in Chinese: lines alone, beside the same lines spoken by the same native voices."""
    registers = track((Range.FEMALE, Range.MALE), description="mandarin", console=console, transient=True)
    rows = [row for register in registers for row in mandarin.mandarin_rows(order.split, register, order.lines)]
    title = f"The Chinese singer alone ({order.split}); baseline: spoken by the same voice"
    show(console, title, rows, groups(rows, ("range", "author", "voice")), mandarin.MANDARIN_SCORES)
    show_worst(console, rows, "words_free")
    console.print(keep(f"mandarin_{order.split}", rows, about=order.about))


_MEASURES: dict[str, Callable[[Order, Console], None]] = {
    "voices": measure_voices, "bands": measure_bands, "harmony": measure_harmony, "accompany": measure_accompany,
    "mixes": measure_mixes, "sing": measure_sing, "mandarin": measure_mandarin,
}  # fmt: skip

if __name__ == "__main__":
    main()
