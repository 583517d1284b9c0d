"""Liberties singers take with time: breaths after which they come in early or late, and singing without a pulse.

Re-entries keep a pulse inside a phrase; each pause is longer or shorter than written by a normal share of a beat, and
the grid that is true goes with the singer. Sung freely, as in a recitative or a slow folk air, every note is as long as
it pleases: lengths are written ones to a power (long and short draw together), times a lognormal factor; every phrase
has its own pace, its end is held, and the pauses are anybody's guess. A pulse is not to be had then.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.truth.performance import Tone
from bench.truth.song import Song
from tutti.base.seeds import generator
from tutti.music.time import Timeline

REENTRY_BEATS = 0.15  # standard deviation
_PAUSE_BEATS = 1.6  # from onset to onset: a note so long, or one with a rest behind it, ends a phrase
_REST_BEATS = 0.45
_LATEST_BEATS = 0.4
_FREE_SPREAD = 0.32  # of the logarithm of lengths
_PACE_SPREAD = 0.18  # likewise, of the pace of phrases
_LEVELLING = 0.75
_PHRASE_GAP_SECONDS = 0.22
_MOST_NOTES_A_PHRASE = 11
_HELD = (1.3, 2.4)  # how much longer a phrase's last note is
_PAUSE_SECONDS = (0.5, 2.2)
_USUAL_SECONDS = 0.45


def reentering(song: Song, timeline: Timeline, *, seed: int) -> Timeline:
    """The grid of a singer who comes in early or late after every pause."""
    random = generator(seed, "re-entries")
    starts = np.array([note.start_beats for note in song.melody])
    ends = np.array([note.end_beats for note in song.melody])
    is_pause = (np.diff(starts) >= _PAUSE_BEATS) | (starts[1:] - ends[:-1] >= _REST_BEATS)
    from_beats, to_beats = starts[:-1][is_pause], starts[1:][is_pause]
    by = np.clip(random.normal(0.0, REENTRY_BEATS, len(from_beats)), -_LATEST_BEATS, _LATEST_BEATS)
    beats = timeline.first_beat + np.arange(len(timeline.beat_seconds), dtype=np.float64)
    passed = np.clip((beats[:, None] - from_beats) / (to_beats - from_beats), 0.0, 1.0)
    step = 60.0 / timeline.tempo_bpm
    return replace(timeline, beat_seconds=tuple((np.array(timeline.beat_seconds) + step * (passed @ by)).tolist()))


def sung_freely(tones: tuple[Tone, ...], *, seed: int) -> tuple[Tone, ...]:
    """The same notes sung without a pulse."""
    random = generator(seed, "sung freely")
    starts = np.array([tone.start_seconds for tone in tones])
    ends = np.array([tone.end_seconds for tone in tones])
    intervals = np.append(np.diff(starts), ends[-1] - starts[-1])
    clock, since, pace = float(starts[0]), 0, 1.0
    found: list[Tone] = []
    for place, (tone, interval) in enumerate(zip(tones, intervals, strict=True)):
        length = _USUAL_SECONDS * (interval / _USUAL_SECONDS) ** _LEVELLING
        length *= pace * float(np.exp(random.normal(0.0, _FREE_SPREAD)))
        since += 1
        gap = interval - (ends[place] - starts[place])
        is_end = since >= 4 and (gap > _PHRASE_GAP_SECONDS or since >= _MOST_NOTES_A_PHRASE)
        if is_end:
            length *= float(random.uniform(*_HELD))
        length = max(length, 0.14)
        found.append(replace(tone, start_seconds=clock, end_seconds=float(clock + 0.92 * length)))
        clock += float(length)
        if is_end:
            clock += float(random.uniform(*_PAUSE_SECONDS))
            pace, since = float(np.exp(random.normal(0.0, _PACE_SPREAD))), 0
    return tuple(found)
