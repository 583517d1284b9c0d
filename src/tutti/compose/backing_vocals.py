"""A second voice: harmonies under or over the lead in the choruses, word for word and note for note with it.

Close harmony as singers find it by ear: thirds and sixths to the lead, tones of the chord where a note is strong or
held, small steps, no crossing. The line is the cheapest path over a few pitches beside each note of the lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tutti.compose.melody_harmony import bent_scale
from tutti.compose.melody_range import VocalRange
from tutti.compose.prosody import HALF_BAR, metric_level
from tutti.music.form import SectionLabel
from tutti.music.harmony import chord_at
from tutti.music.lyric import Lyrics
from tutti.music.plan import Plan
from tutti.music.score import SungNote, SungPhrase, VocalPart

FloatArray = npt.NDArray[np.float64]

BACKING_VOCALS = "backing_vocals"
_SOLO_STYLES = frozenset({"hip_hop", "trap", "techno", "drum_and_bass", "ambient", "solo_piano", "chamber"})
# Distances to the lead that are tried, with their cost.
_DISTANCES = {3: 0.0, 4: 0.0, 5: 0.5, 7: 0.6, 8: 0.15, 9: 0.15}
_OUTSIDE_COST, _FOREIGN_COST, _STRANGE_COST = 3.0, 1.5, 6.0  # out of range, no chord tone, not in the scale
_STEP_COST = 0.12  # per semitone of motion beyond a tone
_ABOVE_THE_LEAD_SEMITONES = 3  # a harmony may go so far beyond the comfortable range
_HELD_BEATS = 1.0
_SOFTER = 10  # in velocity
_FULL_HARMONY_CHORUSES = 2  # with so many choruses, the first is left to the lead


def backing_vocals(lead: VocalPart, lyrics: Lyrics, plan: Plan, voice: VocalRange) -> VocalPart | None:
    """The second voice of a song; None where its style leaves the lead alone or there is no chorus."""
    if plan.styles[0] in _SOLO_STYLES:
        return None
    lines = [(number, section.label) for number, section in enumerate(lyrics.sections) for _ in section.lines]
    choruses = sorted({number for number, label in lines if label == SectionLabel.CHORUS.value})
    if len(choruses) > _FULL_HARMONY_CHORUSES:
        choruses = choruses[1:]
    phrases = [phrase for phrase, (number, _) in zip(lead.phrases, lines, strict=True) if number in choruses]
    if not phrases:
        return None
    highest = max(note.pitch_midi for phrase in phrases for note in phrase.notes)
    is_above = highest + min(_DISTANCES) <= voice.comfortable_high_midi + _ABOVE_THE_LEAD_SEMITONES
    return replace(
        lead,
        player=BACKING_VOCALS,
        phrases=tuple(_harmonised(phrase, plan, voice, 1 if is_above else -1) for phrase in phrases),
    )


def _harmonised(phrase: SungPhrase, plan: Plan, voice: VocalRange, side: int) -> SungPhrase:
    steps = side * np.array(list(_DISTANCES))
    costs = np.array([_costs(note, steps, plan, voice) for note in phrase.notes])
    pitches = np.array([note.pitch_midi for note in phrase.notes])[:, None] + steps
    path = _cheapest(costs, pitches)
    notes = tuple(
        replace(note, pitch_midi=int(row[choice]), velocity=max(note.velocity - _SOFTER, 1))
        for note, row, choice in zip(phrase.notes, pitches, path, strict=True)
    )
    return replace(phrase, notes=notes)


def _costs(note: SungNote, steps: npt.NDArray[np.int64], plan: Plan, voice: VocalRange) -> FloatArray:
    """The cost of each pitch beside a note of the lead, whatever the neighbours."""
    chord = chord_at(plan.chords, note.start_beats + 1e-3)
    scale = bent_scale(plan.key, chord)
    is_strong = metric_level(plan.timeline.meter, note.start_beats) >= HALF_BAR or note.duration_beats >= _HELD_BEATS
    costs = np.array(list(_DISTANCES.values()))
    for index, step in enumerate(steps):
        pitch = note.pitch_midi + int(step)
        outside = max(voice.lowest_midi - pitch, pitch - voice.highest_midi - _ABOVE_THE_LEAD_SEMITONES, 0)
        costs[index] += _OUTSIDE_COST * outside
        if chord is not None and not chord.has(pitch):
            costs[index] += _FOREIGN_COST * (1.0 if is_strong else 0.3)
        if pitch % 12 not in scale:
            costs[index] += _STRANGE_COST
    return costs


def _cheapest(costs: FloatArray, pitches: npt.NDArray[np.int64]) -> Sequence[int]:
    """Which pitch of each row, so that costs and motion are least; ties go to the first."""
    total = costs[0]
    came = []
    for before, now, own in zip(pitches[:-1], pitches[1:], costs[1:], strict=True):
        motion = _STEP_COST * np.maximum(np.abs(now[None, :] - before[:, None]) - 2, 0)
        through = total[:, None] + motion
        came.append(np.argmin(through, axis=0))
        total = np.min(through, axis=0) + own
    path = [int(np.argmin(total))]
    for origin in reversed(came):
        path.append(int(origin[path[-1]]))
    return path[::-1]
