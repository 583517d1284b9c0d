"""A second voice: what stands in brackets, and harmonies in the choruses, note for note with the lead.

Close harmony as singers find it by ear: thirds and sixths to the lead, tones of the chord where a note is strong or
held, small steps, no crossing. The line is the cheapest path over a few pitches beside each note of the lead. Words in
brackets answer: they begin when the lead holds its last note, and one who answers does not sing along.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tutti.base.seeds import generator
from tutti.compose.melody import Harmony, LineWish, write_pitches
from tutti.compose.melody_harmony import bent_scale
from tutti.compose.melody_ornament import sung_notes
from tutti.compose.melody_range import VocalRange
from tutti.compose.prosody import HALF_BAR, RhythmIdea, Window, metric_level, set_line
from tutti.music.form import SectionLabel
from tutti.music.harmony import chord_at
from tutti.music.lyric import LyricLine, Lyrics, Syllable
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
_ANSWER_SECONDS = 0.2  # a syllable in brackets takes so long at least
_SOFTER = 10  # in velocity
_FULL_HARMONY_CHORUSES = 2  # with so many choruses, the first is left to the lead


def backing_vocals(lead: VocalPart, lyrics: Lyrics, plan: Plan, voice: VocalRange) -> VocalPart | None:
    """The second voice of a song; None where nothing is in brackets and its style leaves the lead alone."""
    lines = [(number, line) for number, section in enumerate(lyrics.sections) for line in section.lines]
    answers = _answers(lead, [line for _, line in lines], plan, voice)
    sung = [(phrase.notes[0].start_beats, phrase.notes[-1].end_beats) for phrase in answers]
    in_harmony = set() if plan.styles[0] in _SOLO_STYLES else _harmony_sections(lyrics)
    phrases = [
        phrase
        for phrase, (number, line) in zip(lead.phrases, lines, strict=True)
        if number in in_harmony and not line.answer and not any(_overlap(phrase, span) for span in sung)
    ]
    if not phrases and not answers:
        return None
    highest = max((note.pitch_midi for phrase in phrases for note in phrase.notes), default=voice.highest_midi)
    is_above = highest + min(_DISTANCES) <= voice.comfortable_high_midi + _ABOVE_THE_LEAD_SEMITONES
    harmonies = [_harmonised(phrase, plan, voice, 1 if is_above else -1) for phrase in phrases]
    everything = sorted([*harmonies, *answers], key=lambda phrase: phrase.notes[0].start_beats)
    return replace(lead, player=BACKING_VOCALS, phrases=tuple(everything))


def _harmony_sections(lyrics: Lyrics) -> set[int]:
    """The choruses that are sung in two voices, by their place among the sections."""
    choruses = [n for n, section in enumerate(lyrics.sections) if section.label == SectionLabel.CHORUS.value]
    return set(choruses[1:] if len(choruses) > _FULL_HARMONY_CHORUSES else choruses)


def _overlap(phrase: SungPhrase, span: tuple[float, float]) -> bool:
    return phrase.notes[0].start_beats < span[1] and span[0] < phrase.notes[-1].end_beats


def _answers(lead: VocalPart, lines: Sequence[LyricLine], plan: Plan, voice: VocalRange) -> list[SungPhrase]:
    harmony = Harmony(timeline=plan.timeline, key=plan.key, chords=plan.chords)
    answers: list[SungPhrase] = []
    for index, (phrase, line) in enumerate(zip(lead.phrases, lines, strict=True)):
        if not line.answer:
            continue
        follower = lead.phrases[index + 1].notes[0].start_beats if index + 1 < len(lead.phrases) else plan.end_beats
        free = answers[-1].notes[-1].end_beats if answers else -np.inf
        window = _answer_window(phrase, len(line.answer), follower, free, plan)
        notes = set_line(line.answer, line.text, window, plan.timeline, idea=RhythmIdea())
        wish = LineWish(
            aims_midi=np.full(len(notes), float(phrase.notes[-1].pitch_midi)),
            echo_midi=np.full(len(notes), np.nan),
            is_return=False,
            closes=False,
            before_midi=phrase.notes[-1].pitch_midi,
            whims=np.zeros((len(notes), voice.highest_midi - voice.lowest_midi + 1)),
        )
        pitches = write_pitches(notes, harmony, voice, wish)
        random = generator(plan.seed, "answer", line.text)
        sung = sung_notes(notes, pitches, harmony, lowest_midi=voice.lowest_midi, closes=True, rng=random)
        answers.append(SungPhrase(text=f"({' '.join(_words(line.answer))})", notes=sung))
    return answers


def _answer_window(phrase: SungPhrase, syllables: int, follower: float, free: float, plan: Plan) -> Window:
    """From when the lead holds its last note until it sings again, or for as long as the words need."""
    last = phrase.notes[-1]
    beat_seconds = 60.0 / plan.timeline.tempo_bpm_at(last.start_beats)
    needed = (syllables + 1) * _ANSWER_SECONDS / beat_seconds
    start = max(last.start_beats + min(_HELD_BEATS, 0.5 * last.duration_beats), free)
    start = np.ceil(start * plan.timeline.meter.division) / plan.timeline.meter.division
    end = max(follower, start + needed)
    if end > plan.end_beats:
        start, end = max(free, plan.end_beats - needed), plan.end_beats
    return Window(start_beats=float(start), earliest_beats=float(start), end_beats=float(end))


def _words(syllables: Sequence[Syllable]) -> list[str]:
    words: list[str] = []
    for syllable in syllables:
        if syllable.starts_word or not words:
            words.append(syllable.text)
        else:
            words[-1] += syllable.text
    return words


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
