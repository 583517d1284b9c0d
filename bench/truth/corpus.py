"""Folk songs of the Essen collection, read out of the corpus inside `music21` (used for measuring, never shipped).

The collection names tonics reliably but not modes, and no tempi: the mode is read off the third degree, and the tempo
is chosen so that the median note lasts 0.3 to 0.55 s. Songs with even numbers are for development, odd ones for report.
Songs that change metre, have incomplete bars or an unclear third are passed over. They carry no chords.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
from music21 import corpus, exceptions21

from bench.truth.score_reading import Stream, bar_lengths, notes_of, only_meter
from bench.truth.song import Family, Song
from bench.truth.split import Split
from tutti.base.seeds import generator
from tutti.music.form import Section, SectionLabel
from tutti.music.note import Note
from tutti.music.pitch import Key, Mode

# Books of the collection and how many songs each holds.
_BOOKS = {
    "irl": 62, "kinder0": 213, "erk10": 663, "erk20": 371, "fink0": 570, "lux": 614, "dva0": 192, "han1": 554,
    "ballad10": 107, "zuccal0": 701,
}  # fmt: skip
_FEWEST_BARS, _MOST_BARS = 8, 40
_TRIES = 200


def corpus_song(split: Split, seed: int) -> Song:
    """A song of the collection at a singable tempo; the same seed gives the same song."""
    random = generator(seed, "corpus")
    for _ in range(_TRIES):
        book = str(random.choice(list(_BOOKS)))
        number = int(random.integers(1, _BOOKS[book] + 1))
        if (number % 2 == 0) != (split is Split.DEVELOPMENT):
            continue
        song = _read(book, number)
        if song is not None:
            return replace(song, tempo_bpm=singable_tempo(song, float(random.uniform(0.3, 0.55))))
    raise LookupError(f"no usable song in {_TRIES} draws of seed {seed}")


def singable_tempo(song: Song, median_seconds: float) -> float:
    """The tempo at which the median note lasts so long, within what is sung."""
    median_beats = float(np.median([note.duration_beats for note in song.melody]))
    low, high = (48.0, 112.0) if song.meter.is_compound else (62.0, 172.0)
    return float(np.clip(60.0 * median_beats / median_seconds, low, high))


@cache
def _read(book: str, number: int) -> Song | None:
    try:
        score = corpus.parse(f"essenFolksong/{book}", number=number, forceSource=True)
    except exceptions21.Music21Exception:
        return None
    return song_of(score, f"{book}_{number}")


def song_of(score: Stream, name: str) -> Song | None:
    """The melody of a score as a song; None where it changes metre, has incomplete bars or an unclear third."""
    part = score.parts[0] if score.parts else score
    meter = only_meter(part)
    if meter is None:
        return None
    events = notes_of(part)
    bars = bar_lengths(part)
    full = Fraction(meter.beats_per_bar) * Fraction(meter.quarters_per_beat)
    if not events or any(length != full for length in bars[1:-1]) or bars[0] > full or bars[-1] > full:
        return None
    pickup = bars[0] if bars[0] < full else Fraction(0)
    count = len(bars) - (1 if pickup else 0)
    key = _key(part, [pitch for _, _, pitch in events])
    if key is None or not _FEWEST_BARS <= count <= _MOST_BARS:
        return None
    beat = meter.quarters_per_beat
    return Song(
        name=name,
        family=Family.CORPUS,
        meter=meter,
        tempo_bpm=100.0,
        key=key,
        bars=count,
        melody=tuple(
            Note(start_beats=float(start - pickup) / beat, duration_beats=float(length) / beat, pitch_midi=pitch)
            for start, length, pitch in events
        ),
        sections=(Section(start_beats=0, end_beats=count * meter.beats_per_bar, label=SectionLabel.VERSE, energy=0.5),),
    )


def _key(part: Stream, pitches: list[int]) -> Key | None:
    """The tonic that is written and the mode that is sung; None where the third does not tell."""
    signature = part.recurse().getElementsByClass("KeySignature").first()
    tonic = getattr(signature, "tonic", None)
    if tonic is None:
        return None
    steps = [(pitch - tonic.pitchClass) % 12 for pitch in pitches]
    minor, major = steps.count(3), steps.count(4)
    if max(minor, major) < 2 or min(minor, major) > 0.2 * max(minor, major):
        return None
    return Key(int(tonic.pitchClass), Mode.MINOR if minor > major else Mode.MAJOR)
