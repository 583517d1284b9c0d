"""The form of a band: where sections start, cut on bar lines.

Every bar becomes a vector of timbre, onsets, harmony and level. `section_borders` says how likely a section starts with
each; a dynamic program weighs that against the lengths sections like to have, the first less, as a recording may start
in the middle of one. `section_labels` names what was cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.band_spectrum import FLUX_BANDS_HZ, FRAMES_PER_SECOND, BandSpectrum
from tutti.listen.beat_harmony import BeatHarmony
from tutti.listen.section_borders import border_odds
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]

TIMBRE_BINS = 12  # four semitones a band
TIMBRE_BANDS = 20
TIMBRE_COMPRESSION = 200.0
ONSET_WEIGHT, HARMONY_WEIGHT, LEVEL_DB_PER_UNIT = 2.0, 0.8, 12.0
GROUP_ENDS = (TIMBRE_BANDS, TIMBRE_BANDS + len(FLUX_BANDS_HZ), TIMBRE_BANDS + len(FLUX_BANDS_HZ) + 12)
LEVEL_RANGE_DB = 40.0  # below the loudest frame all is as good as silent
LENGTH_WEIGHT = 7.0  # of the gains below beside the log-odds of borders
BORDER_GAIN = 1.0  # of every border; without it too few sections are made
FIRST_SHARE = 0.7  # of the gain of its length that counts for the first section
LEAST_FIRST_BARS = 3
LENGTH_GAINS = {4: 0.12, 6: -0.05, 8: 0.35, 10: -0.05, 12: 0.15, 16: 0.30}
ODD_LENGTH_COST, SHORT_COST, LONG_COST = 0.25, 0.6, 0.02
LEAST_BARS, LONG_BARS, LONGEST_BARS = 4, 16, 32
LEAST_BARS_FOR_FORM = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bars:
    """The bars of a timeline.

    Attributes:
        first_beats: the beat each starts on.
        features: timbre, onsets, harmony and level, one row a bar.
        chroma: unit treble chroma, one row a bar.
        level_db: mean level.
        onsets: mean flux over all bands.
    """

    first_beats: npt.NDArray[np.int64]
    features: FloatArray
    chroma: FloatArray
    level_db: FloatArray
    onsets: FloatArray

    @property
    def groups(self) -> dict[str, FloatArray]:
        """The features by what they tell of."""
        timbre, onsets, harmony, level = np.split(self.features, GROUP_ENDS, axis=1)
        return {"timbre": timbre, "onsets": onsets, "harmony": harmony, "level": level}


def describe_bars(spectrum: BandSpectrum, harmony: BeatHarmony, timeline: Timeline) -> Bars:
    """Look at a recording bar by bar, from beat 0 on."""
    per_bar = timeline.beats_per_bar
    starts = np.arange(max(_bars_that_sound(spectrum, timeline), 1)) * per_bar
    edges = np.round(
        timeline.seconds_at(np.append(starts, min(starts[-1] + per_bar, timeline.last_beat)).astype(float))
        * FRAMES_PER_SECOND
    )
    edges = np.clip(edges.astype(np.int64), 0, spectrum.frames - 1)
    floor_db = float(spectrum.level_db.max()) - LEVEL_RANGE_DB
    rows, chromas, levels, onsets = [], [], [], []
    for index, start in enumerate(starts):
        frames = slice(edges[index], max(edges[index + 1], edges[index] + 1))
        mean = spectrum.log_frequency[frames].mean(axis=0, dtype=np.float64)
        timbre = np.log1p(TIMBRE_COMPRESSION * mean).reshape(-1, TIMBRE_BINS).mean(axis=1)[:TIMBRE_BANDS]
        flux = spectrum.flux[frames].mean(axis=0, dtype=np.float64)
        beats = slice(start - timeline.first_beat, start - timeline.first_beat + per_bar)
        treble = harmony.chroma.treble[beats].sum(axis=0)
        chroma = treble / (np.linalg.norm(treble) + 1e-9)
        level = max(float(spectrum.level_db[frames].mean()), floor_db)
        rows.append(np.concatenate([timbre, ONSET_WEIGHT * flux, HARMONY_WEIGHT * chroma, [level / LEVEL_DB_PER_UNIT]]))
        chromas.append(chroma)
        levels.append(level)
        onsets.append(float(flux.mean()))
    return Bars(
        first_beats=starts,
        features=np.array(rows),
        chroma=np.array(chromas),
        level_db=np.array(levels),
        onsets=np.array(onsets),
    )


def _bars_that_sound(spectrum: BandSpectrum, timeline: Timeline) -> int:
    """How many bars there are up to the last of which half is heard."""
    loud = np.flatnonzero(spectrum.level_db > spectrum.level_db.max() - LEVEL_RANGE_DB)
    end_seconds = (float(loud[-1]) if len(loud) else 0.0) / FRAMES_PER_SECOND
    return int(np.floor(timeline.beats_at(end_seconds) / timeline.beats_per_bar + 0.5))


def section_starts(bars: Bars) -> tuple[int, ...]:
    """The bars sections start with, the first always among them."""
    count = len(bars.first_beats)
    if count < LEAST_BARS_FOR_FORM:
        return (0,)
    return best_starts(border_odds(bars.groups, bars.chroma))


def best_starts(odds: FloatArray) -> tuple[int, ...]:
    """The bars sections start with, given the log-odds of a border before each bar."""
    count = len(odds)
    best = np.full(count + 1, -np.inf)
    best[0] = 0.0
    back = np.zeros(count + 1, dtype=np.int64)
    for end in range(1, count + 1):
        for start in range(max(0, end - LONGEST_BARS), end):
            gain = length_gain(end - start)
            if start > 0:
                value = best[start] + LENGTH_WEIGHT * gain + odds[start] + BORDER_GAIN
            else:
                value = LENGTH_WEIGHT * (gain if end == count else _first_gain(end, gain))
            if value > best[end]:
                best[end], back[end] = value, start
    starts, end = [], count
    while end > 0:
        end = int(back[end])
        starts.append(end)
    return tuple(reversed(starts))


def length_gain(bars: int) -> float:
    """How much sections like to be so long."""
    gain = LENGTH_GAINS.get(bars, 0.0 if bars % 2 == 0 else -ODD_LENGTH_COST)
    return gain - (SHORT_COST if bars < LEAST_BARS else 0.0) - LONG_COST * max(0, bars - LONG_BARS)


def _first_gain(bars: int, gain: float) -> float:
    """The gain of a first section: its odd lengths cost less."""
    most = max(LENGTH_GAINS.values())
    return FIRST_SHARE * gain + (1.0 - FIRST_SHARE) * most if bars >= LEAST_FIRST_BARS else gain
