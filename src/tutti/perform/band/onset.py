"""Onsets on the beat: a recording is started as much early as it takes to be heard.

A plucked bass of a font speaks 10 to 40 ms into its recording, another for every key, which no listener forgives a
rhythm section. What lies before the onset (a finger's noise, a breath) then sounds before the beat, as it does in
the room. All regions of a note move together: two channels of a stereo recording must not drift apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.music.time import FloatArray
from tutti.perform.band.tones import Tones
from tutti.perform.band.wave import Wave

MAX_HEAD_START_SECONDS = 0.06  # slower sounds rise by design
AUDIBLE_SHARE = 0.25  # amplitude: layers 12 dB under the loudest do not decide


def start_early(groups: Sequence[Tones], waves: Sequence[Wave], *, notes: int, sample_rate_hz: int) -> None:
    """Start every tone early by the head start of its note; writes into the tones."""
    head_starts = _head_starts(groups, waves, notes, sample_rate_hz)
    for group in groups:
        tones = group.tones
        early = np.rint(head_starts[group.notes]).astype(np.int64)
        tones["start"] -= early
        tones["held"] += early
        tones["frames"] += early


def _head_starts(groups: Sequence[Tones], waves: Sequence[Wave], notes: int, sample_rate_hz: int) -> FloatArray:
    """The frames each note has to start early, shaped (notes,): the least of its audible layers."""
    loudest = np.zeros(notes)
    levels = [np.hypot(group.tones["left"], group.tones["right"]) for group in groups]
    for group, level in zip(groups, levels, strict=True):
        np.maximum.at(loudest, group.notes, level)
    head_starts = np.full(notes, MAX_HEAD_START_SECONDS * sample_rate_hz)
    for group, wave, level in zip(groups, waves, levels, strict=True):
        streams = group.streams[group.stream_of]
        frames = np.maximum(wave.onset_frame - streams["offset"], 0.0) / streams["step"]
        audible = level >= AUDIBLE_SHARE * loudest[group.notes]
        np.minimum.at(head_starts, group.notes[audible], frames[audible])
    return head_starts
