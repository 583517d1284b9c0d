"""The child that decodes one file: `python -m tutti.sound.decode_worker FILE RAW MAX_SECONDS MEMORY_BYTES CPU_SECONDS`.

Writes interleaved float32 frames to RAW and one line of JSON to stdout. Samples are made mono or stereo (ITU-R BS.775)
and 44.1 or 48 kHz as they come, so that memory stays small whatever the file holds.
"""

from __future__ import annotations

import ctypes
import json
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import av
import numpy as np
import numpy.typing as npt
import soxr

FORMATS = "mp3,wav,w64,flac,ogg,mov,mp4,m4a,matroska,webm,aac,aiff,caf"
OPTIONS = {"protocol_whitelist": "file", "format_whitelist": FORMATS}
KEPT_RATES_HZ = (44100, 48000)
SIDE_GAIN = np.float32(0.5**0.5)  # -3 dB, BS.775
_PR_SET_PDEATHSIG = 1
# By channel name: its gain into the left and into the right.
DOWNMIX: dict[str, tuple[float, float]] = {
    "FL": (1.0, 0.0),
    "FR": (0.0, 1.0),
    "FC": (float(SIDE_GAIN), float(SIDE_GAIN)),
    "BL": (float(SIDE_GAIN), 0.0),
    "BR": (0.0, float(SIDE_GAIN)),
    "SL": (float(SIDE_GAIN), 0.0),
    "SR": (0.0, float(SIDE_GAIN)),
    "BC": (0.5, 0.5),
    "LFE": (0.0, 0.0),
}
# What the channels of a file that does not name them are, in the order of the WAVE format.
UNNAMED: dict[int, tuple[str, ...]] = {
    3: ("FL", "FR", "FC"),
    4: ("FL", "FR", "BL", "BR"),
    5: ("FL", "FR", "FC", "BL", "BR"),
    6: ("FL", "FR", "FC", "LFE", "BL", "BR"),
    7: ("FL", "FR", "FC", "LFE", "BC", "SL", "SR"),
    8: ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"),
}
Frames = npt.NDArray[np.float32]  # shaped (frames, channels)


def main(arguments: list[str]) -> None:
    """Decode as the arguments say."""
    path, raw, max_seconds, memory_bytes, cpu_seconds = arguments
    _limit(int(memory_bytes), int(cpu_seconds))
    try:
        with Path(raw).open("wb") as out:
            told = _decode(path, out, float(max_seconds))
    except (av.FFmpegError, ValueError) as error:
        told = {"error": str(error).split(":")[0].split("]")[-1].strip().lower() or type(error).__name__}
    json.dump(told, sys.stdout)


def _limit(memory_bytes: int, cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _decode(path: str, out: BinaryIO, max_seconds: float) -> dict[str, Any]:
    with av.open(path, options=OPTIONS) as container:
        if not container.streams.audio:
            raise ValueError("it holds no sound track")
        source = _Source(container)
        converter: _Converter | None = None
        most = 0
        for frame in source.frames():
            if converter is None:
                converter = _Converter(frame.sample_rate, [channel.name for channel in frame.layout.channels])
                most = int(max_seconds * frame.sample_rate)
            if converter.frames_in > most:
                return {"error": "too_long"}
            out.write(converter.convert(_as_float(frame)).tobytes())
    if converter is None:
        raise ValueError("it holds no samples")
    out.write(converter.rest().tobytes())
    if converter.frames_in > most:
        return {"error": "too_long"}
    return {
        "rate_hz": converter.rate_hz,
        "channels": converter.channels,
        "source_rate_hz": converter.source_rate_hz,
        "source_channels": converter.source_channels,
        "notes": [*source.notes(), *converter.notes()],
    }


class _Source:
    """The frames of the first sound track; what is damaged is skipped and counted."""

    def __init__(self, container: Any) -> None:
        self._container = container
        self._damaged = 0

    def frames(self) -> Iterator[Any]:
        """All frames of one rate and layout."""
        stream = self._container.streams.audio[0]
        shape: tuple[int, str] | None = None
        packets = self._container.demux(stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                decoded = packet.decode()
            except av.FFmpegError:
                self._damaged += 1
                if self._damaged > 10_000:
                    return
                continue
            for frame in decoded:
                shape = shape or (frame.sample_rate, frame.layout.name)
                if (frame.sample_rate, frame.layout.name) == shape:
                    yield frame
                else:
                    self._damaged += 1

    def notes(self) -> list[str]:
        """What was skipped."""
        return [f"{self._damaged} damaged pieces of the file were skipped"] if self._damaged else []


def _as_float(frame: Any) -> Frames:
    """Samples as float32 shaped (frames, channels); integers are scaled by a power of two, which is exact."""
    array = frame.to_ndarray()
    array = array.T if frame.format.is_planar else array.reshape(-1, len(frame.layout.channels))
    if array.dtype.kind == "u":
        return np.asarray((array.astype(np.float32) - 128.0) / 128.0, dtype=np.float32)
    if array.dtype.kind == "i":
        return np.asarray(array / float(-np.iinfo(array.dtype).min), dtype=np.float32)
    return np.asarray(array, dtype=np.float32)


class _Converter:
    """Repairs, downmixes and resamples a stream of frames."""

    def __init__(self, source_rate_hz: int, names: list[str]) -> None:
        self.source_rate_hz = source_rate_hz
        self.source_channels = len(names)
        self.channels = min(len(names), 2)
        self.rate_hz = _session_rate(source_rate_hz)
        self.frames_in = 0
        self._repaired = 0
        self._downmix = _downmix(names) if len(names) > 2 else None
        self._resampler: soxr.ResampleStream | None = None
        if self.rate_hz != source_rate_hz:
            self._resampler = soxr.ResampleStream(
                source_rate_hz, self.rate_hz, self.channels, dtype="float32", quality="VHQ"
            )

    def convert(self, frames: Frames) -> Frames:
        """The frames as they go out; the resampler keeps some back."""
        self.frames_in += len(frames)
        broken = ~np.isfinite(frames)
        if broken.any():
            self._repaired += int(broken.sum())
            frames = np.where(broken, np.float32(0.0), frames)
        if self._downmix is not None:
            frames = frames @ self._downmix
        if self._resampler is not None:
            frames = self._resampler.resample_chunk(np.ascontiguousarray(frames))
        return frames

    def rest(self) -> Frames:
        """What the resampler kept back."""
        if self._resampler is None:
            return np.zeros((0, self.channels), dtype=np.float32)
        rest: Frames = self._resampler.resample_chunk(np.zeros((0, self.channels), dtype=np.float32), last=True)
        return rest

    def notes(self) -> list[str]:
        """What was changed."""
        notes = []
        if self._repaired:
            notes.append(f"{self._repaired} samples were not numbers and were set to zero")
        if self._downmix is not None:
            notes.append(f"{self.source_channels} channels were mixed down to stereo")
        if self._resampler is not None:
            notes.append(f"the recording was resampled from {self.source_rate_hz} to {self.rate_hz} Hz")
        return notes


def _session_rate(rate_hz: int) -> int:
    """The rate to work at: the file's own where it is a studio rate, else the one of its family."""
    if rate_hz in KEPT_RATES_HZ:
        return rate_hz
    return 48000 if rate_hz % 8000 == 0 else 44100


def _downmix(names: list[str]) -> Frames:
    """Gains shaped (channels, 2), scaled so that full scale stays full scale."""
    if not set(names) & set(DOWNMIX):
        names = list(UNNAMED.get(len(names), names))
    known = [DOWNMIX.get(name) for name in names]
    gains = np.array([pair or (0.5, 0.5) for pair in known], dtype=np.float32)
    return np.asarray(gains / max(1.0, float(gains.sum(axis=0).max())), dtype=np.float32)


if __name__ == "__main__":
    main(sys.argv[1:])
