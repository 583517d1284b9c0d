"""Which effect a player has between the instrument and the mixing desk, by General MIDI program."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.music.form import Section
from tutti.music.score import Score
from tutti.music.time import FloatArray
from tutti.perform.band.inserts.amplifier import amplify
from tutti.perform.band.inserts.rotary import BLOCK_FRAMES, FAST_HZ, FULL_ENERGY, SLOW_HZ, rotary
from tutti.perform.band.inserts.tremolo import tremolo
from tutti.sound.audio import Samples

ROTARY_PROGRAMS = frozenset({16, 17, 18})
TREMOLO_PROGRAMS = frozenset({4})
AMPLIFIED_PROGRAMS = frozenset({29, 30})


def insert(samples: Samples, program: int, score: Score, sample_rate_hz: int) -> None:
    """Send a pitched, recorded part through its effect, in place."""
    if program in ROTARY_PROGRAMS:
        rotary(samples, _speeds_hz(score, samples.shape[1], sample_rate_hz), sample_rate_hz)
    elif program in TREMOLO_PROGRAMS:
        tremolo(samples, sample_rate_hz)
    elif program in AMPLIFIED_PROGRAMS:
        amplify(samples, sample_rate_hz)


def _speeds_hz(score: Score, frames: int, sample_rate_hz: int) -> FloatArray:
    """The wanted speed of the horn for each block: fast where a section is full."""
    seconds = np.arange(-(-frames // BLOCK_FRAMES)) * (BLOCK_FRAMES / sample_rate_hz)
    starts = score.timeline.seconds_at([section.start_beats for section in score.sections])
    places = np.clip(np.searchsorted(starts, seconds, side="right") - 1, 0, len(score.sections) - 1)
    return _section_speeds(score.sections)[places]


def _section_speeds(sections: Sequence[Section]) -> FloatArray:
    return np.array([FAST_HZ if section.energy >= FULL_ENERGY else SLOW_HZ for section in sections])
