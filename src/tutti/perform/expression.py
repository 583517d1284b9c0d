"""From written notes to played ones: swing, seconds, human timing, strums, touch and legato.

Written positions are in beats, played ones in seconds; the score's timeline alone maps one to the other, so the band
follows every drift of the grid. What is struck together (a chord) moves together; see `feel` for the sizes.
"""

from __future__ import annotations

from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from tutti.base.seeds import generator
from tutti.music.note import Note
from tutti.music.score import Part, Score
from tutti.music.swing import swung
from tutti.music.time import FloatArray, Timeline
from tutti.perform.feel import DRUM_LAGS_SECONDS, Feel, feel_of
from tutti.perform.played_note import PlayedNote
from tutti.perform.strum import (
    FEWEST_STRINGS,
    UP_STROKE_VELOCITY,
    is_down_stroke,
    string_offsets,
    string_velocities,
    stroke_divisions,
)

WANDER_MEMORY = 0.7  # correlation of the timing from one chord to the next
MAX_DEVIATIONS = 2.0  # no player is further off than so many standard deviations
TOGETHER_BEATS = 0.005  # notes that start so close are one chord
TOUCHING_SECONDS = 0.06  # notes so close to the next are meant to touch it
SHORTEST_SECONDS = 0.03
SWELLING_SECONDS = 0.8  # shorter notes are over before they could grow
REPEAT_GAP_SECONDS = 0.01  # a key must come up before it is struck again
OVERLAP_BEATS = 0.02  # a note that sounds so far into the next is one to slide from
DAMPED_BEATS = 0.2  # a guitarist who leaves a note so soon does it with the palm
CLIPPED_SECONDS = 0.05  # a note so little before the start of the audio is played at its start
SUSTAINED_LEAD_IN_SECONDS = 0.5  # a note from before the start is played late if it still has so long to sound


def performed_notes(part: Part, score: Score, seed: int) -> tuple[PlayedNote, ...]:
    """The notes of a part as its player plays them, ascending by start."""
    if not part.notes:
        return ()
    feel = feel_of(part)
    random = generator(seed, "expression", part.player)
    written = sorted(part.notes, key=lambda note: (note.start_beats, note.pitch_midi))
    beats = np.array([[note.start_beats, note.end_beats] for note in written])
    on_grid = score.timeline.seconds_at(swung(beats, swing=score.swing, meter=score.timeline.meter).ravel())
    starts, ends = on_grid.reshape(-1, 2).T
    chords = _chords(written)
    moved = starts + _offsets(written, chords, part, feel, score.timeline, random)
    velocities = _velocities(written, chords, feel, score.timeline, random)
    held_until = _held_until(written, starts, ends, moved, feel, is_drums=part.is_drums)
    glides = _glides(written) if feel.glides else np.zeros(len(written))
    slid_from = np.flatnonzero(glides) - 1
    held_until[slid_from] = moved[slid_from + 1]
    struck = np.maximum(moved, 0.0)
    durations = np.maximum(held_until - struck, SHORTEST_SECONDS)
    played = (
        PlayedNote(
            start_seconds=float(struck[index]),
            duration_seconds=float(durations[index]),
            pitch_midi=written[index].pitch_midi,
            velocity=int(velocities[index]),
            swell_db=feel.swell_db if durations[index] >= SWELLING_SECONDS else 0.0,
            glide_semitones=float(glides[index]),
            is_damped=feel.string_seconds > 0.0 and written[index].duration_beats <= DAMPED_BEATS,
        )
        for index in np.flatnonzero(_kept(starts, ends, is_drums=part.is_drums))
    )
    return tuple(sorted(played, key=lambda note: note.start_seconds))


def _glides(written: list[Note]) -> FloatArray:
    """From how many semitones away each note slides to its pitch: from the note before, where that still sounds."""
    glides = np.zeros(len(written))
    for index, (before, note) in enumerate(pairwise(written), start=1):
        if (
            note.start_beats - before.start_beats > TOGETHER_BEATS
            and before.end_beats - note.start_beats > OVERLAP_BEATS
        ):
            glides[index] = before.pitch_midi - note.pitch_midi
    return glides


def _kept(starts: FloatArray, ends: FloatArray, *, is_drums: bool) -> npt.NDArray[np.bool_]:
    """Which notes lie in the audio; one of before it is kept only where it still has long to sound."""
    kept = starts >= -CLIPPED_SECONDS
    return kept if is_drums else kept | (ends >= SUSTAINED_LEAD_IN_SECONDS)


def _chords(written: list[Note]) -> list[list[int]]:
    """Indices of the notes that are struck together."""
    chords: list[list[int]] = []
    for index, note in enumerate(written):
        if chords and note.start_beats - written[chords[-1][0]].start_beats < TOGETHER_BEATS:
            chords[-1].append(index)
        else:
            chords.append([index])
    return chords


def _offsets(
    written: list[Note],
    chords: list[list[int]],
    part: Part,
    feel: Feel,
    timeline: Timeline,
    random: np.random.Generator,
) -> FloatArray:
    """How far each note is played from its place on the grid, in seconds."""
    offsets = np.full(len(written), feel.lag_seconds)
    wander = feel.wander_seconds * _wander(len(chords), random)
    divisions = _divisions(written, chords, timeline)
    for chord, deviation in zip(chords, wander.tolist(), strict=True):
        offsets[chord] += deviation
        notes = [written[index] for index in chord]
        if feel.string_seconds and len(chord) >= FEWEST_STRINGS:
            is_down = is_down_stroke(timeline.position_in_bar(notes[0].start_beats), divisions)
            offsets[chord] += string_offsets(notes, is_down=is_down, string_seconds=feel.string_seconds)
        elif len(chord) > 1:
            offsets[chord] += feel.spread_seconds * np.argsort(np.argsort([note.pitch_midi for note in notes]))
    if part.is_drums:
        offsets += [DRUM_LAGS_SECONDS.get(note.pitch_midi, 0.0) for note in written]
    return offsets


def _divisions(written: list[Note], chords: list[list[int]], timeline: Timeline) -> int:
    strummed = [written[chord[0]].start_beats for chord in chords if len(chord) >= FEWEST_STRINGS]
    return stroke_divisions(strummed, timeline.meter)


def _wander(count: int, random: np.random.Generator) -> FloatArray:
    """A slow, bounded random walk of unit variance."""
    fresh = random.standard_normal(count) * np.sqrt(1.0 - WANDER_MEMORY**2)
    wander = np.empty(count)
    last = random.standard_normal()
    for index, step in enumerate(fresh):
        last = WANDER_MEMORY * last + step
        wander[index] = last
    return np.clip(wander, -MAX_DEVIATIONS, MAX_DEVIATIONS)


def _velocities(
    written: list[Note], chords: list[list[int]], feel: Feel, timeline: Timeline, random: np.random.Generator
) -> FloatArray:
    velocities = np.array([note.velocity for note in written], dtype=np.float64)
    velocities += feel.velocity_sd * np.clip(random.standard_normal(len(written)), -MAX_DEVIATIONS, MAX_DEVIATIONS)
    divisions = _divisions(written, chords, timeline)
    for chord in chords:
        if feel.string_seconds and len(chord) >= FEWEST_STRINGS:
            position = timeline.position_in_bar(written[chord[0]].start_beats)
            is_down = is_down_stroke(position, divisions)
            velocities[chord] *= 1.0 if is_down else UP_STROKE_VELOCITY
            velocities[chord] += string_velocities([written[index] for index in chord], is_down=is_down)
        elif len(chord) > 1:
            velocities[max(chord, key=lambda index: written[index].pitch_midi)] += feel.top_velocity
    return np.clip(np.rint(velocities), 1, 127)


def _held_until(
    written: list[Note], starts: FloatArray, ends: FloatArray, moved: FloatArray, feel: Feel, *, is_drums: bool
) -> FloatArray:
    """When each note is let go: as long as written, joined to the next in legato, up before it is struck again."""
    held = np.maximum(ends + (moved - starts), moved + SHORTEST_SECONDS)
    if is_drums:
        return held
    if feel.legato_seconds:
        onsets = np.unique(starts)
        following = np.append(onsets, np.inf)[np.searchsorted(onsets, ends - TOUCHING_SECONDS)]
        touches = np.abs(following - ends) <= TOUCHING_SECONDS
        held = np.where(touches, np.maximum(held, following + feel.legato_seconds), held)
    for _, same in groupby(
        sorted(range(len(written)), key=lambda i: written[i].pitch_midi), lambda i: written[i].pitch_midi
    ):
        indices = sorted(same, key=lambda i: moved[i])
        for now, then in pairwise(indices):
            held[now] = min(held[now], max(moved[then] - REPEAT_GAP_SECONDS, moved[now] + REPEAT_GAP_SECONDS))
    return held
