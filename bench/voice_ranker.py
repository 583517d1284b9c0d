"""Fit the ranker of a voice's beat grids: `python -m bench.voice_ranker [--songs N] [--write]`.

Songs of several hands are performed as note lists, without audio: with a singer's jitter and drift or to a click, with
notes missing, split, doubled and an octave off. All candidate grids of each are scored against the truth, and the
perceptron of voice_ranking learns to rank them (listwise softmax). Every song falls into one of four folds; figures
are of songs whose fold was left out, and the folk songs of corpus.py are a hand that is never fitted on. The fit is
averaged with the ranker in force (--keep), which has learned from other songs.
"""

from __future__ import annotations

import argparse
import pickle
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.truth.airs import BOOKS, air_at_tempo, airs
from bench.truth.composed import chorale_treble
from bench.truth.corpus import corpus_song
from bench.truth.fit import fitted
from bench.truth.procedural import procedural
from bench.truth.riffs import riffs
from bench.truth.song import Song, swung, timeline_of
from bench.truth.songbook import songbook_song
from bench.truth.split import Split
from bench.truth.tunes import tunes
from bench.voice_fitting import Table, averaged, fit, read, write
from tutti.base.seeds import generator
from tutti.listen.hints import Hints
from tutti.listen.perceptron import FloatArray, Perceptron
from tutti.listen.voice_candidates import GridCandidate, find_candidates
from tutti.listen.voice_features import feature_table, melody_of
from tutti.listen.voice_ranking import plain_scores
from tutti.music.note import HeardNote
from tutti.music.time import Timeline

CACHE = Path(__file__).parent / "results" / "ranker_songs.pkl"
WEIGHTS = {"procedural": 0.3, "tunes": 0.12, "airs": 0.38, "riffs": 0.2, "folk": 0.0}  # of each hand in the fit
SHARES = {"procedural": 0.28, "tunes": 0.14, "airs": 0.26, "riffs": 0.22, "folk": 0.10}  # of the songs
FIRST_SEED = 20_000  # the bench measures the first development seeds
FOLDS = 4
_UNNAMED_TEMPO = frozenset({"airs", "riffs", "folk"})  # hands whose felt pulse is our guess
_OTHER_PULSE_WORTH = 0.9
_WINDOW_SECONDS = 0.07
_PLAIN_SHARE = 0.03
_SCORES = ("beat F", "downbeat F", "right pulse", "metre")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Performance:
    """A song as it was performed and heard, and the grids it may be bound to."""

    hand: str
    song: Song
    timeline: Timeline
    notes: tuple[HeardNote, ...]
    candidates: tuple[GridCandidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How exactly a line is performed and heard.

    Attributes:
        jitter_seconds: onsets are off by up to so much.
        drift: peak share of tempo drift.
        errors: share of notes that are lost, split or a stray note beside.
        octaves: share of notes heard an octave off.
    """

    jitter_seconds: float
    drift: float
    errors: float
    octaves: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print how well left-out songs are ranked, and write the weights if asked to."""
    parser = argparse.ArgumentParser(prog="bench.voice_ranker", description="Fit the ranker of beat grids.")
    parser.add_argument("--songs", type=int, default=2400)
    parser.add_argument("--again", action="store_true", help="perform all songs anew")
    parser.add_argument("--folds", type=int, default=FOLDS, help="how many of the four folds are left out in turn")
    parser.add_argument("--keep", type=float, default=0.0, help="share of the ranker in force in the average")
    parser.add_argument("--write", action="store_true", help="write voice_ranker.toml")
    chosen = parser.parse_args(arguments)
    if chosen.again or not CACHE.is_file():
        for book in BOOKS:
            airs(book)  # read once, before the workers part
        with ProcessPoolExecutor(2) as pool:
            found = [table for table in pool.map(table_of, list(orders(SHARES, chosen.songs)), chunksize=8) if table]
        CACHE.write_bytes(pickle.dumps(found))
    tables: list[Table] = pickle.loads(CACHE.read_bytes())
    print(len(tables), "songs,", sum(len(table.quality) for table in tables), "candidates")
    before = read()
    judged: list[tuple[Table, int]] = []
    for fold in range(chosen.folds):
        net = averaged(fit([table for table in tables if _fold(table) != fold], WEIGHTS), before, chosen.keep)
        judged += [(table, _choice(net, table)) for table in tables if _fold(table) == fold]
    if judged:
        _show("left out", judged)
    net = averaged(fit(tables, WEIGHTS), before, chosen.keep)
    _show("fitted", [(table, _choice(net, table)) for table in tables])
    if chosen.write:
        used = sum(WEIGHTS[table.hand] > 0 for table in tables)
        write(
            net,
            [
                f"Fitted by listwise softmax (L-BFGS) on {used} melodies of four hands performed with jitter, drift",
                f"and wrong notes (bench/voice_ranker.py --keep {chosen.keep:g}: averaged with an earlier fit on 1688",
                "melodies of our own making or notation and 1512 traditional tunes out of copyright).",
            ],
        )


def _fold(table: Table) -> int:
    return zlib.crc32(table.song.encode()) % FOLDS


def _choice(net: Perceptron, table: Table) -> int:
    return int(np.argmax(net.score(table.features) + _PLAIN_SHARE * table.plain))


def _show(title: str, judged: Sequence[tuple[Table, int]]) -> None:
    hands = sorted({table.hand for table, _ in judged})
    meters = sorted({f"{table.hand} {table.meter}" for table, _ in judged})
    print(f"{title:24s} {'n':>5s} " + " ".join(f"{name:>11s}" for name in _SCORES) + "   (of the best candidate)")
    for name in (*hands, *meters):
        rows = [(t, place) for t, place in judged if name in (t.hand, f"{t.hand} {t.meter}")]
        mean = np.mean([t.scores[place] for t, place in rows], axis=0)
        best = np.mean([t.scores[int(np.argmax(t.quality))] for t, _ in rows], axis=0)
        figures = " ".join(f"{value:11.3f}" for value in mean)
        print(f"{name:24s} {len(rows):5d} {figures}   {best.round(3)}")


def orders(shares: Mapping[str, float], count: int) -> Iterator[tuple[str, int]]:
    """So many performances, each a hand and a seed, by the shares of the hands."""
    for hand, share in shares.items():
        yield from ((hand, FIRST_SEED + place) for place in range(round(share * count)))


def _airs(seed: int) -> Song:
    book = airs(BOOKS[seed % len(BOOKS)])
    return air_at_tempo(book[seed // len(BOOKS) % len(book)], seed)


def _tune(seed: int) -> Song:
    pool = [tune for tune in tunes() if tune.split is Split.DEVELOPMENT]
    tune = pool[seed % len(pool)]
    return tune.at_tempo(float(generator(seed, "tune").uniform(tune.slowest_bpm, tune.fastest_bpm)))


_HANDS: dict[str, Callable[[int], Song]] = {
    "procedural": procedural,
    "tunes": _tune,
    "airs": _airs,
    "riffs": riffs,
    "folk": lambda seed: corpus_song(Split.DEVELOPMENT, seed),
    "songbook": songbook_song,
    "chorales": lambda seed: chorale_treble(Split.DEVELOPMENT, seed),
}


def performance_of(order: tuple[str, int]) -> Performance | None:
    """One performance; None where too little was sung."""
    hand, seed = order
    random = generator(seed, "ranker")
    song = fitted(_HANDS[hand](seed), random)
    if random.random() < 0.2:  # few sing just a minute
        song = song.shortened(max(8, song.bars // 2))
    to_click = hand == "riffs" or random.random() < 0.25
    manner = Manner(
        jitter_seconds=float(random.choice([0.008, 0.015, 0.025] if to_click else [0.02, 0.03, 0.045])),
        drift=0.0 if to_click else float(random.choice([0.0, 0.02, 0.03, 0.06])),
        errors=float(random.choice([0.0, 0.05, 0.12, 0.25] if hand == "riffs" else [0.0, 0.0, 0.03, 0.08])),
        octaves=float(random.choice([0.0, 0.05, 0.1])) if hand == "riffs" else 0.0,
    )
    lead_in = float(random.uniform(0.3, 2.0)) - song.first_beat * 60 / song.tempo_bpm
    timeline = timeline_of(song, start_seconds=lead_in, drift=manner.drift, seed=seed)
    notes = performed(song, timeline, manner, random)
    if len(notes) < 16:
        return None
    candidates = find_candidates(notes, Hints())
    if not candidates:
        return None
    return Performance(hand=hand, song=song, timeline=timeline, notes=notes, candidates=candidates)


def table_of(order: tuple[str, int]) -> Table | None:
    """The candidates of one performance and their scores; None where too little was sung."""
    performance = performance_of(order)
    if performance is None:
        return None
    hand, song, candidates = performance.hand, performance.song, performance.candidates
    melody = melody_of(performance.notes)
    scores = np.array([scores_of(each, performance) for each in candidates])
    pulse = scores[:, 2] if hand not in _UNNAMED_TEMPO else np.maximum(scores[:, 2], _OTHER_PULSE_WORTH * scores[:, 4])
    return Table(
        hand=hand,
        song=song.name,
        meter=str(song.meter),
        features=feature_table(melody, candidates).astype(np.float32),
        plain=plain_scores(melody, candidates),
        quality=0.15 * scores[:, 0] + 0.35 * pulse + 0.45 * scores[:, 1] + 0.05 * scores[:, 3],
        scores=np.column_stack([scores[:, 0], scores[:, 1], scores[:, 2] > 0.9, scores[:, 3]]),
    )


def performed(song: Song, timeline: Timeline, manner: Manner, random: np.random.Generator) -> tuple[HeardNote, ...]:
    """The notes of a song as they are heard from somebody who performs it in this manner."""
    starts = timeline.seconds_at(swung(np.array([note.start_beats for note in song.melody]), song.swing))
    ends = timeline.seconds_at(swung(np.array([note.end_beats for note in song.melody]), song.swing))
    starts = starts + random.uniform(-manner.jitter_seconds, manner.jitter_seconds, len(starts))
    heard: list[tuple[float, float, int]] = []
    for start, end, note in zip(starts, ends, song.melody, strict=True):
        chance = random.random() / max(manner.errors, 1e-9)
        pitch = note.pitch_midi + (int(random.choice([-12, 12])) if random.random() < manner.octaves else 0)
        stop = start + (end - start) * float(random.uniform(0.72, 1.0))
        if chance < 0.5:
            continue
        if chance < 0.75 and end - start > 0.25:
            cut = start + (end - start) * float(random.uniform(0.3, 0.7))
            heard += [(start, cut, pitch), (cut, stop, pitch + int(random.integers(-1, 2)))]
        elif chance < 1.0:
            stray = float(random.uniform(start, end))
            heard += [(start, min(stop, stray), pitch), (stray, stray + 0.08, pitch + int(random.integers(-7, 8)))]
        else:
            heard.append((start, stop, pitch))
    heard = sorted(note for note in heard if note[0] > 0.05)
    apart = [note for note, before in zip(heard, [(-1.0, 0.0, 0), *heard], strict=False) if note[0] - before[0] > 0.04]
    following = [*[note[0] for note in apart[1:]], np.inf]
    return tuple(
        HeardNote(start_seconds=start, end_seconds=max(min(end, limit - 0.005), start + 0.03), pitch_midi=pitch)
        for (start, end, pitch), limit in zip(apart, following, strict=True)
    )


def scores_of(candidate: GridCandidate, performance: Performance) -> tuple[float, float, float, float, float]:
    """Beat F, downbeat F, beat F again, metre, and the beat F of the grid at half or twice the pulse."""
    song, timeline, notes = performance.song, performance.timeline, performance.notes
    first, last = notes[0].start_seconds - 0.1, notes[-1].start_seconds + 0.1

    def within(times: FloatArray) -> FloatArray:
        return times[(times >= first) & (times <= last)]

    true = within(np.array(timeline.beat_seconds))
    halves = np.sort(np.concatenate([true, (true[1:] + true[:-1]) / 2]))
    beats = within(candidate.beat_seconds)
    beat_f = _f_measure(true, beats)
    other = max(_f_measure(halves, beats), _f_measure(true[::2], beats), _f_measure(true[1::2], beats))
    downbeat_f = _f_measure(within(np.array(timeline.downbeats_seconds())), within(candidate.downbeat_seconds))
    return beat_f, downbeat_f, beat_f, float(candidate.profile.meter == song.meter), other


def _f_measure(true: FloatArray, found: FloatArray) -> float:
    if not len(true) or not len(found):
        return 0.0
    nearest = np.min(np.abs(true[:, None] - found[None, :]), axis=1)
    return float(2.0 * np.sum(nearest < _WINDOW_SECONDS) / (len(true) + len(found)))


if __name__ == "__main__":
    main()
