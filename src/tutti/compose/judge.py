"""The judge: named measures of an arrangement, computed on the score and the sung melody alone.

Each measure is a number with a documented range; None where the song gives nothing to measure (no chorus, no drums).
GATES holds what a good arrangement keeps to. The definitions follow the usual symbolic measures of texture and groove
(energy correlation, Jaccard similarity of onset grids, nearest-voice motion) and the two ways in which a band hurts a
singer: tones within two semitones of hers mask her, tones a semitone away in any octave clash.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from tutti.compose.pattern import steps_per_beat
from tutti.compose.singer import Singer
from tutti.music.form import SectionLabel, section_at
from tutti.music.note import HeardNote
from tutti.music.score import Part, Score

FloatArray = npt.NDArray[np.float64]
_BASS = "bass"
_LEAST_ENERGY_SPREAD = 0.05
_PROBES = (0.2, 0.5, 0.8)  # where in a sung note the band is listened to
_HELD_OVER_BEATS = 0.1  # a bass note that sounds so far into a chord is its bass note
_STRONG_BEATS = 0.15  # a note so close to the start of a chord sounds with it
_MASK_SEMITONES = 2
_TOLERANCE = 1e-9

# Lowest and highest value of each measure in a good arrangement.
GATES: dict[str, tuple[float, float]] = {
    "energy_correlation": (0.8, 1.0),
    "chorus_density": (1.25, 6.0),
    "fill_contrast": (0.25, 0.60),
    "groove_stability": (0.75, 0.98),
    "voice_leading_semitones": (0.0, 1.5),
    "bass_on_root": (0.90, 1.0),
    "bass_presence": (1.0, 1.0),
    "strong_chord_tones": (0.92, 1.0),
    "clash": (0.0, 0.10),
    "masking": (0.0, 0.12),
    "dropouts": (0.0, 0.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was measured.

    Attributes:
        energy_correlation: of summed velocity a bar with the energy of its section, -1 to 1.
        chorus_density: notes a bar in choruses over those in verses, 0 and more.
        fill_contrast: how far the drums of a section's last bar differ from the bar before, 0 to 1.
        groove_stability: how alike the drums of neighbouring bars inside a section are, 0 to 1.
        voice_leading_semitones: mean distance of each voice to the nearest of the chord before.
        bass_on_root: share of chords that begin on their bass note within a beat, or over one that came early.
        bass_presence: share of bars with a bass note; None without a bass.
        strong_chord_tones: share of the notes sung on a beat that are tones of the chord.
        clash: share of sung time with a harmonic note a semitone away in any octave.
        masking: share of sung time with another harmonic note within two semitones.
        dropouts: how many parts fall silent in a section between two equal ones in which they play.
    """

    energy_correlation: float | None
    chorus_density: float | None
    fill_contrast: float | None
    groove_stability: float | None
    voice_leading_semitones: float | None
    bass_on_root: float | None
    bass_presence: float | None
    strong_chord_tones: float | None
    clash: float | None
    masking: float | None
    dropouts: float

    @property
    def failures(self) -> tuple[str, ...]:
        """The measures that lie outside their gate."""
        return tuple(name for name, distance in self._distances() if distance > 0.0)

    @property
    def fault(self) -> float:
        """How far the measures lie outside their gates together: 0 for none, 1 and a share of the gate's value each."""
        return sum(1.0 + distance for _, distance in self._distances() if distance > 0.0)

    def _distances(self) -> list[tuple[str, float]]:
        """Every measure there is with how far it lies outside its gate, as a share of the limit; 0 inside."""
        result = []
        for name, (low, high) in GATES.items():
            value = getattr(self, name)
            if value is not None:
                off = max(low - value, value - high)
                result.append((name, off / max(high, 1.0) if off > _TOLERANCE else 0.0))
        return result


def judge(score: Score, melody: Sequence[HeardNote]) -> Judgement:
    """Measure an arrangement against the melody it accompanies."""
    singer = Singer.heard(melody, score.timeline)
    bars = _bar_lines(score)
    clash, masking = _harm(score, singer)
    stability, contrast = _groove(score, bars)
    onsets, velocities = _bar_sums(score, bars)
    return Judgement(
        energy_correlation=_energy_correlation(score, bars, velocities),
        chorus_density=_chorus_density(score, bars, onsets),
        fill_contrast=contrast,
        groove_stability=stability,
        voice_leading_semitones=_voice_leading(score),
        bass_on_root=_bass_on_root(score),
        bass_presence=_bass_presence(score, bars),
        strong_chord_tones=_strong_chord_tones(score, singer),
        clash=clash,
        masking=masking,
        dropouts=float(_dropouts(score)),
    )


def _bar_lines(score: Score) -> FloatArray:
    """The bar lines from the first section to where the last chord is struck."""
    per_bar = score.timeline.beats_per_bar
    last = score.sections[-1]
    end = last.start_beats if last.label is SectionLabel.OUTRO and len(score.sections) > 1 else score.end_beats
    return np.arange(score.sections[0].start_beats, end + 1e-6, per_bar)


def _bar_sums(score: Score, bars: FloatArray) -> tuple[FloatArray, FloatArray]:
    onsets, velocities = np.zeros(len(bars) - 1), np.zeros(len(bars) - 1)
    for part in score.parts:
        index = np.searchsorted(bars, [note.start_beats + 1e-6 for note in part.notes], side="right") - 1
        inside = (index >= 0) & (index < len(onsets))
        np.add.at(onsets, index[inside], 1.0)
        np.add.at(velocities, index[inside], np.array([note.velocity for note in part.notes], dtype=float)[inside])
    return onsets, velocities


def _energy_correlation(score: Score, bars: FloatArray, velocities: FloatArray) -> float | None:
    energies = np.array([section_at(score.sections, bar + 1e-6).energy for bar in bars[:-1]])
    if len(energies) < 2 or np.ptp(energies) < _LEAST_ENERGY_SPREAD or np.ptp(velocities) == 0:
        return None
    return float(np.corrcoef(energies, velocities)[0, 1])


def _chorus_density(score: Score, bars: FloatArray, onsets: FloatArray) -> float | None:
    labels = [section_at(score.sections, bar + 1e-6).label for bar in bars[:-1]]
    means = []
    for wanted in (SectionLabel.CHORUS, SectionLabel.VERSE):
        inside = [count for count, label in zip(onsets, labels, strict=True) if label is wanted]
        if not inside:
            return None
        means.append(float(np.mean(inside)))
    return means[0] / max(means[1], 1e-9)


def _groove(score: Score, bars: FloatArray) -> tuple[float | None, float | None]:
    """Groove stability and fill contrast over all drum parts."""
    per_step = steps_per_beat(score.timeline.meter)
    grids: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for part in score.parts:
        for note in part.notes if part.is_drums else ():
            bar = int(np.searchsorted(bars, note.start_beats + 1e-6, side="right")) - 1
            if 0 <= bar < len(bars) - 1:
                grids[bar].add((note.pitch_midi, round((note.start_beats - bars[bar]) * per_step)))
    owners = [section_at(score.sections, line + 1e-6) for line in bars[:-1]]
    inner, ends = [], []
    for bar in range(1, len(owners)):
        before, after = grids[bar - 1], grids[bar]
        if not (before and after) or owners[bar] is not owners[bar - 1]:
            continue
        alike = len(before & after) / len(before | after)
        is_end = bar + 1 == len(owners) or owners[bar + 1] is not owners[bar]
        if is_end and bar + 1 < len(owners):
            ends.append(1.0 - alike)
        elif not is_end and bar >= 2 and owners[bar - 2] is owners[bar]:
            inner.append(alike)
    return (float(np.mean(inner)) if inner else None, float(np.mean(ends)) if ends else None)


def _voice_leading(score: Score) -> float | None:
    """Mean motion between different chords of three and more notes, over all parts that play chords."""
    motions = []
    for part in score.parts:
        if part.is_drums or part.player == _BASS:
            continue
        chords = [
            sorted(note.pitch_midi for note in members)
            for _, members in groupby(part.notes, key=lambda note: round(note.start_beats, 4))
        ]
        for before, after in pairwise([chord for chord in chords if len(chord) >= 3]):
            if before != after:
                motions.append(float(np.mean([min(abs(pitch - old) for old in before) for pitch in after])))
    return float(np.mean(motions)) if motions else None


def _bass(score: Score) -> Part | None:
    return next((part for part in score.parts if part.player == _BASS), None)


def _bass_on_root(score: Score) -> float | None:
    bass = _bass(score)
    if bass is None:
        return None
    starts = np.array([note.start_beats for note in bass.notes])
    hits = []
    for span in score.chords:
        if span.chord is not None:
            first = int(np.searchsorted(starts, span.start_beats - 0.02))
            heard = [note for note in bass.notes[first : first + 1] if note.start_beats < span.start_beats + 1.01]
            before = bass.notes[max(first - 1, 0) : first]
            heard += [note for note in before if note.end_beats > span.start_beats + _HELD_OVER_BEATS]
            hits.append(any(note.pitch_midi % 12 == span.chord.bass_or_root for note in heard))
    return float(np.mean(hits)) if hits else None


def _bass_presence(score: Score, bars: FloatArray) -> float | None:
    bass = _bass(score)
    if bass is None:
        return None
    filled = np.zeros(len(bars) - 1, dtype=bool)
    index = np.searchsorted(bars, [note.start_beats + 1e-6 for note in bass.notes], side="right") - 1
    filled[index[(index >= 0) & (index < len(filled))]] = True
    return float(np.mean(filled)) if len(filled) else None


def _strong_chord_tones(score: Score, singer: Singer) -> float | None:
    hits = []
    for start, pitch in zip(singer.starts_beats, singer.pitches_midi, strict=True):
        beat = round(float(start))
        if abs(start - beat) > _STRONG_BEATS:
            continue
        span = next((s for s in score.chords if s.start_beats - 1e-6 <= beat < s.end_beats - 1e-6), None)
        if span is not None and span.chord is not None and abs(beat - span.start_beats) < 1e-6:
            hits.append(span.chord.has(int(pitch)))
    return float(np.mean(hits)) if hits else None


def _harm(score: Score, singer: Singer) -> tuple[float | None, float | None]:
    """Clash and masking: shares of the sung time that the band accompanies."""
    notes = [n for part in score.parts if not part.is_drums and part.player != _BASS for n in part.notes]
    if singer.is_silent or not notes:
        return None, None
    starts = np.array([note.start_beats for note in notes])
    ends = np.array([note.end_beats for note in notes])
    pitches = np.array([note.pitch_midi for note in notes])
    total = clashing = masked = 0.0
    for start, end, sung in zip(singer.starts_beats, singer.ends_beats, singer.pitches_midi, strict=True):
        for probe in _PROBES:
            moment = start + probe * (end - start)
            distance = pitches[(starts <= moment) & (ends > moment)] - sung
            total += end - start
            clashing += (end - start) * bool(np.any(np.isin(distance % 12, (1, 11))))
            masked += (end - start) * bool(np.any((distance != 0) & (np.abs(distance) <= _MASK_SEMITONES)))
    return float(clashing / total), float(masked / total)


def _dropouts(score: Score) -> int:
    """Parts silent in a section although they play in an equal one before and after it."""
    count = 0
    for part in score.parts:
        starts = np.array([note.start_beats for note in part.notes])
        playing: dict[SectionLabel, list[bool]] = defaultdict(list)
        for section in score.sections:
            sounds = bool(np.any((starts >= section.start_beats - 1e-6) & (starts < section.end_beats - 1e-6)))
            playing[section.label].append(sounds)
        for row in playing.values():
            count += sum(1 for place in range(1, len(row) - 1) if row[place - 1] and row[place + 1] and not row[place])
    return count
