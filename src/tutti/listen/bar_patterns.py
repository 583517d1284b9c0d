"""What a bar sounds like in each metre: how strongly each feature speaks for each place in the bar.

A place is a beat or a subdivision of it. Weights are given by feature in the order low (kick, bass), low-mid, mid, high
(snare, strum), air (hi-hat), harmonic change. Downbeats are low and bring new chords, back-beats are high, and
whatever falls between the places speaks against the pattern. The weights were found by random search on synthetic
development bands; the division by three of four-beat bars (shuffle, swing, 12/8) is what keeps those from being read
1.5 times fast.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.music.time import Meter

FloatArray = npt.NDArray[np.float64]

FEATURES = 6
HARMONIC_CHANGE_GAIN = 2.5

_BETWEEN = (-0.6, -0.6, -0.6, -0.6, -0.36, -0.1)
_BEAT = (0.48, 0.48, 0.6, 0.6, 0.36, 0.0)
_DOWNBEAT = (0.93, 0.63, 0.6, 0.16, 0.36, 1.6)
_THIRD_BEAT = (0.68, 0.54, 0.6, 0.25, 0.36, 0.4)
_BACKBEAT = (0.21, 0.48, 0.8, 1.01, 0.48, -0.48)
_WALTZ_DOWNBEAT = (1.03, 0.63, 0.6, 0.16, 0.36, 1.6)
_WALTZ_BEAT = (0.165, 0.48, 0.7, 0.75, 0.36, -0.56)
_COMPOUND_BACKBEAT = (0.48, 0.48, 0.76, 0.93, 0.36, -0.32)
_EIGHTH = (0.17, 0.23, 0.28, 0.28, 0.34, -0.06)
_SIXTEENTH = (-0.21, -0.1, -0.05, -0.05, 0.05, -0.1)
_FIRST_TRIPLET = (-0.1, 0.0, 0.05, 0.05, 0.15, -0.08)
_COMPOUND_EIGHTH = (0.22, 0.3, 0.37, 0.37, 0.45, -0.08)
_COMPOUND_SIXTEENTH = (-0.28, -0.13, -0.07, -0.07, 0.07, -0.13)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPattern:
    """One way of filling a bar.

    Attributes:
        meter: its time signature.
        is_triple: whether its beats divide by three.
        beats: weights of each beat.
        between_beats: weights of the subdivisions of a beat after the beat itself.
        tempo_bands_bpm: overlapping ranges, each searched on its own.
    """

    meter: Meter
    is_triple: bool
    beats: tuple[tuple[float, ...], ...]
    between_beats: tuple[tuple[float, ...], ...]
    tempo_bands_bpm: tuple[tuple[float, float], ...]

    @property
    def division(self) -> int:
        """Places a beat."""
        return 1 + len(self.between_beats)

    def weights(self) -> FloatArray:
        """One row a place, shaped (1 + places, FEATURES); row 0 is for everything between the places."""
        rows: list[tuple[float, ...]] = [_BETWEEN]
        for beat in self.beats:
            rows.extend([beat, *self.between_beats])
        table = np.array(rows)
        table[:, -1] *= HARMONIC_CHANGE_GAIN
        return table


BAR_PATTERNS = (
    BarPattern(
        meter=Meter(4, 4),
        is_triple=False,
        beats=(_DOWNBEAT, _BACKBEAT, _THIRD_BEAT, _BACKBEAT),
        between_beats=(_SIXTEENTH, _EIGHTH, _SIXTEENTH),
        tempo_bands_bpm=((50.0, 72.0), (68.0, 97.0), (92.0, 131.0), (124.0, 176.0), (167.0, 236.0)),
    ),
    BarPattern(
        meter=Meter(4, 4),
        is_triple=True,
        beats=(_DOWNBEAT, _BACKBEAT, _THIRD_BEAT, _BACKBEAT),
        between_beats=(_FIRST_TRIPLET, _EIGHTH),
        tempo_bands_bpm=((46.0, 66.0), (63.0, 90.0), (86.0, 122.0), (116.0, 165.0), (157.0, 224.0)),
    ),
    BarPattern(
        meter=Meter(3, 4),
        is_triple=False,
        beats=(_WALTZ_DOWNBEAT, _WALTZ_BEAT, _WALTZ_BEAT),
        between_beats=(_SIXTEENTH, _EIGHTH, _SIXTEENTH),
        tempo_bands_bpm=((66.0, 94.0), (90.0, 128.0), (122.0, 173.0), (164.0, 230.0)),
    ),
    BarPattern(
        meter=Meter(3, 4),
        is_triple=True,
        beats=(_WALTZ_DOWNBEAT, _WALTZ_BEAT, _WALTZ_BEAT),
        between_beats=(_FIRST_TRIPLET, _EIGHTH),
        tempo_bands_bpm=((84.0, 120.0), (114.0, 162.0), (154.0, 216.0)),
    ),
    BarPattern(
        meter=Meter(6, 8),
        is_triple=True,
        beats=(_DOWNBEAT, _COMPOUND_BACKBEAT),
        between_beats=(
            _COMPOUND_SIXTEENTH, _COMPOUND_EIGHTH, _COMPOUND_SIXTEENTH, _COMPOUND_EIGHTH, _COMPOUND_SIXTEENTH,
        ),
        tempo_bands_bpm=((34.0, 48.0), (46.0, 65.0), (62.0, 88.0), (84.0, 120.0)),
    ),
)  # fmt: skip


def made_for(meter: Meter) -> tuple[BarPattern, ...]:
    """The patterns of a time signature that was told; one is made where the table has none."""
    known = tuple(pattern for pattern in BAR_PATTERNS if pattern.meter == meter)
    if known:
        return known
    beats = tuple(_DOWNBEAT if beat == 0 else _BEAT for beat in range(meter.beats_per_bar))
    template = BAR_PATTERNS[1] if meter.is_compound else BAR_PATTERNS[0]
    return (
        BarPattern(
            meter=meter,
            is_triple=meter.is_compound,
            beats=beats,
            between_beats=template.between_beats,
            tempo_bands_bpm=template.tempo_bands_bpm,
        ),
    )
