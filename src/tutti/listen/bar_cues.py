"""What tells where bars start besides accents: chords that are clear, change or fall a fifth, loud beats, both ends.

A suspension makes the chord of a strong beat less clear than that of the weak one it resolves on; roots fall a fifth
into strong beats; music begins on a downbeat or with a pickup before it, and its last chord falls on a strong beat.
Each value is compared between one beat of the bar and the others; `beat_ranking` weighs the cues.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.beat_curves import GROUPS, Curves
from tutti.listen.beat_tones import Tones
from tutti.listen.chord_changes import TRIM_END, TRIM_START
from tutti.listen.chord_network import CHORDS
from tutti.music.harmony import INTERVALS

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

PLACES = 4  # beats of a bar that are told apart
SOUNDING_BELOW_LOUDEST_DB = 30.0
QUIETEST_DB = 20.0  # below the loudest beat; what lies lower is as quiet
STRUCK_SHARE = 0.5  # of the usual rise of tones: a beat on which something begins
LEAST_DEVIATION = 1e-3
_FIFTH = 7
_TO_TRIADS = np.array([np.eye(24)[chord.root + 12 * (INTERVALS[chord.quality][1] == 3)] for chord in CHORDS])
_TO_ROOTS = np.array([np.eye(12)[chord.root] for chord in CHORDS])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BeatMarks:
    """What is heard in each beat of a grid.

    Attributes:
        values: by name, one number a beat.
        first: the first beat that sounds.
        last: the last beat on which tones begin.
    """

    values: dict[str, FloatArray]
    first: int
    last: int


def beat_marks(seen: Curves, tones: Tones, beat_frames: FloatArray) -> BeatMarks:
    """Listen to each beat of a grid."""
    lengths = np.diff(beat_frames)
    shares = tones.chords_between(beat_frames[:-1] + TRIM_START * lengths, beat_frames[1:] - TRIM_END * lengths)
    triads, roots = shares @ _TO_TRIADS, shares @ _TO_ROOTS
    unclear = -(triads * np.log(triads + 1e-9)).sum(axis=1)
    stays = (triads[1:] * triads[:-1]).sum(axis=1)
    falls = (np.roll(roots[:-1], -_FIFTH, axis=1) * roots[1:]).sum(axis=1)
    frames = np.clip(np.round(beat_frames).astype(np.int64), 0, len(seen.level_db) - 1)
    level_db = np.maximum.reduceat(seen.level_db, np.minimum(frames[:-1], len(seen.level_db) - 1)).astype(np.float64)
    loudest_db = float(level_db.max())
    sounds = level_db > loudest_db - SOUNDING_BELOW_LOUDEST_DB
    rises = seen.strength[frames[:-1]][:, [GROUPS.index("bass"), GROUPS.index("tone")]].sum(axis=1)
    struck = np.flatnonzero(sounds & (rises > STRUCK_SHARE * np.median(rises)))
    return BeatMarks(
        values={
            "unclear": unclear,
            "moves": np.concatenate([[0.0], 1.0 - stays]),
            "falls": np.concatenate([[0.0], falls]),
            "loud": np.maximum(level_db, loudest_db - QUIETEST_DB),
        },
        first=int(np.argmax(sounds)),
        last=int(struck[-1]) if len(struck) else len(sounds) - 1,
    )


def place_cues(marks: BeatMarks, positions: IntArray, beats: int) -> dict[str, float]:
    """The cues of a grid whose beats have these places in bars of so many beats."""
    values = np.array(list(marks.values.values()))
    at_place = (positions[: values.shape[1], None] == np.arange(PLACES)).astype(np.float64)
    inside, outside = at_place.sum(axis=0), len(at_place) - at_place.sum(axis=0)
    sums = values @ at_place
    apart = sums / np.maximum(inside, 1.0) - (values.sum(axis=1)[:, None] - sums) / np.maximum(outside, 1.0)
    apart *= (inside > 0) & (outside > 0)
    apart /= values.std(axis=1)[:, None] + LEAST_DEVIATION
    found = {
        f"{name}_{place}": float(apart[row, place]) for row, name in enumerate(marks.values) for place in range(PLACES)
    }
    for place in range(PLACES):
        found[f"first_{place}"] = float(positions[marks.first] == place)
        found[f"last_{place}"] = float(positions[marks.last] == place)
    found["pickup"] = float(positions[marks.first] == beats - 1)
    return found
