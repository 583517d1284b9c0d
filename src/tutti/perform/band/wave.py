"""Samples made ready to be read: decoded, cut to their region, with guard frames around the loop.

A wave is int16, shaped (frames,). `GUARD_BEFORE` frames stand before the first one and `GUARD_AFTER` after the last,
so that a four-point interpolation never asks whether it may. The guard after a loop repeats its start, whatever the
font wrote there: lossy samples do not close their loops exactly.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt
import soundfile

from tutti.base.errors import AssetMissing
from tutti.perform.band.generators import COARSE_OFFSET_FRAMES, Generator
from tutti.perform.band.soundfont import Region, Sample

GUARD_BEFORE = 1
GUARD_AFTER = 4
SHORTEST_LOOP_FRAMES = 4
FULL_SCALE = 32767.0
_LOOPS = frozenset({1, 3})  # sample modes: 1 loops for ever, 3 until the release
# Generators that say which frames of a sample a region plays.
_CUTS = (
    Generator.START_OFFSET, Generator.START_COARSE_OFFSET, Generator.END_OFFSET, Generator.END_COARSE_OFFSET,
    Generator.LOOP_START_OFFSET, Generator.LOOP_START_COARSE_OFFSET,
    Generator.LOOP_END_OFFSET, Generator.LOOP_END_COARSE_OFFSET, Generator.SAMPLE_MODES,
)  # fmt: skip
ONSET_SEARCH_SECONDS = 0.1
ONSET_SHARE = 0.25  # of the peak within that time: 12 dB under it
MAX_CACHE_BYTES = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wave:
    """A decoded region.

    Attributes:
        frames: int16 with its guards; frame 0 of the sound is at index GUARD_BEFORE.
        length: how many frames there are without guards; of a loop, up to its end.
        loop_frames: length of the loop, which ends at `length`; None where there is none.
        onset_frame: where the sound is first heard; recordings begin with a breath or the noise of a finger.
    """

    frames: npt.NDArray[np.int16]
    length: int
    loop_frames: int | None
    onset_frame: int


class WaveCache:
    """Waves, the least recently used dropped when they outgrow `max_bytes`. Safe to share by threads."""

    def __init__(self, max_bytes: int = MAX_CACHE_BYTES) -> None:
        """Start empty."""
        self._max_bytes = max_bytes
        self._bytes = 0
        self._waves: OrderedDict[tuple[int, ...], Wave] = OrderedDict()
        self._lock = Lock()

    @property
    def held_bytes(self) -> int:
        """How much memory the waves take."""
        return self._bytes

    def wave(self, region: Region) -> Wave:
        """The wave of a region; decoded at its first use."""
        key = (region.sample.number, *(region.value(generator) for generator in _CUTS))
        with self._lock:
            known = self._waves.get(key)
            if known is not None:
                self._waves.move_to_end(key)
                return known
        fresh = _cut(decoded(region.sample), region)
        with self._lock:
            if key not in self._waves:
                self._waves[key] = fresh
                self._bytes += fresh.frames.nbytes
            while self._bytes > self._max_bytes and len(self._waves) > 1:
                self._bytes -= self._waves.popitem(last=False)[1].frames.nbytes
        return fresh


def decoded(sample: Sample) -> npt.NDArray[np.int16]:
    """The frames of a sample.

    Raises:
        AssetMissing: its Ogg stream cannot be decoded.
    """
    if not sample.is_ogg:
        return np.frombuffer(sample.data, dtype="<i2").astype(np.int16)
    try:
        floats, _ = soundfile.read(io.BytesIO(sample.data), dtype="float32", always_2d=True)
    except soundfile.SoundFileError as error:
        raise AssetMissing(f"sample {sample.name!r} of the SoundFont is damaged ({error})") from error
    # Vorbis may overshoot full scale; a plain cast would wrap around.
    scaled = np.rint(np.asarray(floats[:, 0], dtype=np.float32) * np.float32(FULL_SCALE))
    return np.asarray(np.clip(scaled, -FULL_SCALE, FULL_SCALE), dtype=np.int16)


def _cut(frames: npt.NDArray[np.int16], region: Region) -> Wave:
    def offset(fine: Generator, coarse: Generator) -> int:
        return region.value(fine) + COARSE_OFFSET_FRAMES * region.value(coarse)

    start = max(offset(Generator.START_OFFSET, Generator.START_COARSE_OFFSET), 0)
    end = min(len(frames) + offset(Generator.END_OFFSET, Generator.END_COARSE_OFFSET), len(frames))
    loop_start = region.sample.loop_start_frame + offset(
        Generator.LOOP_START_OFFSET, Generator.LOOP_START_COARSE_OFFSET
    )
    loop_end = min(
        region.sample.loop_end_frame + offset(Generator.LOOP_END_OFFSET, Generator.LOOP_END_COARSE_OFFSET),
        len(frames),
    )
    loops = region.value(Generator.SAMPLE_MODES) in _LOOPS
    if loops and loop_start >= start and loop_end - loop_start >= SHORTEST_LOOP_FRAMES:
        after = frames[loop_start : loop_start + GUARD_AFTER]
        body = frames[start:loop_end]
        loop_frames = loop_end - loop_start
    else:
        after = np.zeros(GUARD_AFTER, dtype=np.int16)
        body = frames[start : max(end, start)]
        loop_frames = None
    before = np.zeros(GUARD_BEFORE, dtype=np.int16)
    return Wave(
        frames=np.concatenate([before, body, after]),
        length=len(body),
        loop_frames=loop_frames,
        onset_frame=_onset_frame(body, region.sample.sample_rate_hz),
    )


def _onset_frame(body: npt.NDArray[np.int16], sample_rate_hz: int) -> int:
    beginning = np.abs(body[: round(ONSET_SEARCH_SECONDS * sample_rate_hz)].astype(np.int32))
    if not beginning.any():
        return 0
    return int(np.argmax(beginning >= ONSET_SHARE * beginning.max()))
