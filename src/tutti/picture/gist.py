"""What a picture sees of a score: bars, sections, chords, players and the line of the melody, on one span 0 to 1.

Positions are shares of the music (0 its start, 1 its end), heights are shares of the melody's range (0 the lowest
note). Everything that varies is scaled by the song itself, so that a quiet song has strong and weak bars too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from tutti.music.form import Section, SectionLabel, section_at
from tutti.music.harmony import Chord, chord_at
from tutti.music.note import HeardNote
from tutti.music.pitch import Key
from tutti.music.score import Score

FloatArray = npt.NDArray[np.float64]

MOST_BARS = 512
PHRASE_GAP_BEATS = 1.0
FULL_DENSITY_PER_BEAT = 8.0
_LEAST_RANGE_SEMITONES = 7.0
_REPEATED = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A stretch of the song that is drawn as one thing: a bar, or several bars of a long song.

    Attributes:
        chord: the chord in its middle.
        section: the number of its section.
        density: 0 to 1, how many notes start in it, against the fullest bar.
        strength: 0 to 1, how hard they are played, against the hardest bar.
        height: 0 to 1, where the melody stands in it.
        rise: -1 to 1, where the melody goes in it.
    """

    chord: Chord | None
    section: int
    density: float
    strength: float
    height: float
    rise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A section: its share of the song, what it does, and how full it is."""

    start: float
    end: float
    label: SectionLabel
    energy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A note of the melody."""

    start: float
    end: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gist:
    """A score as a picture sees it.

    Attributes:
        bars: one cell a bar, at most 512.
        melody: the sung line, else the heard one, else the top of the band; ascending.
        phrases: the melody in breaths.
        players: by player, how much of the band's playing is hers, 0 to 1, the busiest first.
        fullness: 0 (sparse) to 1 (dense), notes a beat of the whole band.
        force: 0 to 1, mean velocity.
    """

    key: Key
    style: str
    seed: int
    take: int
    tempo_bpm: float
    beats_per_bar: int
    is_compound: bool
    bars: tuple[Cell, ...]
    sections: tuple[Span, ...]
    melody: tuple[Tone, ...]
    phrases: tuple[tuple[Tone, ...], ...]
    players: tuple[tuple[str, float], ...]
    fullness: float
    force: float

    def cells(self, count: int) -> tuple[Cell, ...]:
        """The song in exactly so many cells: bars are picked or repeated evenly."""
        picks = np.minimum((np.arange(count) + 0.5) * len(self.bars) / count, len(self.bars) - 1)
        return tuple(self.bars[int(pick)] for pick in picks)

    def contour(self, count: int, *, start: float = 0.0, end: float = 1.0) -> FloatArray:
        """Heights of the melody at so many places of a stretch, joined over the rests."""
        at = np.linspace(start, end, count)
        middles = [(tone.start + tone.end) / 2 for tone in self.melody]
        return np.interp(at, middles, [tone.height for tone in self.melody])

    @property
    def climax(self) -> Tone:
        """The highest tone; of several the longest."""
        return max(self.melody, key=lambda tone: (tone.height, tone.end - tone.start))


def gist_of(score: Score, melody: tuple[HeardNote, ...], take: int) -> Gist:
    """See a score.

    Args:
        score: the song.
        melody: the notes heard in an upload, used where nothing is sung.
        take: which take of the plan it is.
    """
    notes = _melody_notes(score, melody)
    first = min(0.0, *(start for start, _, _ in notes)) if notes else 0.0
    last = max(score.end_beats, first + 1.0)
    tones = _tones(notes, first, last)
    phrases = tuple(
        tuple(tone for _, tone in run)
        for _, run in groupby(zip(_phrase_numbers(notes), tones, strict=True), key=lambda pair: pair[0])
    )
    onsets, velocities = _onsets(score)
    return Gist(
        key=score.key,
        style=score.styles[0] if score.styles else "",
        seed=score.seed,
        take=take,
        tempo_bpm=score.timeline.tempo_bpm,
        beats_per_bar=score.timeline.beats_per_bar,
        is_compound=score.timeline.meter.is_compound,
        bars=_bars(score, tones, (first, last), onsets, velocities),
        sections=_sections(score.sections, first, last),
        melody=tones,
        phrases=phrases,
        players=_players(score),
        fullness=min(len(onsets) / (last - first) / FULL_DENSITY_PER_BEAT, 1.0),
        force=float(np.mean(velocities)) / 127.0 if len(velocities) else 0.5,
    )


def _melody_notes(score: Score, heard: tuple[HeardNote, ...]) -> list[tuple[float, float, float]]:
    """Start, end and pitch of the line on top, in beats."""
    sung = [note for part in score.vocals[:1] for phrase in part.phrases for note in phrase.notes]
    if sung:
        return [(note.start_beats, note.end_beats, float(note.pitch_midi)) for note in sung]
    if heard:
        starts = score.timeline.beats_at([note.start_seconds for note in heard])
        ends = score.timeline.beats_at([note.end_seconds for note in heard])
        found = zip(starts, ends, heard, strict=True)
        return [(float(start), float(end), float(note.pitch_midi)) for start, end, note in found]
    return _skyline(score)


def _skyline(score: Score) -> list[tuple[float, float, float]]:
    """The highest notes of the player on top."""
    pitched = [part for part in score.parts if part.notes and not part.is_drums]
    if not pitched:
        return []
    top = max(pitched, key=lambda part: np.mean([note.pitch_midi for note in part.notes]))
    highest: dict[float, tuple[float, float, float]] = {}
    for note in top.notes:
        known = highest.get(note.start_beats)
        if known is None or note.pitch_midi > known[2]:
            highest[note.start_beats] = (note.start_beats, note.end_beats, float(note.pitch_midi))
    return [highest[start] for start in sorted(highest)]


def _tones(notes: list[tuple[float, float, float]], first: float, last: float) -> tuple[Tone, ...]:
    """The melody on the span 0 to 1; of a song without one a single held tone."""
    if not notes:
        return (Tone(start=0.0, end=1.0, height=0.5),)
    pitches = np.array([pitch for _, _, pitch in notes])
    low, high = float(pitches.min()), float(pitches.max())
    spread = max(high - low, _LEAST_RANGE_SEMITONES)
    bottom = (low + high - spread) / 2
    return tuple(
        Tone(
            start=float(np.clip((start - first) / (last - first), 0.0, 1.0)),
            end=float(np.clip((end - first) / (last - first), 0.0, 1.0)),
            height=(pitch - bottom) / spread,
        )
        for start, end, pitch in notes
    )


def _phrase_numbers(notes: list[tuple[float, float, float]]) -> list[int]:
    numbers, number, before = [], 0, None
    for start, end, _ in notes:
        if before is not None and start - before >= PHRASE_GAP_BEATS:
            number += 1
        numbers.append(number)
        before = end
    return numbers or [0]


def _onsets(score: Score) -> tuple[FloatArray, FloatArray]:
    notes = [note for part in score.parts for note in part.notes]
    starts = np.array([note.start_beats for note in notes], dtype=np.float64)
    return starts, np.array([note.velocity for note in notes], dtype=np.float64)


def _bars(
    score: Score, tones: tuple[Tone, ...], ends: tuple[float, float], onsets: FloatArray, velocities: FloatArray
) -> tuple[Cell, ...]:
    first, last = ends
    count = min(max(int(np.ceil((last - first) / score.timeline.beats_per_bar)), 1), MOST_BARS)
    edges = np.linspace(first, last, count + 1)
    counts, _ = np.histogram(onsets, edges)
    forces, _ = np.histogram(onsets, edges, weights=velocities)
    density = counts / max(float(counts.max()), 1.0)
    strength = forces / np.maximum(counts, 1)
    strength = strength / max(float(strength.max()), 1.0)
    middles = [(tone.start + tone.end) / 2 for tone in tones]
    line = np.interp(np.linspace(0.0, 1.0, 2 * count + 1), middles, [tone.height for tone in tones])
    return tuple(
        Cell(
            chord=chord_at(score.chords, float(edges[bar] + edges[bar + 1]) / 2),
            section=_section_number(score.sections, float(edges[bar] + edges[bar + 1]) / 2),
            density=float(density[bar]),
            strength=float(strength[bar]),
            height=float(line[2 * bar + 1]),
            rise=float(np.clip(line[2 * bar + 2] - line[2 * bar], -1.0, 1.0)),
        )
        for bar in range(count)
    )


def _section_number(sections: tuple[Section, ...], beat: float) -> int:
    return sections.index(section_at(sections, beat)) if sections else 0


def _sections(sections: tuple[Section, ...], first: float, last: float) -> tuple[Span, ...]:
    found = []
    for section in sections:
        start, end = ((beat - first) / (last - first) for beat in (section.start_beats, section.end_beats))
        start, end = min(max(start, 0.0), 1.0), min(max(end, 0.0), 1.0)
        if end - start > _REPEATED:
            found.append(Span(start=start, end=end, label=section.label, energy=section.energy))
    return tuple(found) or (Span(start=0.0, end=1.0, label=SectionLabel.VERSE, energy=0.5),)


def _players(score: Score) -> tuple[tuple[str, float], ...]:
    counts = {part.player: len(part.notes) for part in score.parts if part.notes}
    total = sum(counts.values())
    busiest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple((player, count / total) for player, count in busiest)
