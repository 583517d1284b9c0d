"""Voices as they are heard, made by hand: a tune of one metre, key and form, with rests, lead-in and pickup."""

import numpy as np

from tutti.base.seeds import generator
from tutti.music.form import Section, SectionLabel
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.note import HeardNote
from tutti.music.pitch import Key
from tutti.music.time import Meter, Timeline

FORM = (SectionLabel.VERSE, SectionLabel.CHORUS, SectionLabel.VERSE, SectionLabel.CHORUS)
HEARD_ENERGY = {SectionLabel.VERSE: 0.4, SectionLabel.CHORUS: 0.8}
SECTION_BARS = 8
DEGREES_MAJOR = (0, 4, 5, 3)  # I V vi IV
DEGREES_MINOR = (0, 5, 2, 6)  # i VI III VII


def heard_voice(
    *,
    meter: str = "4/4",
    key: str = "C major",
    tempo_bpm: float = 100.0,
    bars: int = 32,
    lead_bars: int = 0,
    pickup_beats: float = 0.0,
    drift: float = 0.0,
    centre_midi: int = 64,
    seed: int = 0,
    silence_seconds: float = 3.0,
) -> Listening:
    """A listening of a voice that sings over a hidden loop and ends on the tonic."""
    grid = Meter.parse(meter)
    per_bar, random = grid.beats_per_bar, generator(seed, "voice")
    first = -1 if pickup_beats else 0
    total = (lead_bars + bars) * per_bar
    periods = 60.0 / tempo_bpm * (1.0 + drift * np.sin(np.arange(total - first + 4 * per_bar) / 9.0))
    timeline = Timeline(
        meter=grid, beat_seconds=tuple(0.05 + np.concatenate([[0.0], np.cumsum(periods)])), first_beat=first
    )
    tune = _tune(Key.parse(key), per_bar, grid.division, bars, centre_midi, random)
    start = lead_bars * per_bar
    if pickup_beats:
        tune.insert(0, (-pickup_beats, pickup_beats, tune[0][2]))
    melody = tuple(
        HeardNote(
            start_seconds=timeline.seconds_at(start + beat),
            end_seconds=timeline.seconds_at(start + beat + length * 0.93),
            pitch_midi=pitch,
        )
        for beat, length, pitch in tune
    )
    return Listening(
        source=Source.VOICE,
        duration_seconds=melody[-1].end_seconds + silence_seconds,
        timeline=timeline,
        key=Key.parse(key),
        tuning_cents=0.0,
        chords=(),
        melody=melody,
        sections=_sections(timeline, start, bars, per_bar),
        beat_levels_db=tuple(random.normal(-22.0, 1.0, len(timeline.beat_seconds) - 1)),
        confidence=Confidence(beats=1.0, downbeats=1.0, key=1.0),
    )


def _sections(timeline: Timeline, start: int, bars: int, per_bar: int) -> tuple[Section, ...]:
    count = max(1, bars // SECTION_BARS)
    lines = [float(timeline.first_beat), *(start + SECTION_BARS * per_bar * n for n in range(1, count))]
    lines.append(float(timeline.last_beat))
    labels = [FORM[n % len(FORM)] for n in range(count)]
    return tuple(
        Section(start_beats=begin, end_beats=end, label=label, energy=HEARD_ENERGY[label])
        for begin, end, label in zip(lines[:-1], lines[1:], labels, strict=True)
    )


def _tune(
    key: Key, per_bar: int, division: int, bars: int, centre: int, random: np.random.Generator
) -> list[tuple[float, float, int]]:
    scale = key.pitch_classes
    pitches = [pitch for pitch in range(centre - 9, centre + 10) if pitch % 12 in scale]
    degrees = DEGREES_MINOR if key.is_minor_like else DEGREES_MAJOR
    place = len(pitches) // 2
    cells: dict[int, list[tuple[float, float, int]]] = {}
    for bar in range(SECTION_BARS * 2):
        root = degrees[bar % 4]
        chord = {scale[(root + third) % 7] for third in (0, 2, 4)}
        end = per_bar - 1 if bar % 4 == 3 else per_bar
        beat, cell = 0.0, []
        while beat < end - 1e-6:
            length = min(float(random.choice([1 / division, 1.0, 1.0, 2.0])), end - beat)
            place = int(np.clip(place + random.integers(-2, 3), 0, len(pitches) - 1))
            if abs(beat - round(beat)) < 1e-6 and random.random() < 0.85:
                here = place
                place = min(range(len(pitches)), key=lambda i: (pitches[i] % 12 not in chord, abs(i - here)))
            cell.append((beat, length, pitches[place]))
            beat += length
        cells[bar] = cell
    tune = [
        (bar * per_bar + beat, length, pitch)
        for bar in range(bars - 1)
        for beat, length, pitch in cells[bar % SECTION_BARS if bar % SECTION_BARS < 6 else bar % (2 * SECTION_BARS)]
    ]
    home = min((pitch for pitch in pitches if pitch % 12 == key.tonic), key=lambda pitch: abs(pitch - centre))
    tune.append(((bars - 1) * float(per_bar), per_bar * 0.9, home))
    return tune
