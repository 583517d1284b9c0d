"""Guitar lines over a click: riffs that return and lead phrases, nearly all in 4/4, at the tempi of rock.

Written for fitting only. A riff is one or two bars of eighths and sixteenths in groups that may cross the beat (3+3+2,
gallops), on a low pedal with accents above it; a lead phrase runs through the scale, may start within the bar and ends
on a long note. What a listener makes of it is up to who performs it.
"""

from __future__ import annotations

import numpy as np

from bench.truth.song import Family, Song, without_overlap
from tutti.base.seeds import generator
from tutti.music.note import Note
from tutti.music.pitch import Key, Mode
from tutti.music.time import Meter

_METERS = ((0.84, Meter(4, 4)), (0.08, Meter(3, 4)), (0.08, Meter(6, 8)))
_TEMPI = {"4/4": (76.0, 176.0), "3/4": (84.0, 170.0), "6/8": (56.0, 112.0)}
# Groups of sixteenths (6/8: of twelfths of the dotted quarter) that riffs are made of, and how ordinary they are.
_GROUPS = (
    (4, (2, 2)), (4, (4,)), (3, (1, 1, 2)), (3, (2, 1, 1)), (2, (3, 1)), (2, (3, 3, 2)), (2, (1, 1, 1, 1)),
    (2, (2, 4, 2)), (1, (6, 2)), (1, (3, 3, 3, 3, 4)), (2, (8,)), (1, (3, 3, 4, 2, 4)),
)  # fmt: skip
_TRIPLE_GROUPS = ((4, (2, 2, 2)), (4, (4, 2)), (2, (6,)), (1, (3, 1, 2)), (1, (2, 4)), (1, (1, 1, 2, 2)))
_SECTION_BARS = 4


def riffs(seed: int) -> Song:
    """A guitar line of some forty bars; the same seed gives the same line."""
    random = generator(seed, "riffs")
    meter = _METERS[int(random.choice(len(_METERS), p=[share for share, _ in _METERS]))][1]
    low, high = _TEMPI[str(meter)]
    tempo_bpm = float(np.exp(random.uniform(np.log(low), np.log(high))))
    key = Key(int(random.integers(12)), Mode.MINOR if random.random() < 0.7 else Mode.MAJOR)
    scale = np.array([pitch for pitch in range(40, 84) if pitch % 12 in key.pitch_classes])
    sections = int(random.integers(6, 11))
    parts = [
        _lead(random, meter, scale) if random.random() < 0.5 else _riff(random, meter, key.tonic, scale)
        for _ in range(3)
    ]
    notes: list[Note] = []
    length = _SECTION_BARS * meter.beats_per_bar
    for section in range(sections):
        part = parts[int(random.integers(3))]
        notes += [
            Note(
                start_beats=note.start_beats + section * length,
                duration_beats=note.duration_beats,
                pitch_midi=note.pitch_midi,
            )
            for note in part
        ]
    notes.sort(key=lambda note: note.start_beats)
    return Song(
        name=f"riffs_{seed}",
        family=Family.PROCEDURAL,
        meter=meter,
        tempo_bpm=tempo_bpm,
        key=key,
        bars=sections * _SECTION_BARS,
        melody=without_overlap(notes, shortest_beats=0.2),
    )


def _rhythm(random: np.random.Generator, meter: Meter, bars: int) -> list[tuple[float, float]]:
    """Start and length of notes that fill some bars, in beats."""
    division = 6 if meter.is_compound else 4
    groups = _TRIPLE_GROUPS if meter.is_compound else _GROUPS
    weights = np.array([weight for weight, _ in groups], dtype=np.float64)
    # A riff keeps to few figures.
    chosen = [groups[int(place)][1] for place in random.choice(len(groups), 3, p=weights / weights.sum())]
    total, position = bars * meter.beats_per_bar * division, 0
    found: list[tuple[float, float]] = []
    while position < total:
        for length in chosen[int(random.integers(3))]:
            if position < total:
                held = min(length, total - position)
                found.append((position / division, held / division))
                position += held
    return found


def _riff(random: np.random.Generator, meter: Meter, tonic: int, scale: np.ndarray) -> list[Note]:
    bars = int(random.choice([1, 2, 2, 4]))
    pedal = 40 + (tonic - 40) % 12
    above = scale[(scale > pedal) & (scale < pedal + 14)]
    stays = random.uniform(0.2, 0.8)
    pitches_and_times = []
    for start, length in _rhythm(random, meter, bars):
        is_strong = start % meter.beats_per_bar < 1e-6
        pitch = pedal if is_strong or random.random() < stays else int(random.choice(above))
        if random.random() > 0.07 or is_strong:
            pitches_and_times.append((start, length, pitch))
    beats = bars * meter.beats_per_bar
    return [
        Note(start_beats=start + turn * beats, duration_beats=length, pitch_midi=pitch)
        for turn in range(_SECTION_BARS // bars)
        for start, length, pitch in pitches_and_times
        if turn == 0 or random.random() > 0.04
    ]


def _lead(random: np.random.Generator, meter: Meter, scale: np.ndarray) -> list[Note]:
    place = int(random.integers(len(scale) // 2, len(scale) - 6))
    notes: list[Note] = []
    for half in range(2):
        rhythm = _rhythm(random, meter, 2)
        begins = float(random.choice([0.0, 0.0, 0.0, 0.5, 1.0]))
        ends = 2 * meter.beats_per_bar - float(random.choice([0.0, 1.0, 2.0]))
        for start, length in rhythm:
            if not begins <= start < ends:
                continue
            place = int(np.clip(place + random.choice([-2, -1, -1, 0, 1, 1, 2]), 8, len(scale) - 1))
            notes.append(
                Note(
                    start_beats=start + half * 2 * meter.beats_per_bar,
                    duration_beats=length,
                    pitch_midi=int(scale[place]),
                )
            )
    return notes
