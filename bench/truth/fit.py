"""Songs brought to a length that can be measured and still be waited for."""

from __future__ import annotations

import numpy as np

from bench.truth.song import Song

_SHORTEST_SECONDS = 34.0
_LONGEST_SECONDS = 72.0


def fitted(song: Song, random: np.random.Generator) -> Song:
    """A song at least about half a minute long and at most a little over a minute, cut on a section where it can be."""
    seconds_a_bar = song.meter.beats_per_bar * 60 / song.tempo_bpm
    turns = int(np.ceil(_SHORTEST_SECONDS / (song.bars * seconds_a_bar)))
    limit = float(random.uniform(0.8, 1.0)) * _LONGEST_SECONDS
    bars = max(8, int(limit / seconds_a_bar) // 8 * 8)
    return (song.repeated(turns) if turns > 1 else song).shortened(bars)
